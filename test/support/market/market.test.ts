import { describe, expect, test } from "bun:test";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { addDays, isoDate } from "../../../src/platform/iso-date.ts";
import { asTradedMarket } from "./as-traded-market.ts";
import type { Distortion } from "./distortion.ts";
import { joinedMarket, marketOf, shareRatio } from "./instrument.ts";
import { madeMarket } from "./made-market.ts";
import { polygonGrouped, polygonRange } from "./polygon-answers.ts";
import { RecordedServer, recordingOf } from "./recorded-server.ts";
import { type ChartResult, type ChartView, yahooChart } from "./yahoo-chart.ts";
import { dayIn } from "./zone.ts";

const AAPL = asTradedMarket("AAPL");
const IWM = asTradedMarket("IWM");
const AFTER_SPLIT = Date.parse("2020-09-01T21:00:00Z");
const RECORDED = recordingOf("yahoo/chart-AAPL-2020-08-31-to-2020-11-07.json").body as {
  chart: { result: ChartResult[] };
};

function chartOf(view: Partial<ChartView> = {}, instrument = AAPL): ChartResult {
  const everything = { now: AFTER_SPLIT, period1: 0, period2: 4e9 };
  const [result] = yahooChart(instrument, { ...everything, ...view }).body.chart.result ?? [];
  if (result === undefined) throw new Error("no chart");
  return result;
}

/** The values of one day's row; the last of them if there are several. */
function rowOf(chart: ChartResult, day: string) {
  const { timestamp = [], meta, indicators } = chart;
  const at = timestamp.findLastIndex((stamp) => dayIn(meta.exchangeTimezoneName, stamp * 1000) === day);
  const [quote] = indicators.quote;
  return {
    stamp: timestamp[at],
    close: quote.close?.[at],
    high: quote.high?.[at],
    volume: quote.volume?.[at],
    adjclose: indicators.adjclose?.[0].adjclose[at],
  };
}

const keysOf = (value: object | undefined) => Object.keys(value ?? {}).sort();

describe("instruments as traded", () => {
  test("splits are the true ones, and dividends close to what was paid", () => {
    const words = (instrument: typeof AAPL) =>
      instrument.splits.map((split) => `${split.exDate} ${split.numerator}:${split.denominator}`);
    expect(words(AAPL)).toEqual(["2000-06-21 2:1", "2005-02-28 2:1", "2014-06-09 7:1", "2020-08-31 4:1"]);
    expect(words(IWM)).toEqual(["2005-06-09 2:1"]);
    expect(AAPL.dividends[0]?.exDate).toBe(isoDate("2012-08-09"));
    expect(AAPL.dividends[0]?.amount).toBeCloseTo(2.65, 3);
    expect(AAPL.dividends.at(-1)?.amount).toBeCloseTo(0.205, 4);
  });

  test("a made market is decided by its seed, moves little and is sound in every bar", () => {
    const [from, to] = [isoDate("2021-01-04"), isoDate("2026-05-29")];
    const splits = { AAA: [{ exDate: isoDate("2023-06-12"), numerator: 10, denominator: 1 }] };
    const symbols = ["AAA", "BBB", "EURUSD=X", "^TYX", "BTC-USD", "VTSAX", "VOD.L", "GC=F"];
    const market = madeMarket({ seed: 7, symbols, from, to, splits });
    const alone = madeMarket({ seed: 7, symbols: ["AAA"], from, to, splits });
    expect(alone.find("AAA")).toEqual(market.find("AAA"));
    for (const symbol of symbols) {
      const made = market.find(symbol);
      if (made === null) throw new Error(symbol);
      let before: { date: typeof from; close: number } | null = null;
      for (const [date, bar] of made.bars) {
        expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
        expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
        const ratio = shareRatio(made.splits, before?.date ?? date, date);
        const basis = ((before?.close ?? bar.close) * ratio.old) / ratio.new;
        expect(Math.abs(bar.close / basis - 1)).toBeLessThan(0.12);
        before = { date, close: bar.close };
      }
    }
    expect(market.find("AAA")?.bars.size).toBe(calendarOf("XNYS").countSessions(from, to));
    expect(market.find("VOD.L")?.currency).toBe("GBp");
    expect(market.find("VTSAX")?.type).toBe("MUTUALFUND");
    expect(market.find("CCC")).toBeNull();
  });
});

