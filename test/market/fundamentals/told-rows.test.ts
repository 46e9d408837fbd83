import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { analystTarget } from "../../../db/schema/analyst.ts";
import { type GroupRow, ToldRows } from "../../../src/market/fundamentals/told-rows.ts";
import { addDays, isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { knownSymbol } from "./known-symbol.ts";

const START = isoDate("2026-01-05");
const COLUMNS = ["targetMean", "targetHigh", "opinions", "recommendationKey"] as const;

let base: TemporaryDatabase;
let symbols = 0;

beforeAll(() => {
  base = new TemporaryDatabase();
});
afterAll(() => base[Symbol.dispose]());

const nextSymbol = () => knownSymbol(base, `T${symbols++}`).id;
const day = (at: number) => addDays(START, at);
const rowsOf = (id: number) =>
  base.rows("SELECT * FROM analyst_target WHERE symbol_id = ? ORDER BY as_of", id);
const telling = (at: number) => ({ asOf: day(at), source: "yahoo" as const });
const shown = (rows: ToldRows, id: number, at: number) => {
  const merged = rows.on(id, day(at));
  return merged === null
    ? null
    : { ...Object.fromEntries(COLUMNS.map((column) => [column, merged.values[column]])), of: merged.asOf };
};

/** What is told of a symbol on ascending days, each column with or without a value. */
const tellings = fc.array(
  fc.record({
    after: fc.nat({ max: 3 }),
    told: fc.record({
      targetMean: fc.option(fc.integer({ min: 1, max: 3 }).map((value) => value + 0.5)),
      targetHigh: fc.option(fc.constantFrom(0, -0.25, 4)),
      opinions: fc.option(fc.nat({ max: 2 })),
      recommendationKey: fc.option(fc.constantFrom("buy", "hold")),
    }),
  }),
  { minLength: 1, maxLength: 12 },
);

test("of each column the newest value stands, a null tells nothing, and what is told again is not stored again", () => {
  fc.assert(
    fc.property(tellings, (all) => {
      const rows = new ToldRows(base.writer.db, analystTarget, null);
      const id = nextSymbol();
      const known: Record<string, unknown> = Object.fromEntries(COLUMNS.map((column) => [column, null]));
      const after: { readonly at: number; readonly known: GroupRow }[] = [];
      let [at, of] = [0, null as number | null];
      for (const { after: days, told } of all) {
        at += days;
        const isNew = COLUMNS.some((column) => told[column] !== null && told[column] !== known[column]);
        for (const column of COLUMNS) known[column] = told[column] ?? known[column];
        expect(rows.put(id, telling(at), told)).toBe(isNew);
        if (isNew) of = at;
        expect(shown(rows, id, at)).toEqual(of === null ? null : ({ ...known, of: day(of) } as never));
        expect(rows.put(id, telling(at), told)).toBe(false);
        after.push({ at, known: { ...known } as GroupRow });
      }
      // What is told later changes nothing of what was known then.
      for (const [place, then] of after.entries()) {
        if (after[place + 1]?.at === then.at) continue;
        const { of: _, ...values } = shown(rows, id, then.at) ?? { of: null, ...then.known };
        expect(values).toEqual(then.known as never);
      }
    }),
  );
});

test("a row holds what was told on its day and no more; older values are named as carried", () => {
  const rows = new ToldRows(base.writer.db, analystTarget, null);
  const id = nextSymbol();
  rows.put(id, telling(0), { targetMean: 10, targetHigh: 12, opinions: 3 });
  rows.put(id, telling(7), { targetMean: 11, targetHigh: null });
  expect(
    rowsOf(id).map(({ target_mean, target_high, opinions }) => [target_mean, target_high, opinions]),
  ).toEqual([
    [10, 12, 3],
    [11, null, null],
  ]);
  expect(rows.on(id, day(7))).toMatchObject({
    asOf: day(7),
    source: "yahoo",
    values: { targetMean: 11, targetHigh: 12, opinions: 3, targetLow: null },
    carried: ["targetHigh", "opinions"],
  });
  expect(rows.on(id, day(6))).toMatchObject({ asOf: day(0), carried: [] });
  expect(rows.on(id, day(-1))).toBeNull();
});

test("what is told twice a day stands in one row, by whoever told it last", () => {
  const rows = new ToldRows(base.writer.db, analystTarget, null);
  const id = nextSymbol();
  rows.put(id, telling(0), { targetMean: 10, opinions: 3 });
  rows.put(id, { asOf: day(0), source: "fmp" }, { targetMean: 11, targetHigh: 12 });
  expect(rowsOf(id)).toMatchObject([{ source: "fmp", target_mean: 11, target_high: 12, opinions: 3 }]);
});

test("a value stands for so many days, and is unknown then until it is told again", () => {
  const rows = new ToldRows(base.writer.db, analystTarget, 10);
  const id = nextSymbol();
  rows.put(id, telling(0), { targetMean: 10, targetHigh: 12 });
  rows.put(id, telling(4), { targetMean: 11 });
  expect(rows.on(id, day(10))).toMatchObject({ values: { targetMean: 11, targetHigh: 12 } });
  expect(rows.on(id, day(11))).toMatchObject({ values: { targetMean: 11, targetHigh: null } });
  expect(rows.on(id, day(15))).toBeNull();
  expect(rows.put(id, telling(15), { targetMean: 11 })).toBe(true);
  expect(rows.on(id, day(15))).toMatchObject({ asOf: day(15), values: { targetMean: 11 } });
});

test.each([[2.5], [2 ** 53], [Number.NaN]])(
  "%p is no count of anything, and takes nothing else with it",
  (opinions) => {
    const rows = new ToldRows(base.writer.db, analystTarget, null);
    const id = nextSymbol();
    rows.put(id, telling(0), { targetMean: 10, opinions: 3 });
    rows.put(id, telling(1), { targetMean: 11, opinions });
    expect(rows.on(id, day(1))).toMatchObject({ values: { targetMean: 11, opinions: 3 } });
  },
);

test("a zero is told, and no null", () => {
  const rows = new ToldRows(base.writer.db, analystTarget, null);
  const id = nextSymbol();
  rows.put(id, telling(0), { targetMean: 10, opinions: 3 });
  expect(rows.put(id, telling(1), { targetMean: 0, opinions: 0 })).toBe(true);
  expect(rows.on(id, day(1))).toMatchObject({ values: { targetMean: 0, opinions: 0 }, carried: [] });
});
