import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { ANYWAY, FIRST, marketWith, sessionAfter } from "../batch/collected-desk.ts";
import { CollectedServer } from "./collected-server.ts";

const DATA = "/admin/data";
/** By the provider's own clock. */
const EVENING = "2026-05-30T01:00:00.000Z";
const PENDING_UNTIL = "2026-05-30T07:00:00.000Z";

let server: CollectedServer;
let runId: string;

/** After a night in which a bar was not believed, a split was doubtful, and a fund's value was due. */
beforeAll(async () => {
  const none = Object.fromEntries(ANYWAY.map((symbol) => [symbol, []]));
  const market = marketWith(["AAA", "BBB", "FUNDX"], {
    dividends: { ...none, AAA: [], BBB: [{ exDate: isoDate("2026-05-20"), amount: 0.5 }] },
  });
  server = await CollectedServer.of({ market, held: ["AAA", "BBB", "FUNDX"], providers: ["yahoo"] });
  const { collected } = server;
  collected.distort(
    "AAA",
    { kind: "bad_close", date: FIRST, factor: 3 },
    { kind: "close_outside", date: sessionAfter(FIRST, -3) },
  );
  collected.distort("BBB", { kind: "spin_off_as_split", exDate: isoDate("2026-05-13") });
  runId = (await collected.night()).run.id;
});

afterAll(() => server[Symbol.asyncDispose]());

const fresh = (symbol: string, reasons: readonly string[]) => ({
  symbol,
  reasons,
  status: "active",
  pinned: false,
  newest_session: FIRST,
  source: "yahoo",
  sessions_behind: 0,
  last_tried_at: EVENING,
  last_complete_at: EVENING,
  missing: null,
  detail: null,
  next_try_at: null,
});
const behind = (symbol: string, missing: string) => ({
  ...fresh(symbol, ["held"]),
  newest_session: sessionAfter(FIRST, -1),
  sessions_behind: 1,
  last_complete_at: null,
  missing,
  next_try_at: PENDING_UNTIL,
});

describe("freshness", () => {
  test("of everything that is wanted, by symbol", async () => {
    const { session, total, symbols } = await server.get(`${DATA}/freshness`);
    expect([session, total]).toEqual([FIRST, 13]);
    const proxies = ["IWM", "MTUM", "QUAL"].map((symbol) => fresh(symbol, ["factor_proxy"]));
    expect((symbols as unknown[]).slice(0, 7)).toEqual([
      behind("AAA", "quarantined"),
      fresh("BBB", ["held"]),
      behind("FUNDX", "pending"),
      ...proxies,
      fresh("SPY", ["factor_proxy", "benchmark"]),
    ]);
    const rest = (symbols as { symbol: string }[]).slice(7).map(({ symbol }) => symbol);
    expect(rest).toEqual(["TLT", "USMV", "VTV", "VUG", "^IRX", "^TYX"]);
  });

  test.each([
    ["?limit=2", ["AAA", "BBB"], 13],
    ["?limit=2&offset=12", ["^TYX"], 13],
    ["?offset=13", [], 13],
    ["?behind=1", ["AAA", "FUNDX"], 2],
    ["?behind=1&offset=1", ["FUNDX"], 2],
    ["?behind=2", [], 0],
  ])("%s", async (query, names, total) => {
    const told = await server.get(`${DATA}/freshness${query}`);
    const symbols = (told.symbols as { symbol: string }[]).map(({ symbol }) => symbol);
    expect([told.session, told.total, symbols]).toEqual([FIRST, total, names]);
  });
});

