import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ErrorCode } from "../../src/platform/errors.ts";
import { eveningOf, FIRST } from "../batch/collected-desk.ts";
import { until } from "../support/command.ts";
import { ServedDesk } from "../support/served-desk.ts";
import { FundamentalsServer } from "./fundamentals-server.ts";
import { problemOf } from "./problem-of.ts";

setDefaultTimeout(120_000);

const POST = { method: "POST" } as const;
const path = (symbol: string) => `/admin/symbols/${symbol}/refresh`;

test("asks for everything of one symbol, however fresh it is, and of no other", async () => {
  await using server = await FundamentalsServer.after();
  const response = await server.ask(path("aaa"), POST);
  const answer = (await response.json()) as Record<string, string>;
  expect([response.status, answer] as unknown[]).toEqual([
    202,
    {
      status: "started",
      batch_run_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) as unknown,
      symbol: "AAA",
      triggered_by: "http",
      timestamp: expect.stringMatching(/^2026-05-\d\dT/) as unknown,
      poll_url: "/api/v1/admin/batch/run/current",
    },
  ]);
  await server.runner.idle();
  const { yahoo } = server.providers.servers;
  const about = new Set(yahoo.requests.flatMap(({ symbol }) => symbol ?? []));
  expect([...about]).toEqual(["AAA"]);
  const kinds = [...new Set(yahoo.requests.map(({ kind }) => kind))].sort();
  expect(kinds).toEqual(["quote", "quote_summary", "timeseries"]);
  const history = await server.ask(`/admin/batch/history/${answer.batch_run_id}`);
  expect(await history.json()).toMatchObject({ status: "completed", triggered_by: "http" });
  const [run] = server.served.desk.base.rows(
    "SELECT job_type AS job, scope FROM batch_run WHERE id = ?",
    answer.batch_run_id ?? "",
  );
  expect(run?.job).toBe("collect");
  expect(String(run?.scope)).toContain("AAA");
});

test("of a symbol of which nothing is stored, prices, profile and statements come", async () => {
  await using server = await FundamentalsServer.begun();
  expect((await server.ask(path("AAA"), POST)).status).toBe(202);
  await server.runner.idle();
  const told = (await (await server.ask("/symbols/AAA?periods=1")).json()) as Record<string, unknown>;
  expect(told).toMatchObject({
    newest_session: FIRST,
    missing: null,
    profile: { identity: { reason: null, values: { name: "AAA Incorporated" } } },
    statements: { missing: null, periods: { quarterly: [{ statements: { income_statement: {} } }] } },
  });
  const stored = server.served.desk.base.rows(
    "SELECT symbol FROM symbol JOIN price_bar ON symbol_id = id GROUP BY 1",
  );
  expect(stored).toEqual([{ symbol: "AAA" }]);
  expect(server.served.desk.base.rows("SELECT count(*) AS n FROM snapshot")).toEqual([{ n: 0 }]);
});

test("what was put off after a failure is asked for at once", async () => {
  await using server = await FundamentalsServer.begun();
  server.providers.servers.yahoo.fault = ({ kind }) =>
    kind === "quote" ? { kind: "server_error", status: 503 } : null;
  await server.night();
  server.providers.servers.yahoo.fault = () => null;
  const valuation = async () => {
    const { profile } = (await (await server.ask("/symbols/AAA")).json()) as {
      profile: { valuation: { reason: string | null; next_try_at: string | null } };
    };
    return profile.valuation;
  };
  const { reason, next_try_at: next } = await valuation();
  expect([reason, (next ?? "") > eveningOf(FIRST)]).toEqual(["transport", true]);
  expect((await server.ask(path("AAA"), POST)).status).toBe(202);
  await server.runner.idle();
  expect(await valuation()).toMatchObject({ reason: null, missing: null, next_try_at: null });
});

test("a restatement is told with what stood there before", async () => {
  await using server = await FundamentalsServer.begun();
  const module = "quarterlyTotalRevenue";
  server.providers.servers.yahoo.fault = ({ kind }) =>
    kind === "timeseries" ? { kind: "module_malformed", module, field: "raw", value: 123 } : null;
  await server.night();
  server.providers.servers.yahoo.fault = () => null;
  const newest = async () => {
    const { statements } = (await (await server.ask("/symbols/AAA?periods=1")).json()) as {
      statements: { periods: { quarterly: { statements: { income_statement: Income } }[] } };
    };
    return statements.periods.quarterly[0]?.statements.income_statement;
  };
  expect(await newest()).toMatchObject({ lines: { total_revenue: 123 }, restated: [] });
  await server.ask(path("AAA"), POST);
  await server.runner.idle();
  const now = Date.parse(eveningOf(FIRST));
  const truth = server.companies
    .periodsVisibleAt("AAA", now)
    .filter((each) => each.frequency === "quarterly");
  expect(await newest()).toMatchObject({
    lines: { total_revenue: truth.at(-1)?.figures.income_statement.totalRevenue },
    restated: [{ replaced_on: FIRST, source: "yahoo", figures: { total_revenue: 123 } }],
  });
});

interface Income {
  readonly lines: Readonly<Record<string, number | null>>;
  readonly restated: readonly unknown[];
}

test("while a run is in progress there is no other, and its id is told", async () => {
  await using server = await FundamentalsServer.after();
  const { pool } = server.served;
  pool.hold("plan");
  const first = (await (await server.ask(path("AAA"), POST)).json()) as { batch_run_id: string };
  await until("the run waits", () => pool.waiting > 0);
  const conflict = await problemOf(await server.ask(path("BBB"), POST), "run_in_progress");
  expect(conflict).toMatchObject({ status: 409, batch_run_id: first.batch_run_id });
  expect(conflict.detail).toContain(first.batch_run_id);
  pool.letGo();
  await server.runner.idle();
  const asked = server.providers.servers.yahoo.requests.map(({ symbol }) => symbol);
  expect(asked).not.toContain("BBB");
});

test("without a provider there is nobody to ask", async () => {
  await using served = new ServedDesk();
  const response = await served.ask(`/api/v1${path("AAA")}`, POST);
  const { detail, status } = await problemOf(response, "conflict");
  expect([status, detail]).toEqual([409, "There is no provider to ask; name some with NIGHTDESK_PROVIDERS."]);
  expect(served.desk.base.rows("SELECT count(*) AS n FROM batch_run")).toEqual([{ n: 0 }]);
});

describe("what is refused", () => {
  test.each<[string, string, ErrorCode]>([
    ["POST", "A%20B", "bad_symbol"],
    ["POST", "x".repeat(200), "bad_symbol"],
    ["GET", "AAA", "method_not_allowed"],
    ["PUT", "AAA", "method_not_allowed"],
    ["DELETE", "AAA", "method_not_allowed"],
  ])("%s %.10s as %s", async (method, symbol, code) => {
    await using server = await FundamentalsServer.begun();
    await problemOf(await server.ask(path(symbol), { method }), code);
    expect([server.runner.currentId, server.providers.requests]).toEqual([null, 0]);
  });

  test.each(["read", "ingest"] as const)("a token of scope %s", async (scope) => {
    await using server = await FundamentalsServer.begun();
    const { token } = await server.served.token(scope);
    await problemOf(await server.ask(path("AAA"), { ...POST, token }), "forbidden");
    await problemOf(await server.ask(path("AAA"), { ...POST, token: null }), "unauthorized");
    expect([server.runner.currentId, server.providers.requests]).toEqual([null, 0]);
  });
});