describe("Yahoo's chart", () => {
  test("AAPL as of 2020-09-01 un-adjusts to the closes that were traded", () => {
    const { timestamp = [], indicators, meta } = chartOf();
    const days = [...AAPL.bars.keys()].filter((day) => day <= "2020-09-01");
    expect(timestamp.map((stamp) => dayIn(meta.exchangeTimezoneName, stamp * 1000))).toEqual(days);
    for (const [at, day] of days.entries()) {
      const ratio = shareRatio(AAPL.splits, day, isoDate("2020-09-01"));
      const adjusted = indicators.quote[0].close?.[at] ?? Number.NaN;
      const traded = AAPL.bars.get(day)?.close ?? Number.NaN;
      expect(Math.abs((adjusted * ratio.new) / ratio.old / traded - 1)).toBeLessThan(6.1e-8);
    }
  });

  test("has the recorded keys, stamps, closes and events", () => {
    const [real] = RECORDED.chart.result;
    if (real === undefined) throw new Error("no recording");
    const made = chartOf({
      now: Date.parse("2021-01-15T21:30:00Z"),
      period1: 1598832000,
      period2: 1604707200,
    });
    expect(keysOf(made)).toEqual(keysOf(real));
    expect(keysOf(made.meta)).toEqual(keysOf(real.meta));
    expect(keysOf(made.indicators.quote[0])).toEqual(keysOf(real.indicators.quote[0]));
    expect(made.timestamp).toEqual(real.timestamp ?? []);
    expect(made.events?.splits).toEqual(real.events?.splits ?? {});
    expect(keysOf(made.events?.dividends)).toEqual(keysOf(real.events?.dividends));
    for (const [at, close] of (real.indicators.quote[0].close ?? []).entries()) {
      expect(made.indicators.quote[0].close?.[at]).toBeCloseTo(close ?? Number.NaN, 1);
    }
    expect(chartOf({ period1: 1, period2: 2 }).timestamp).toBeUndefined();
    expect(chartOf({ period1: 1, period2: 2 }).indicators).toEqual({ quote: [{}] });
    expect(yahooChart(null, { now: AFTER_SPLIT, period1: 0, period2: 1 }).status).toBe(404);
  });

  test("before the split's day nothing is adjusted for it; on the day all is", () => {
    const before = chartOf({ now: Date.parse("2020-08-28T21:00:00Z") });
    expect(rowOf(before, "2020-08-28").close).toBe(Math.fround(499.23));
    expect(keysOf(before.events?.splits)).toHaveLength(3);
    expect(rowOf(chartOf(), "2020-08-28").close).toBe(Math.fround(499.23 / 4));
    const paid = AAPL.dividends.find((each) => each.exDate === "2020-08-07")?.amount ?? Number.NaN;
    expect(Object.values(chartOf().events?.dividends ?? {}).at(-1)?.amount).toBe(paid / 4);
    const factor = 1 - paid / (AAPL.bars.get(isoDate("2020-08-06"))?.close ?? Number.NaN);
    expect(factor).toBeCloseTo(0.9949942 / 0.9967882, 9);
    expect(rowOf(chartOf(), "2020-08-06").adjclose).toBe(Math.fround((455.61 / 4) * factor));
  });

  test("the running session is a live row; a fund's value comes the next morning; pairs begin at London's midnight", () => {
    const noon = Date.parse("2020-09-01T16:00:00Z");
    expect(rowOf(chartOf({ now: noon }), "2020-09-01").stamp).toBe(noon / 1000);
    expect(rowOf(chartOf({ now: noon }), "2020-09-01").close).not.toBe(rowOf(chartOf(), "2020-09-01").close);
    expect(rowOf(chartOf({ stampsClose: true }), "2020-09-01").stamp).toBe(
      Date.parse("2020-09-01T20:00:01Z") / 1000,
    );
    const others = madeMarket({
      seed: 1,
      symbols: ["VTSAX", "EURUSD=X", "VOD.L"],
      from: isoDate("2026-01-02"),
      to: isoDate("2026-06-30"),
    });
    const lastStamp = (symbol: string, now: string) =>
      chartOf({ now: Date.parse(now) }, others.find(symbol) ?? AAPL).timestamp?.at(-1);
    const at = (instant: string) => Date.parse(instant) / 1000;
    expect(lastStamp("VTSAX", "2026-05-29T11:59:00Z")).toBe(at("2026-05-27T13:30:00Z"));
    expect(lastStamp("VTSAX", "2026-05-29T12:00:00Z")).toBe(at("2026-05-28T13:30:00Z"));
    expect(lastStamp("EURUSD=X", "2026-05-30T12:00:00Z")).toBe(at("2026-05-28T23:00:00Z"));
    expect(lastStamp("VOD.L", "2026-05-29T22:00:00Z")).toBe(at("2026-05-29T07:00:00Z"));
  });
});

