import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { businessClock } from "../../src/platform/clock.ts";
import type { ErrorCode } from "../../src/platform/errors.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { ANYWAY, FIRST, MARKET_FROM, marketWith, sessionAfter } from "../batch/collected-desk.ts";
import { CollectedServer } from "./collected-server.ts";
import { problemOf } from "./problem-of.ts";

const EVENING = "2026-05-30T01:00:00.000Z";
const SESSIONS = calendarOf("XNYS").sessionsBetween(MARKET_FROM, FIRST);
const SPLIT = { exDate: isoDate("2026-05-13"), numerator: 2, denominator: 1 };
const DIVIDEND = { exDate: isoDate("2026-05-20"), amount: 0.5 };

let server: CollectedServer;

beforeAll(async () => {
  const none = Object.fromEntries(ANYWAY.map((symbol) => [symbol, []]));
  const market = marketWith(["AAA", "BBB", "BTC-USD"], {
    dividends: { ...none, AAA: [DIVIDEND], BBB: [] },
    splits: { AAA: [SPLIT] },
  });
  server = await CollectedServer.of({ market, held: ["AAA", "BBB", "BTC-USD"], providers: ["yahoo"] });
  server.collected.distort("BBB", { kind: "close_outside", date: FIRST });
  await server.collected.night();
});

afterAll(() => server[Symbol.asyncDispose]());

/** Nobody is asked for profiles and statements here. */
const UNASKED = { told_at: null, tried_at: null, missing: null, detail: null, next_try_at: null };
const NOT_ASKED = {
  ...UNASKED,
  reason: "not_asked",
  as_of: null,
  source: null,
  values: null,
  carried: [],
};
const PROFILE = {
  identity: NOT_ASKED,
  valuation: NOT_ASKED,
  beta: NOT_ASKED,
  ratios: NOT_ASKED,
  targets: NOT_ASKED,
  estimates: NOT_ASKED,
  earnings_dates: NOT_ASKED,
  sector_weights: { ...NOT_ASKED, reason: "not_applicable" },
};

interface View {
  readonly bars: readonly { readonly session: string; readonly close: number }[];
  readonly next_from: string | null;
}

const view = async (query: string) => (await server.get(`/symbols/AAA${query}`)) as unknown as View;
const sessionsOf = ({ bars }: View) => bars.map(({ session }) => session);

test("a symbol with its bars and its actions, field by field", async () => {
  const bars = SESSIONS.map((session) => {
    const bar = server.collected.market.find("AAA")?.bars.get(session);
    return { session, ...bar, source: "yahoo" };
  });
  const action = { symbol: "AAA", status: "confirmed", source: "yahoo", decided_at: null };
  expect(await server.get("/symbols/AAA")).toEqual({
    symbol: "AAA",
    reasons: ["held"],
    status: "active",
    pinned: false,
    newest_session: FIRST,
    source: "yahoo",
    sector: null,
    sector_as_of: null,
    sessions_behind: 0,
    last_tried_at: EVENING,
    last_complete_at: EVENING,
    missing: null,
    detail: null,
    next_try_at: null,
    basis: "as_traded",
    calendar: "XNYS",
    currency: "USD",
    type: "EQUITY",
    first_trade: MARKET_FROM,
    first_session: MARKET_FROM,
    sessions: SESSIONS.length,
    sources: { yahoo: SESSIONS.length },
    providers: [
      {
        provider: "yahoo",
        outcome: "bars",
        detail: null,
        asked_at: EVENING,
        bars_at: EVENING,
        absent_nights: 0,
      },
    ],
    absences: [],
    quarantine: [],
    actions: [
      {
        ...action,
        ex_date: DIVIDEND.exDate,
        kind: "cash_dividend",
        numerator: null,
        denominator: null,
        amount: DIVIDEND.amount,
      },
      { ...action, ex_date: SPLIT.exDate, kind: "split", numerator: 2, denominator: 1, amount: null },
    ],
    bars,
    next_from: null,
    profile: PROFILE,
    metrics: {
      metrics_date: "2026-05-29",
      close_session: "2026-05-29",
      currency: "USD",
      statement_currency: null,
      method: "symbol_metrics/1",
      figures: expect.objectContaining({
        close: { value: bars.at(-1)?.close, reason: null },
        total_return_1y: { value: null, reason: "insufficient_history" },
        market_cap: { value: null, reason: "not_known_then" },
      }),
    },
    statements: {
      ...UNASKED,
      reason: "not_asked",
      periods: { annual: [], quarterly: [], trailing: [] },
    },
  });
  expect(await server.get("/symbols/aaa")).toEqual(await server.get("/symbols/AAA"));
});

