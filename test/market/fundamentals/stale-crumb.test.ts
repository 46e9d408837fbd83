import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import type { Recording } from "../../support/market/recorded-server.ts";
import { recordingOf } from "../../support/market/recorded-server.ts";
import { ROADS } from "../providers/replay.ts";
import { ALL_GROUPS, Replaying } from "./replaying.ts";
import { asRecorded } from "./yahoo-replay.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const SIX = ["AAPL", "GOOG", "SPOT", "CRON", "OCDO.L", "BTC-USD"];
const [SECOND_CRUMB, THIRD_CRUMB] = ["crumb/2", "crumb/3"];
const groups = ALL_GROUPS.filter((group) => group !== "valuation");

/** A chart of Apple's, for whoever asks for prices. */
const CHART: Recording = recordingOf("yahoo/chart-AAPL-2020-08-31-to-2020-11-07.json");

describe.each(ROADS)("a stale crumb by the road of %s", (road) => {
  test("is renewed once, and every group is told", async () => {
    await using yahoo = new Replaying(road);
    yahoo.server.accepts = (crumb) => crumb === SECOND_CRUMB;
    const ends = await yahoo.profiles(["AAPL"]);
    expect(ends.get("AAPL")).toEqual({ missing: null, detail: null });
    expect(yahoo.missing("AAPL")).toMatchObject({
      identity: null,
      valuation: null,
      beta: null,
      estimates: null,
    });
    expect(yahoo.server.crumbs).toBe(2);
    // The refused request is made once more, and no other.
    expect(yahoo.server.asked.map(({ kind }) => kind)).toEqual(["quote", "quote", "summary"]);
    expect(yahoo.printed).toEqual([]);
  });

  test("that goes stale later is renewed once more", async () => {
    await using yahoo = new Replaying(road);
    yahoo.server.accepts = (crumb) => crumb === SECOND_CRUMB;
    await yahoo.profiles(["AAPL"]);
    yahoo.server.accepts = (crumb) => crumb === THIRD_CRUMB;
    const ends = await yahoo.profiles(["GOOG"]);
    expect(ends.get("GOOG")).toEqual({ missing: null, detail: null });
    expect(yahoo.server.crumbs).toBe(3);
  });

  test("that six symbols meet together is renewed once for all of them", async () => {
    await using yahoo = new Replaying(road);
    // Not by the quotes of all, which come before the rest.
    await yahoo.profiles(SIX, { groups: ["valuation"] });
    expect(yahoo.server.crumbs).toBe(1);
    const allRefused = Promise.withResolvers<void>();
    let refused = 0;
    yahoo.server.accepts = (crumb) => {
      if (crumb === SECOND_CRUMB) return true;
      refused += 1;
      if (refused === SIX.length) allRefused.resolve();
      return false;
    };
    // The way to the next crumb is longer than that to the last refusal.
    yahoo.server.page = allRefused.promise;
    const ends = await yahoo.profiles(SIX, { groups });
    for (const symbol of SIX) expect([symbol, ends.get(symbol)?.missing]).toEqual([symbol, null]);
    expect(yahoo.server.crumbs).toBe(2);
    // Each is asked for once more, and no more than that.
    expect(yahoo.server.countOf("summary")).toBe(2 * SIX.length);
    expect(yahoo.fundamentals.status.openUntil).toBeNull();
  });

  test("that six symbols meet when it is their first is renewed once for all of them", async () => {
    await using yahoo = new Replaying(road);
    yahoo.server.accepts = (crumb) => crumb === SECOND_CRUMB;
    const ends = await yahoo.profiles(SIX, { groups });
    for (const symbol of SIX) expect([symbol, ends.get(symbol)?.missing]).toEqual([symbol, null]);
    expect(yahoo.server.crumbs).toBe(2);
  });

  test("that all who are under way are refused at one instant is renewed all the same", async () => {
    await using yahoo = new Replaying(road);
    await yahoo.profiles(SIX, { groups: ["valuation"] });
    const { promise, resolve } = Promise.withResolvers<void>();
    let waiting = 0;
    yahoo.server.refusal = promise;
    yahoo.server.accepts = (crumb) => {
      if (crumb === SECOND_CRUMB) return true;
      waiting += 1;
      if (waiting === yahoo.fundamentals.status.underWay) resolve();
      return false;
    };
    const ends = await yahoo.profiles(SIX, { groups });
    for (const symbol of SIX) expect([symbol, ends.get(symbol)?.missing]).toEqual([symbol, null]);
    expect(yahoo.server.crumbs).toBe(2);
  });

  test("that no other helps ends as refused, opens the breaker of what wants one, and of nothing else", async () => {
    await using yahoo = new Replaying(road, (asked) => (asked.kind === "chart" ? CHART : asRecorded(asked)));
    yahoo.server.accepts = () => false;
    const all = [...SIX, "0P000071W8.TO", "ADH"];
    const ends = await yahoo.profiles(all, { groups: ["ratios", "targets"] });
    for (const symbol of all)
      expect(["refused", "not_asked"]).toContain(ends.get(symbol)?.missing as "refused" | "not_asked");
    expect(ends.get("AAPL")?.missing).toBe("refused");
    expect(yahoo.server.crumbs).toBeLessThanOrEqual(2);
    expect(yahoo.fundamentals.status.openUntil).not.toBeNull();
    for (const symbol of all) expect(yahoo.rows("company_ratio", symbol)).toEqual([]);
    // Nobody is asked while it is open.
    const before = yahoo.server.asked.length;
    const later = await yahoo.profiles(["AAPL"], { groups: ["ratios"] });
    expect(later.get("AAPL")?.missing).toBe("not_asked");
    expect(yahoo.server.asked).toHaveLength(before);
    // Statements and charts go on, on connections of their own.
    expect((await yahoo.statements(["AAPL"])).get("AAPL")?.missing).toBeNull();
    expect(yahoo.prices.status.openUntil).toBeNull();
    const from = isoDate("2020-08-31");
    const query = { symbol: parseSymbol("AAPL"), from, sessions: [from], whole: false };
    const told: string[] = [];
    await yahoo.prices.fetch(
      [query],
      async (_, { kind }) => {
        told.push(kind);
      },
      { now: yahoo.clock.now(), signal: new AbortController().signal },
    );
    expect(told).toEqual(["bars"]);
    expect(yahoo.printed).toEqual([]);
  });

  test("that no other helps is tried again once the breaker lets a probe through", async () => {
    await using yahoo = new Replaying(road);
    yahoo.server.accepts = () => false;
    await yahoo.profiles(SIX, { groups });
    expect(yahoo.fundamentals.status.openUntil).not.toBeNull();
    yahoo.clock.moveTo("2025-02-18T22:00:00Z");
    yahoo.server.accepts = () => true;
    const ends = await yahoo.profiles(SIX, { groups });
    for (const symbol of SIX) expect([symbol, ends.get(symbol)?.missing]).toEqual([symbol, null]);
    expect(yahoo.fundamentals.status.openUntil).toBeNull();
  });
});
