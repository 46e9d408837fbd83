import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import type { Distortion } from "../../support/market/distortion.ts";
import type { Instrument, Market } from "../../support/market/instrument.ts";
import type { ServedProvider } from "../../support/provider-desk.ts";
import { carefulNight } from "./careful-night.ts";
import { Collecting, FIRST, sessionAfter } from "./collecting.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NIGHT = sessionAfter(FIRST);
const LAST = sessionAfter(FIRST, 4);
const ALL: readonly ServedProvider[] = ["yahoo", "yahooquery", "polygon"];

interface BadBar {
  readonly name: string;
  readonly reason: string;
  readonly distortion: Distortion;
  /** How it is flagged where another provider contradicts it. */
  readonly contradicted?: string;
}

const BAD_BARS: readonly BadBar[] = [
  {
    name: "a hundred times",
    reason: "factor_100",
    distortion: { kind: "factor_100", dates: [NIGHT], factor: 100 },
  },
  {
    name: "a hundredth",
    reason: "factor_100",
    distortion: { kind: "factor_100", dates: [NIGHT], factor: 0.01 },
  },
  {
    name: "half as much again",
    reason: "large_move",
    distortion: { kind: "bad_close", date: NIGHT, factor: 1.5 },
    contradicted: "contradicted",
  },
  {
    name: "less than half",
    reason: "large_move",
    distortion: { kind: "bad_close", date: NIGHT, factor: 0.45 },
    contradicted: "contradicted",
  },
  {
    name: "outside of its range",
    reason: "close_outside_range",
    distortion: { kind: "close_outside", date: NIGHT },
  },
  {
    name: "in a range upside down",
    reason: "high_below_low",
    distortion: { kind: "high_below_low", date: NIGHT },
  },
  { name: "zero", reason: "not_positive", distortion: { kind: "zero_close", date: NIGHT } },
  { name: "negative", reason: "not_positive", distortion: { kind: "negative_close", date: NIGHT } },
];

function distort(night: Collecting, providers: readonly ServedProvider[], distortion: Distortion): void {
  for (const id of providers) night.providers.servers[id].distortions.set("AAA", [distortion]);
}

const flags = (night: Collecting) =>
  night
    .quarantine()
    .map(({ session, provider, reason, status }) => `${session} ${provider} ${reason} ${status}`);

describe.each(BAD_BARS)("a close that is $name", ({ reason, distortion, contradicted = reason }) => {
  test("of Yahoo's is flagged, and the other road's is stored", async () => {
    await using night = await Collecting.after();
    const before = night.history(FIRST);
    distort(night, ["yahoo"], distortion);
    const report = await carefulNight(night);
    expect([report.status, night.step(report, "AAA"), night.sourceOf("AAA", NIGHT)]).toEqual([
      "completed",
      "done",
      "yahooquery",
    ]);
    const [flag, ...more] = flags(night);
    expect([flag?.split(" ").slice(0, 3).join(" "), more]).toEqual([`${NIGHT} yahoo ${contradicted}`, []]);
    // The vendor repeats itself for a night, is mended, and the quarantine is left with nothing to decide.
    await carefulNight(night);
    expect(night.sourceOf("AAA", NIGHT)).toBe("yahooquery");
    night.mend();
    while (night.session < LAST) await carefulNight(night);
    expect(night.gaps()).toEqual([]);
    expect(flags(night).filter((each) => each.endsWith(" open"))).toEqual([]);
    expect(night.history(FIRST)).toBe(before);
    expect(night.revisions()).toEqual([]);
  });

  test("of everybody's is not stored, and comes when they are mended", async () => {
    // The two roads to one vendor would second each other in a close that is wrong and sound in itself.
    const providers: readonly ServedProvider[] = contradicted === reason ? ALL : ["yahoo"];
    await using night = await Collecting.after({ providers });
    const before = night.history(FIRST);
    distort(night, providers, distortion);
    const report = await carefulNight(night);
    expect([report.status, night.step(report, "AAA"), night.close("AAA", NIGHT)]).toEqual([
      "partial",
      "partial quarantined",
      null,
    ]);
    expect(flags(night)).toEqual(providers.map((id) => `${NIGHT} ${id} ${reason} open`).sort());
    expect(report.coverage).toMatchObject({ degraded: true, quarantined: ["AAA"], missing: [] });
    expect(night.said(report)).toEqual([
      expect.stringMatching(/^warning: degraded: 11 of 12 .*; in quarantine: AAA$/),
    ]);
    const { snapshot } = night.desk.report("One", NIGHT);
    expect(snapshot.status).toBe("partial");
    night.mend();
    await carefulNight(night);
    expect(night.gaps()).toEqual([]);
    expect(flags(night).filter((each) => each.endsWith(" open"))).toEqual([]);
    expect(night.desk.report("One", NIGHT).snapshot.status).toBe("complete");
    expect(night.history(FIRST)).toBe(before);
  });
});