describe("distortions", () => {
  const EX = isoDate("2020-08-31");
  const DAY = isoDate("2020-08-27");
  const THURSDAY = 500.04;
  const seen = (day: string, distortion: Distortion, now = AFTER_SPLIT) =>
    rowOf(chartOf({ now, distortions: [distortion] }), day);

  test("of splits", () => {
    const friday = Date.parse("2020-08-28T21:00:00Z");
    const early: Distortion = { kind: "split_early", exDate: EX };
    expect(seen(DAY, early, friday).close).toBe(Math.fround(THURSDAY / 4));
    expect(keysOf(chartOf({ now: friday, distortions: [early] }).events?.splits)).toHaveLength(3);
    expect(seen(DAY, early, friday - 2 * 86_400_000).close).not.toBe(Math.fround(THURSDAY / 4));
    expect(seen(DAY, { kind: "split_late", exDate: EX }).close).toBe(Math.fround(THURSDAY));
    expect(seen(DAY, { kind: "split_twice", exDate: EX }).close).toBe(Math.fround(THURSDAY / 16));
    const spinOff: Distortion = { kind: "spin_off_as_split", exDate: isoDate("2020-09-01") };
    expect(seen(EX, spinOff).close).toBe(Math.fround((129.04 * 1000) / 1281));
    const restated: Distortion = {
      kind: "dividend_restated",
      exDate: isoDate("2020-08-07"),
      amount: 0.9,
      unadjusted: true,
    };
    const dividends = chartOf({ distortions: [restated] }).events?.dividends ?? {};
    expect(Object.values(dividends).at(-1)?.amount).toBe(0.9);
  });

  test("of rows", () => {
    const high = rowOf(chartOf(), DAY).high ?? Number.NaN;
    expect(seen(DAY, { kind: "factor_100", dates: [DAY], factor: 100 }).close).toBe(Math.fround(12501));
    expect(seen(DAY, { kind: "bad_close", date: DAY, factor: 2 }).close).toBe(Math.fround(THURSDAY / 2));
    expect(seen(DAY, { kind: "close_outside", date: DAY }).close).toBeGreaterThan(high);
    expect(seen(DAY, { kind: "zero_close", date: DAY }).close).toBe(0);
    expect(seen(DAY, { kind: "negative_close", date: DAY }).close).toBeLessThan(0);
    expect(seen("2020-08-29", { kind: "holiday_bar", date: isoDate("2020-08-29") }).close).toBe(
      Math.fround(499.23 / 4),
    );
    expect(seen("2020-09-02", { kind: "future_bar" }).stamp).toBe(Date.parse("2020-09-02T13:30:00Z") / 1000);
    expect(seen(DAY, { kind: "correction", date: DAY, by: 0.04 }).close).toBe(Math.fround(500.08 / 4));
    expect(seen(DAY, { kind: "missing_days", dates: [DAY] }).stamp).toBeUndefined();
    expect(seen(EX, { kind: "frozen", from: DAY, count: 3 }).volume).toBe(0);
    const count = chartOf().timestamp?.length ?? 0;
    const twice = chartOf({ distortions: [{ kind: "duplicate_row", date: DAY }] });
    expect(twice.timestamp).toHaveLength(count + 1);
    const swapped = chartOf({ distortions: [{ kind: "high_below_low", date: DAY }] });
    expect(rowOf(swapped, DAY).high).toBeLessThan(rowOf(swapped, DAY).close ?? 0);
    const gone = { now: AFTER_SPLIT, period1: 0, period2: 4e9, distortions: [{ kind: "delisted" } as const] };
    expect(yahooChart(AAPL, gone).status).toBe(404);
  });
});

