import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { actionsOf, barsOf, factsOf, wordOf } from "../../support/collecting.ts";
import { asTradedMarket } from "../../support/market/as-traded-market.ts";
import { RECORDED, recordingOf } from "../../support/market/recorded-server.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { RECORDED_FUNDAMENTALS } from "../fundamentals/recorded-answers.ts";
import { fact, REFUSED, SPLIT_SUMMER, STORED } from "./recordings.ts";
import { chartOf, chartReplay, ROADS, replay } from "./replay.ts";

describe.each(ROADS)("recorded charts by the road of %s", (provider) => {
  test("AAPL of the summer of its split: all bars as they traded, the split and the dividend", async () => {
    using base = new TemporaryDatabase();
    const recording = recordingOf(`yahoo/${SPLIT_SUMMER}`);
    const { endings, warnings, printed, requests } = await replay({
      base,
      provider,
      replays: chartReplay(recording),
      symbol: "AAPL",
      from: "2020-08-31",
      through: "2020-11-06",
      now: "2020-11-07T12:00:00Z",
    });
    expect(printed).toEqual([]);
    expect(warnings).toEqual([]);
    expect(requests).toHaveLength(1);
    // From the day before the first one, whatever the zone, to the real now.
    expect(requests[0]).toContain("period1=1598745600&period2=1604750400");
    expect(endings.get("AAPL")?.missing).toBeNull();
    const { timestamp, indicators } = chartOf(recording.body);
    const columns = indicators.quote[0] ?? {};
    const bars = barsOf(base, "AAPL");
    expect(bars).toHaveLength(49);
    expect(bars.map(({ session }) => session)).toEqual(
      timestamp.map((at) => new Date(at * 1000).toISOString().slice(0, 10)),
    );
    for (const [at, bar] of bars.entries()) {
      const { source, session: _, volume, ...prices } = bar;
      expect(source).toBe(provider);
      expect(volume).toBe(columns.volume?.[at] ?? null);
      for (const [field, price] of Object.entries(prices)) {
        const given = columns[field as "open"]?.[at] as number;
        // The cents that single precision wrote this way.
        expect(price).toBe(Number(given.toFixed(2)));
        expect(Math.fround(price as number)).toBe(given);
      }
    }
    expect(bars[0]).toMatchObject({ open: 127.58, high: 131, low: 126, close: 129.04, volume: 225702700 });
    // Another vendor's file has the same closes; one of them with half a cent.
    const others = asTradedMarket("AAPL").bars;
    for (const { session, close } of bars) {
      expect(Math.abs(close - (others.get(isoDate(session))?.close ?? Number.NaN))).toBeLessThan(0.00501);
    }
    const action = {
      numerator: null,
      denominator: null,
      amount: null,
      status: "confirmed",
      source: provider,
    };
    expect(actionsOf(base, "AAPL")).toEqual([
      { ...action, ex_date: "2020-08-31", kind: "split", numerator: 4, denominator: 1 },
      { ...action, ex_date: "2020-11-06", kind: "cash_dividend", amount: 0.205 },
    ]);
    expect(factsOf(base, "AAPL")).toEqual(fact("USD", "EQUITY", "1980-12-12", "XNYS"));
  });

  test.each(STORED)("$symbol of $through is stored field by field ($file)", async (each) => {
    using base = new TemporaryDatabase();
    const { file, symbol, facts } = each;
    const { endings, warnings, printed } = await replay({
      ...each,
      base,
      provider,
      replays: chartReplay(recordingOf(`yahoo/${file}`)),
    });
    expect(printed).toEqual([]);
    expect(warnings).toEqual([]);
    expect(
      barsOf(base, symbol).map(({ session, open, high, low, close, volume }) => [
        session,
        open,
        high,
        low,
        close,
        volume,
      ]),
    ).toEqual(each.bars.map((bar) => [...bar]));
    expect(barsOf(base, symbol).every(({ source }) => source === provider)).toBe(true);
    expect(factsOf(base, symbol)).toEqual(facts);
    expect(actionsOf(base, symbol)).toEqual([]);
    expect(endings.get(symbol)?.missing).toBeNull();
    // New Year is a weekday without a row of gold: absent on this night, which the next one asks for again.
    expect(base.rows("SELECT from_session, through_session, times FROM price_absence")).toEqual(
      symbol === "GC=F" ? [{ from_session: "2020-01-01", through_session: "2020-01-01", times: 1 }] : [],
    );
    // What single precision cannot tell from the answer's values, whatever decimals were chosen.
    const { timestamp, indicators } = chartOf(recordingOf(`yahoo/${file}`).body);
    expect(timestamp).toHaveLength(each.bars.length);
    for (const [at, bar] of barsOf(base, symbol).entries()) {
      for (const field of ["open", "high", "low", "close"] as const) {
        const given = indicators.quote[0]?.[field]?.[at] as number;
        expect(Math.abs((bar[field] as number) / given - 1)).toBeLessThanOrEqual(2 ** -23);
      }
    }
  });

  test.each(REFUSED)("$symbol asked at $now: $outcome, and nothing is stored ($file)", async (each) => {
    using base = new TemporaryDatabase();
    const { file, symbol, outcome, detail } = each;
    const { endings, warnings, printed } = await replay({
      ...each,
      base,
      provider,
      replays: chartReplay(recordingOf(`yahoo/${file}`)),
    });
    expect(printed).toEqual([]);
    const word = wordOf(base, symbol, provider);
    expect(word?.outcome).toBe(outcome);
    if (detail === null) expect(word?.detail).toBeNull();
    else expect(word?.detail).toMatch(detail);
    const told = outcome === "basis_unknown" ? [`${symbol}: ${provider}: ${word?.detail}`] : [];
    expect(warnings).toEqual(told);
    expect(endings.get(symbol)?.missing).toBe(
      outcome === "nothing_new" ? "no_bar_yet" : (outcome as "malformed"),
    );
    const counts = ["price_bar", "corporate_action", "price_quarantine", "price_absence"].map(
      (table) => base.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)[0]?.rows,
    );
    expect(counts).toEqual([0, 0, 0, 0]);
  });
});

test("no recording is left out", () => {
  const charts = [SPLIT_SUMMER, ...[...STORED, ...REFUSED].map(({ file }) => file)];
  const used = new Set([...charts, ...RECORDED_FUNDAMENTALS]);
  expect(readdirSync(join(RECORDED, "yahoo")).sort()).toEqual([...used].sort());
});
