import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import type { Basis } from "../../db/schema/words.ts";
import { addDays, isoDate } from "../../src/platform/iso-date.ts";
import { type Asked, Desk } from "../support/desk.ts";
import { DERIVED, LAST, sessionsFrom, stopping } from "./made-desk.ts";
import { walkCsv } from "./small-night.ts";

// A busy machine is no fault.
setDefaultTimeout(300_000);

/** Enough sessions for a beta, few enough for many nights. */
const START = "2026-03-30";
const SESSIONS = sessionsFrom(START) as string[];
const HEADER = "symbol,date,close,dividend,split";
const NAMES = ["SPY", "AAA", "BBB", "CCC"];

/** A row of a price file, by the place of its session. */
interface Row {
  readonly symbol: string;
  readonly at: number;
  readonly close: number;
  /** Empty says nothing of it. */
  readonly dividend: string;
  readonly split: string;
}

const rowAt = (at: fc.Arbitrary<number>) =>
  fc.record({
    symbol: fc.constantFrom(...NAMES),
    at,
    close: fc.integer({ min: 5_000, max: 20_000 }).map((cents) => cents / 100),
    dividend: fc.oneof(
      { weight: 2, arbitrary: fc.constant("") },
      { arbitrary: fc.constant("0.50"), weight: 1 },
    ),
    split: fc.oneof({ weight: 6, arbitrary: fc.constant("") }, { arbitrary: fc.constant("2:1"), weight: 1 }),
  });

/** Bars that a symbol starts with: few, with holes, so that much can come late. */
const firstBars = fc
  .nat(SESSIONS.length >> 1)
  .chain((from) => fc.subarray([...SESSIONS.keys()].slice(from), { minLength: 2 }));
/** Days on which lots are opened and closed, weekends among them. */
const day = fc.nat(55).map((days) => addDays(isoDate(START), days));
const lot = fc
  .record({
    symbol: fc.constantFrom("AAA", "BBB", "CCC"),
    quantity: fc.integer({ min: -200, max: 200 }).filter((shares) => shares !== 0),
    dates: fc.tuple(day, day).map((two) => two.sort()),
    isClosed: fc.boolean(),
  })
  .map(({ symbol, quantity, dates: [entry, exit], isClosed }) => {
    const end = isClosed ? `${exit},101` : ",";
    return `${symbol},${quantity},100,${entry},${end}`;
  });

const made = fc.record({
  basis: fc.constantFrom<Basis>("as_traded", "as_traded", "total_return"),
  seed: fc.nat(1_000),
  bars: fc.tuple(firstBars, firstBars, firstBars),
  portfolios: fc.array(fc.array(lot, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 }),
  /** The nights, each of its own scope, some of them stopped in the middle; and what comes in after each. */
  nights: fc.array(
    fc.record({
      from: fc.option(fc.nat(SESSIONS.length - 1)),
      to: fc.nat(SESSIONS.length - 1),
      only: fc.option(fc.constant("portfolio 0"), { freq: 3 }),
      force: fc.boolean(),
      stopAfter: fc.option(fc.nat(150)),
      rows: fc.array(rowAt(fc.nat(SESSIONS.length - 1)), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
type Made = typeof made extends fc.Arbitrary<infer T> ? T : never;

const LOTS = "Symbol,Quantity,Entry Price Per Share,Entry Date,Exit Date,Exit Price Per Share";

async function start({ basis, seed, bars, portfolios }: Made): Promise<Desk> {
  const desk = new Desk();
  const lines = walkCsv(seed, NAMES, START, LAST).trimEnd().split("\n").slice(1);
  const kept = lines.filter((_, index) => {
    const name = Math.floor(index / SESSIONS.length);
    return name === 0 || bars[name - 1]?.includes(index % SESSIONS.length);
  });
  await desk.base.importText(`${["symbol,date,close", ...kept].join("\n")}\n`, { basis });
  for (const [at, lots] of portfolios.entries()) {
    await desk.open(`portfolio ${at}`, `${[LOTS, ...lots].join("\n")}\n`, { equity: "100000" });
  }
  return desk;
}

async function bringIn(desk: Desk, { basis }: Made, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const lines = rows.map(({ symbol, at, close, dividend, split }) => [
    symbol,
    SESSIONS[at],
    close,
    dividend,
    split,
  ]);
  await desk.base.importText(`${[HEADER, ...lines.map((cells) => cells.join(","))].join("\n")}\n`, { basis });
}

async function oneNight(
  desk: Desk,
  { from, to, only, force, stopAfter }: Made["nights"][number],
): Promise<void> {
  const asked: Asked = {
    ...(from === null || from > to ? {} : { from: SESSIONS[from] as string }),
    ...(stopAfter === null ? {} : stopping(stopAfter)),
    to: SESSIONS[to] as string,
    portfolios: only === null ? null : [desk.portfolio(only).publicId],
    force,
  };
  try {
    await desk.run(asked, 1);
  } catch (fault) {
    expect(fault).toMatchObject({ code: "interrupted" });
  }
}

/** The prices that are stored, however they came. */
const prices = (desk: Desk) =>
  desk.base.rows(
    "SELECT s.symbol, session, close FROM price_bar JOIN symbol s ON s.id = symbol_id ORDER BY 1, 2",
  );

/** Lines of what was derived that only one of two desks has; the first few. */
function differences(one: Desk, other: Desk): string[] {
  const [a, b] = [one, other].map((desk) => desk.dump(DERIVED).split("\n")) as [string[], string[]];
  const only = (mine: string[], others: string[]) => {
    const known = new Set(others);
    return mine.filter((line) => !known.has(line));
  };
  return [only(a, b)[0], only(b, a)[0]].filter((line) => line !== undefined);
}

test("nights of any scope, stopped or not, with late prices between them end where one night over all of them does", async () => {
  await fc.assert(
    fc.asyncProperty(made, async (given) => {
      await using desk = await start(given);
      for (const night of given.nights) {
        await oneNight(desk, night);
        await bringIn(desk, given, night.rows);
      }
      await desk.run({}, 1);
      expect((await desk.plan()).empty).toBe(true);
      await using fresh = await start(given);
      for (const { rows } of given.nights) await bringIn(fresh, given, rows);
      await fresh.run({}, 1);
      expect(prices(desk)).toEqual(prices(fresh));
      expect(differences(desk, fresh)).toEqual([]);
    }),
    { numRuns: 10, endOnFailure: true },
  );
});