describe("Polygon's bars", () => {
  const market = joinedMarket(
    marketOf(AAPL),
    madeMarket({
      seed: 3,
      symbols: ["BRK-B", "^TYX"],
      from: isoDate("2020-01-02"),
      to: isoDate("2020-12-31"),
    }),
  );
  const view = { market, now: AFTER_SPLIT };

  test("are as traded unless adjusted ones are asked for", () => {
    const friday = isoDate("2020-08-28");
    const grouped = polygonGrouped(view, friday, false);
    expect(grouped.results?.map((bar) => bar.T)).toEqual(["AAPL", "BRK.B"]);
    expect(grouped.results?.[0]).toMatchObject({ c: 499.23, t: Date.parse("2020-08-28T20:00:00Z") });
    expect(polygonGrouped(view, friday, true).results?.[0]?.c).toBe(124.8075);
    expect(polygonGrouped(view, addDays(friday, 1), false)).not.toHaveProperty("results");
    expect(
      polygonGrouped({ market, now: AFTER_SPLIT - 4 * 3_600_000 }, isoDate("2020-09-01"), false).count,
    ).toBe(0);
    const range = polygonRange(view, "BRK.B", { from: friday, to: addDays(friday, 3), isAdjusted: false });
    expect(range.results?.map((bar) => bar.t)).toEqual([1598587200000, 1598846400000]);
  });

  test("and distortions have the keys of the recorded ones", () => {
    const recorded = recordingOf("polygon/v2_aggs_ticker_AAPL_range_1_day_2005-04-01_2005-04-04.json");
    const asked = { from: isoDate("2005-04-01"), to: isoDate("2005-04-04"), isAdjusted: true };
    const range = polygonRange(view, "AAPL", asked);
    const real = recorded.body as { results: { t: number }[] };
    expect(keysOf(range)).toEqual(keysOf(real));
    expect(keysOf(range.results?.[0])).toEqual(keysOf(real.results[0]));
    expect(range.results?.map((bar) => bar.t)).toEqual(real.results.map((bar) => bar.t));
    const distortions = new Map([["AAPL", [{ kind: "missing_days", dates: [asked.from] } as const]]]);
    expect(polygonRange({ ...view, distortions }, "AAPL", asked).count).toBe(1);
  });
});

test("a recorded server answers what was recorded, and 404 for the rest", async () => {
  const recording = recordingOf("yahoo/chart-AAPL.json");
  await using server = new RecordedServer([{ path: /^\/v8\/finance\/chart\/AAPL/, recording }]);
  const response = await fetch(`${server.origin}/v8/finance/chart/AAPL?interval=1d`);
  expect(await response.json()).toEqual(recording.body);
  expect((await fetch(`${server.origin}/v8/finance/chart/IBM`)).status).toBe(404);
  expect([server.countOf(), server.countOf(/AAPL/)]).toEqual([2, 1]);
});
