import { afterAll, beforeAll, expect, test } from "bun:test";
import { reportSymbol } from "../../src/batch/symbol-report.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { servedSaver } from "./saver.ts";

const BASE = "/api/v1/symbols";

let served: ServedDesk;

beforeAll(async () => {
  served = await servedSaver();
});

afterAll(() => served[Symbol.asyncDispose]());

async function get(path: string): Promise<Record<string, unknown>> {
  const response = await served.ask(`${BASE}${path}`);
  expect({ path, status: response.status }).toEqual({ path, status: 200 });
  return (await response.json()) as Record<string, unknown>;
}

test("a symbol's report is that of the command line, of the last session that is over or of another", async () => {
  const { pool, db } = served.state;
  for (const [query, date] of [
    ["", "2026-05-29"],
    ["?date=2026-05-29", "2026-05-29"],
    ["?date=2026-05-20", "2026-05-20"],
  ] as const) {
    const report = await reportSymbol(pool, db, parseSymbol("AAPL"), isoDate(date));
    const told = await get(`/AAPL/report${query}`);
    expect(told).toEqual(JSON.parse(JSON.stringify(report)));
    const none = { value: null, reason: "insufficient_history", n: 0, flags: [] };
    const windows = { "90": { alpha: none, beta: none, se_hac: none }, "252": { beta_shrunk: none } };
    expect(told).toMatchObject({ symbol: "AAPL", date, windows });
  }
});

test("a symbol in any case is the same one", async () => {
  expect(await get("/aapl/report")).toEqual(await get("/AAPL/report"));
});

test("many at once are all answered, and alike", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => get("/MSFT/report")));
  for (const answer of answers) expect(answer).toEqual(answers[0] ?? {});
});

test("one that is refused does not hold up those that wait behind it", async () => {
  const [refused, well] = await Promise.all([
    served.ask(`${BASE}/ZZZZ/report`),
    served.ask(`${BASE}/AAPL/report`),
  ]);
  expect([refused.status, well.status]).toEqual([404, 200]);
});

test("a reader may ask, whoever ingests may not", async () => {
  const [read, ingest] = [await served.token("read"), await served.token("ingest")];
  expect((await served.ask(`${BASE}/AAPL/report`, { token: read.token })).status).toBe(200);
  await problemOf(await served.ask(`${BASE}/AAPL/report`, { token: ingest.token }), "forbidden");
});

test.each([
  ["/ZZZZ/report", "not_found", "No prices of ZZZZ are stored"],
  ["/A%20B/report", "bad_symbol", '"A B" is not a symbol'],
  ["/%00/report", "bad_symbol", "is not a symbol"],
  ["/AAPL/report?date=2026-05-25", "not_a_session", "2026-05-25 is Memorial Day"],
  ["/AAPL/report?day=2026-05-29", "bad_request", '"day"'],
  ["/AAPL/report?date=x", "bad_date", '"x" is not a day'],
  ["/AAPL/report?date=2027-01-04", "not_found", "2026-05-18 to 2026-05-29"],
  ["/AAPL/report?date=1980-01-04", "calendar_range", "1990 to 2100"],
  ["/NONE", "not_found", "Nothing is stored of NONE"],
] as const)("%s is refused as %s", async (path, code, words) => {
  expect((await problemOf(await served.ask(`${BASE}${path}`), code)).detail).toContain(words);
});

test("other methods are refused by name", async () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const response = await served.ask(`${BASE}/AAPL/report`, { method });
    const { detail } = await problemOf(response, "method_not_allowed");
    expect(detail).toBe(`${BASE}/AAPL/report answers GET, not ${method}.`);
  }
});