describe("coverage", () => {
  const lists = { missing: [], stale: [], inactive: [] };

  test("of the newest session, and of another", async () => {
    const newest = await server.get(`${DATA}/coverage`);
    expect(newest).toEqual({
      session: FIRST,
      expected: 12,
      good: 11,
      degraded: true,
      ...lists,
      quarantined: ["AAA"],
      pending: ["FUNDX"],
      by_count: 11 / 12,
      by_value: expect.any(Number),
    });
    expect(await server.get(`${DATA}/coverage?date=${FIRST}`)).toEqual(newest);
    const before = await server.get(`${DATA}/coverage?date=2026-05-28`);
    const all = { session: "2026-05-28", expected: 13, good: 13, by_count: 1, by_value: 1 };
    expect(before).toMatchObject({ ...all, degraded: false, quarantined: [], pending: [] });
  });

  test("a run's history has it as it was measured then, and what each provider was asked", async () => {
    const { providers, coverage } = await server.get(`/admin/batch/history/${runId}`);
    expect(coverage).toEqual({
      session: FIRST,
      expected: 12,
      good: 11,
      by_count: 11 / 12,
      // Nothing had been valued yet.
      by_value: null,
      degraded: true,
      ...lists,
      quarantined: ["AAA"],
      pending: ["FUNDX"],
    });
    expect(providers).toEqual([
      {
        provider: "yahoo",
        requests: 13,
        retries: 0,
        symbols_filled: 13,
        // AAA has two bars that are not believed, the fund none of the last session.
        bars: 13 * 41 - 3,
        outcomes: {
          bars: 13,
          nothing_new: 0,
          not_found: 0,
          rate_limited: 0,
          not_asked: 0,
          refused: 0,
          malformed: 0,
          transport: 0,
          basis_unknown: 0,
        },
      },
    ]);
  });
});

describe("the quarantine", () => {
  const idsOf = async (query: string) => {
    const { quarantine } = await server.get(`${DATA}/quarantine${query}`);
    return (quarantine as { id: number }[]).map(({ id }) => id);
  };

  test("has the bars that are not believed, the newest sessions first, with why", async () => {
    const { quarantine, ...rest } = await server.get(`${DATA}/quarantine`);
    expect(rest).toEqual({});
    const [large, outside] = quarantine as Record<string, unknown>[];
    expect(quarantine).toHaveLength(2);
    const truth = server.collected.market.find("AAA")?.bars.get(FIRST);
    const close = expect.closeTo((truth?.close ?? 0) * 3, 6);
    expect(large).toEqual({
      id: expect.any(Number),
      symbol: "AAA",
      session: FIRST,
      provider: "yahoo",
      reason: "large_move",
      detail: expect.stringMatching(
        /^a move of \d+\.\d % from \S+, without a split, a dividend or the market$/,
      ),
      close,
      open: truth?.open,
      high: close,
      low: truth?.low,
      volume: truth?.volume,
      status: "open",
      seen_at: EVENING,
      decided_at: null,
    });
    expect(outside).toMatchObject({ session: sessionAfter(FIRST, -3), reason: "close_outside_range" });
  });

  test("is listed by status and symbol, and in pages", async () => {
    const [first = 0, second = 0] = await idsOf("");
    for (const [query, ids] of [
      ["?status=open", [first, second]],
      ["?status=any", [first, second]],
      ["?status=accepted", []],
      ["?status=rejected", []],
      ["?status=superseded", []],
      ["?symbol=AAA", [first, second]],
      ["?symbol=aaa&limit=1", [first]],
      ["?limit=1&offset=1", [second]],
      ["?offset=2", []],
      ["?symbol=BBB", []],
      ["?symbol=NONE", []],
    ] as const)
      expect([query, await idsOf(query)]).toEqual([query, [...ids]]);
  });
});

describe("the corporate actions", () => {
  const split = {
    symbol: "BBB",
    ex_date: "2026-05-13",
    kind: "split",
    numerator: 1281,
    denominator: 1000,
    amount: null,
    status: "unconfirmed",
    source: "yahoo",
    decided_at: null,
  };
  const dividend = {
    ...split,
    ex_date: "2026-05-20",
    kind: "cash_dividend",
    numerator: null,
    denominator: null,
    amount: 0.5,
    status: "confirmed",
  };

  test.each([
    ["", [split]],
    ["?status=unconfirmed", [split]],
    ["?status=any", [dividend, split]],
    ["?status=confirmed", [dividend]],
    ["?status=any&limit=1&offset=1", [split]],
    ["?status=spin_off", []],
    ["?symbol=bbb", [split]],
    ["?symbol=AAA&status=any", []],
  ])("%s", async (query, actions) => {
    expect(await server.get(`${DATA}/actions${query}`)).toEqual({ actions });
  });
});