/** A market in which a symbol's prices are cut from a day on, for everybody. */
function crashed(market: Market, symbol: string, from: string, times: number): Market {
  const cut = (price: number, date: string) => (date < from ? price : Math.round(price * times * 100) / 100);
  const made = new Map<string, Instrument | null>();
  return {
    symbols: market.symbols,
    find: (name) => {
      const found = market.find(name);
      if (name !== symbol || found === null) return found;
      const bars = [...found.bars].map(([date, { open, high, low, close, volume }]) => {
        const bar = {
          open: cut(open, date),
          high: cut(high, date),
          low: cut(low, date),
          close: cut(close, date),
          volume,
        };
        return [date, bar] as const;
      });
      const own = made.get(name) ?? { ...found, bars: new Map(bars), dividends: [] };
      made.set(name, own);
      return own;
    },
  };
}

describe("a true crash of 60 %", () => {
  const market = (made: Market) => crashed(made, "AAA", NIGHT, 0.4);

  test("is stored once a second provider has told it too", async () => {
    await using night = await Collecting.after({ market });
    const report = await carefulNight(night);
    expect([report.status, night.gaps(), night.quarantine()]).toEqual(["completed", [], []]);
    expect(night.sourceOf("AAA", NIGHT)).toBe("yahooquery");
    expect(report.providers.map(({ requests }) => requests)).toEqual([12, 1, 0]);
    await carefulNight(night);
    expect(night.sourceOf("AAA", night.session)).toBe("yahoo");
  });

  test("waits in quarantine while there is nobody to ask", async () => {
    await using night = await Collecting.after({ market, providers: ["yahoo"] });
    for (let count = 0; count < 2; count++) {
      const report = await carefulNight(night);
      expect([report.status, night.step(report, "AAA")]).toEqual(["partial", "partial quarantined"]);
    }
    const [first] = night.quarantine();
    expect(first).toMatchObject({
      session: NIGHT,
      reason: "large_move",
      close: night.truth("AAA", NIGHT),
      status: "open",
    });
  });
});

test("a row of a Saturday is flagged and never stored", async () => {
  await using night = await Collecting.after();
  const before = night.history(FIRST);
  for (const id of ALL) distort(night, [id], { kind: "holiday_bar", date: isoDate("2026-05-30") });
  while (night.session < LAST) expect((await carefulNight(night)).status).toBe("completed");
  expect(flags(night)).toEqual(["2026-05-30 yahoo not_a_session open"]);
  expect([night.gaps(), night.history(FIRST)]).toEqual([[], before]);
});

test("a row of a session to come is flagged, and gives way to the true one", async () => {
  await using night = await Collecting.after();
  distort(night, ALL, { kind: "future_bar" });
  await carefulNight(night);
  expect(flags(night)).toEqual([`${sessionAfter(NIGHT)} yahoo future open`]);
  while (night.session < LAST) expect((await carefulNight(night)).status).toBe("completed");
  expect(flags(night).filter((each) => each.endsWith(" open"))).toEqual([
    `${sessionAfter(LAST)} yahoo future open`,
  ]);
  night.mend();
  await carefulNight(night);
  expect(flags(night).filter((each) => each.endsWith(" open"))).toEqual([]);
  expect(night.gaps()).toEqual([]);
});

test.each([1, 1.3, 100])("of a day's two rows, the second times %d, the first stands", async (factor) => {
  await using night = await Collecting.after();
  distort(night, ALL, { kind: "duplicate_row", date: NIGHT, factor });
  while (night.session < LAST) expect((await carefulNight(night)).status).toBe("completed");
  expect([night.gaps(), night.quarantine(), night.revisions()]).toEqual([[], [], []]);
});