test("one of which a bar is not believed", async () => {
  const told = await server.get("/symbols/BBB?from=2026-05-28");
  expect(told).toMatchObject({
    newest_session: "2026-05-28",
    sessions_behind: 1,
    missing: "quarantined",
    next_try_at: "2026-05-30T07:00:00.000Z",
    bars: [{ session: "2026-05-28" }],
    quarantine: [{ session: FIRST, status: "open", reason: "close_outside_range", symbol: "BBB" }],
  });
});

test("one that trades while New York does not is not behind", async () => {
  const told = await server.get("/symbols/BTC-USD?from=2026-05-23");
  expect(told).toMatchObject({ calendar: "everyday", type: "CRYPTOCURRENCY", sessions_behind: 0 });
  const { bars } = told as unknown as View;
  expect(bars.map(({ session }) => session).slice(0, 3)).toEqual(["2026-05-23", "2026-05-24", "2026-05-25"]);
});

describe("bars in pages", () => {
  test.each([
    ["?from=2026-05-27", ["2026-05-27", "2026-05-28", FIRST], null],
    ["?from=2026-05-23&to=2026-05-27", ["2026-05-26", "2026-05-27"], null],
    ["?to=2026-04-02", ["2026-04-01", "2026-04-02"], null],
    ["?limit=2", ["2026-04-01", "2026-04-02"], "2026-04-06"],
    ["?from=2026-05-27&limit=2", ["2026-05-27", "2026-05-28"], FIRST],
    ["?from=2026-05-27&to=2026-05-28&limit=2", ["2026-05-27", "2026-05-28"], null],
    ["?from=2026-06-01", [], null],
    ["?to=2026-03-31", [], null],
  ])("%s", async (query, sessions, next) => {
    const told = await view(query);
    expect([sessionsOf(told), told.next_from]).toEqual([sessions, next]);
  });

  test("following next_from gives each bar once", async () => {
    const seen: string[] = [];
    for (let from: string | null = MARKET_FROM; from !== null; ) {
      const page: View = await view(`?from=${from}&limit=7`);
      expect(page.bars.length).toBeLessThanOrEqual(7);
      seen.push(...sessionsOf(page));
      from = page.next_from;
    }
    expect(seen).toEqual([...SESSIONS]);
  });
});

describe("a bad question", () => {
  test.each<[string, ErrorCode, string]>([
    ["/NONE", "not_found", "Nothing is stored of NONE"],
    ["/A%20B", "bad_symbol", '"A B" is not a symbol'],
    ["/AAA?from=1.5.2026", "bad_date", '"1.5.2026" is not a day'],
    ["/AAA?to=2026-02-30", "bad_date", '"2026-02-30" is not a day'],
    ["/AAA?from=2026-05-29&to=2026-05-28", "bad_date", "from 2026-05-29 to 2026-05-28"],
    ["/AAA?limit=0", "bad_request", "limit"],
    ["/AAA?limit=2001", "bad_request", "limit"],
    ["/AAA?limit=ten", "bad_request", "limit"],
    ["/AAA?date=2026-05-29", "bad_request", '"date"'],
    ["/AAA/bars", "not_found", "There is nothing at"],
  ])("%s is refused as %s", async (path, code, words) => {
    expect((await problemOf(await server.ask(`/symbols${path}`), code)).detail).toContain(words);
  });

  test("other methods", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const { detail } = await problemOf(await server.ask("/symbols/AAA", { method }), "method_not_allowed");
      expect(detail).toBe(`/api/v1/symbols/AAA answers GET, not ${method}.`);
    }
  });
});

test("a reader may ask, whoever ingests may not", async () => {
  const [read, ingest] = [await server.served.token("read"), await server.served.token("ingest")];
  expect((await server.ask("/symbols/AAA", { token: read.token })).status).toBe(200);
  await problemOf(await server.ask("/symbols/AAA", { token: ingest.token }), "forbidden");
  await problemOf(await server.ask("/symbols/AAA", { token: null }), "unauthorized");
});

test("freshness is told of the last session that is over by the business clock", async () => {
  const business = businessClock("2026-06-02T22:00:00Z", { now: () => 0, elapsed: () => 0 });
  await using later = await CollectedServer.after({
    market: marketWith(["AAA"]),
    held: ["AAA"],
    over: { business },
  });
  const told = await later.get("/symbols/AAA?limit=1");
  expect(told).toMatchObject({ newest_session: FIRST, sessions_behind: 2, missing: null });
  const { session, symbols } = await later.get("/admin/data/freshness?behind=2&limit=1");
  expect([session, (symbols as unknown[]).length]).toEqual([sessionAfter(FIRST, 2), 1]);
  // Of a session of which nobody has asked for anything, everything is missing.
  const coverage = await later.get("/admin/data/coverage?date=2026-06-01");
  expect(coverage).toMatchObject({ good: 0, by_count: 0, degraded: true });
});
