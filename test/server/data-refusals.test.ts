import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ErrorCode } from "../../src/platform/errors.ts";
import type { ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { servedSaver } from "./saver.ts";

const DATA = "/api/v1/admin/data";

let served: ServedDesk;

beforeAll(async () => {
  served = await servedSaver();
});

afterAll(() => served[Symbol.asyncDispose]());

describe("a bad question", () => {
  test.each<[string, ErrorCode, string]>([
    ["/freshness?limit=0", "bad_request", "limit"],
    ["/freshness?limit=1001", "bad_request", "limit"],
    ["/freshness?limit=x", "bad_request", "limit"],
    ["/freshness?offset=-1", "bad_request", "offset"],
    ["/freshness?behind=-1", "bad_request", "behind"],
    ["/freshness?behind=1.5", "bad_request", "behind"],
    ["/freshness?date=2026-05-29", "bad_request", '"date"'],
    ["/coverage?date=yesterday", "bad_date", '"yesterday" is not a day'],
    ["/coverage?date=2026-05-25", "not_a_session", "2026-05-25 is Memorial Day"],
    ["/coverage?date=2026-05-30", "not_a_session", "2026-05-30 is a Saturday"],
    ["/coverage?date=2026-06-01", "bad_date", "2026-06-01 is not over yet"],
    ["/coverage?date=1980-01-04", "calendar_range", "1990 to 2100"],
    ["/coverage?day=2026-05-29", "bad_request", '"day"'],
    ["/quarantine?status=wrong", "bad_request", "status"],
    ["/quarantine?limit=1e9", "bad_request", "limit"],
    ["/quarantine?symbol=", "bad_request", "symbol"],
    ["/quarantine?symbol=A%20B", "bad_symbol", '"A B" is not a symbol'],
    [`/quarantine?symbol=${"A".repeat(25)}`, "bad_request", "symbol"],
    ["/actions?status=open", "bad_request", "status"],
    ["/actions?symbol=%00", "bad_symbol", "is not a symbol"],
    ["/actions?kind=split", "bad_request", '"kind"'],
    ["/prices", "not_found", "There is nothing at /api/v1/admin/data/prices"],
  ])("%s is refused as %s", async (path, code, words) => {
    expect((await problemOf(await served.ask(DATA + path), code)).detail).toContain(words);
  });
});

describe("a bad decision", () => {
  const action = { symbol: "AAPL", ex_date: "2026-05-20", decision: "confirm" };

  test.each<[string, unknown, ErrorCode, string]>([
    ["/quarantine/1", { decision: "accept" }, "not_found", "There is no bar 1 in quarantine"],
    ["/quarantine/0", { decision: "accept" }, "bad_request", "id"],
    ["/quarantine/x", { decision: "accept" }, "bad_request", "id"],
    ["/quarantine/1.5", { decision: "accept" }, "bad_request", "id"],
    ["/quarantine/1", { decision: "perhaps" }, "bad_request", "decision"],
    ["/quarantine/1", {}, "bad_request", "decision"],
    ["/quarantine/1", { decision: "accept", price: 5 }, "bad_request", '"price"'],
    ["/quarantine/1", [], "bad_request", "must be a JSON object"],
    ["/actions", action, "not_found", "AAPL has no split going ex on 2026-05-20"],
    ["/actions", { ...action, kind: "cash_dividend" }, "not_found", "AAPL has no cash_dividend"],
    ["/actions", { ...action, symbol: "NONE" }, "not_found", "NONE has no split"],
    ["/actions", { ...action, symbol: "A B" }, "bad_symbol", "is not a symbol"],
    ["/actions", { ...action, ex_date: "20.05.2026" }, "bad_date", "ex_date"],
    ["/actions", { ...action, decision: "open" }, "bad_request", "decision"],
    ["/actions", { ...action, decision: "toString" }, "bad_request", "decision"],
    ["/actions", { ...action, kind: "merger" }, "bad_request", "kind"],
    [
      "/actions",
      { ...action, kind: "cash_dividend", decision: "split" },
      "conflict",
      "confirmed or rejected",
    ],
    ["/actions", { ...action, kind: "cash_dividend", decision: "spin_off" }, "conflict", "it is no spin_off"],
    [
      "/actions",
      { ...action, kind: "cash_dividend", decision: "stock_dividend" },
      "conflict",
      "it is no stock_dividend",
    ],
    ["/actions", { decision: "confirm" }, "bad_request", "symbol"],
  ])("%s %j is refused as %s", async (path, body, code, words) => {
    const response = await served.ask(DATA + path, { method: "POST", body: JSON.stringify(body) });
    expect((await problemOf(response, code)).detail).toContain(words);
    expect(served.desk.base.rows("SELECT * FROM activity_log WHERE run_id IS NULL")).toEqual([]);
  });
});

test("other methods are refused by name", async () => {
  const answers = { freshness: "GET", coverage: "GET", quarantine: "GET", actions: "GET, POST" };
  for (const [name, permitted] of Object.entries(answers)) {
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const { detail } = await problemOf(
        await served.ask(`${DATA}/${name}`, { method }),
        "method_not_allowed",
      );
      expect(detail).toBe(`${DATA}/${name} answers ${permitted}, not ${method}.`);
    }
  }
  const { detail } = await problemOf(await served.ask(`${DATA}/quarantine/1`), "method_not_allowed");
  expect(detail).toBe(`${DATA}/quarantine/1 answers POST, not GET.`);
});

test("only an administrator may ask, or decide", async () => {
  for (const scope of ["read", "ingest"] as const) {
    const { token } = await served.token(scope);
    for (const name of ["freshness", "coverage", "quarantine", "actions"])
      await problemOf(await served.ask(`${DATA}/${name}`, { token }), "forbidden");
    for (const name of ["quarantine/1", "actions"])
      await problemOf(
        await served.ask(`${DATA}/${name}`, { token, method: "POST", body: "{}" }),
        "forbidden",
      );
    await problemOf(await served.ask("/api/v1/admin/providers", { token }), "forbidden");
  }
  await problemOf(await served.ask(`${DATA}/coverage`, { token: null }), "unauthorized");
});

test("where nothing was ever collected the lists are empty, and what is held is told as it is", async () => {
  const read = async (path: string) => (await served.ask(DATA + path)).json();
  expect(await read("/quarantine?status=any")).toEqual({ quarantine: [] });
  expect(await read("/actions?status=any")).toEqual({ actions: [] });
  const { symbols } = (await read("/freshness")) as { symbols: Record<string, unknown>[] };
  expect(symbols.find(({ symbol }) => symbol === "FUND")).toEqual({
    symbol: "FUND",
    reasons: ["held"],
    status: "unknown",
    pinned: false,
    newest_session: null,
    source: null,
    sessions_behind: null,
    last_tried_at: null,
    last_complete_at: null,
    missing: null,
    detail: null,
    next_try_at: null,
  });
  const { symbols: late } = (await read("/freshness?behind=1")) as { symbols: Record<string, unknown>[] };
  expect(late.map(({ symbol }) => symbol)).not.toContain("AAPL");
  expect(late.map(({ symbol }) => symbol)).toContain("FUND");
});
