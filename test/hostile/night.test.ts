import { expect, setDefaultTimeout, test } from "bun:test";
import { SHORT_BACKFILL } from "../support/backfill.ts";
import { TEST_LIMIT_MS, until, Workplace } from "../support/command.ts";
import { runHalfWay, runsIn } from "../support/half-way.ts";
import { asAdmin, listeningAt } from "../support/listening.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const HEADER = "Symbol,Quantity,Entry Price Per Share,Entry Date";
const EVENING = { NIGHTDESK_NOW: "2026-05-29T22:00:00Z" };
const { env } = SHORT_BACKFILL;

interface Report {
  readonly snapshot: Readonly<Record<string, unknown>>;
  readonly positions: readonly Readonly<Record<string, unknown>>[];
  readonly risk: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function reportOf(work: Workplace, db: string, name: string, ...more: string[]): Promise<Report> {
  const outcome = await work.run(["report", "--portfolio", name, "--json", "--db", db, ...more], { env });
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(outcome.stdout) as Report;
}

test("of two runs at once the second is told of the first, and the first ends well", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const first = await runHalfWay(work, db);
  const second = await work.run([...SHORT_BACKFILL.args, "--db", db], { env });
  expectPlainFault(second, 4, `Process ${first.pid} on `, "nightdesk run, since 20", db, "Wait for it");
  const json = await work.run([...SHORT_BACKFILL.args, "--json", "--db", db], { env });
  expect(json.code).toBe(4);
  expect(JSON.parse(json.stderr)).toMatchObject({ code: "busy", pid: first.pid, command: "run" });
  first.signal("SIGCONT");
  expect(await first.end()).toMatchObject({ code: 3, stderr: "" });
  expect(runsIn(db).map(({ status }) => status)).toEqual(["partial"]);
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
});

test("a run beside a server is refused by the server's name, with the way over HTTP; what reads is not", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const server = await work.start(["serve", "--port", "0", "--db", db], { env });
  const url = await listeningAt(server);
  const lots = work.write("x.csv", `${HEADER}\nAAPL,1,1,2025-06-30\n`);
  const open = ["portfolio", "import", lots, "--name", "X", "--equity", "1"];
  for (const verb of [["run"], ["run", "--force"], open]) {
    const outcome = await work.run([...verb, "--db", db], { env });
    expectPlainFault(
      outcome,
      4,
      `Process ${server.pid} on `,
      "nightdesk serve, since 20",
      "use its HTTP API",
    );
  }
  for (const verb of [["plan"], ["portfolio", "list"], ["token", "create", "--scope", "read"]]) {
    expect(await work.run([...verb, "--db", db], { env })).toMatchObject({ code: 0, stderr: "" });
  }
  const started = await asAdmin(db, `${url}/api/v1/admin/batch/run`, { method: "POST" });
  expect(started.status).toBe(202);
  await until("the run over HTTP has ended", () => runsIn(db).at(-1)?.status === "partial");
  server.signal("SIGTERM");
  expect((await server.end()).code).toBe(0);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
});

test("a clock before any portfolio: there is nothing to do, and later there is", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const early = { env: { NIGHTDESK_NOW: "2020-01-02T23:00:00Z" } };
  const outcome = await work.run(["run", "--json", "--db", db], early);
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(outcome.stdout)).toMatchObject({
    status: "completed",
    up_to_date: true,
    to: "2020-01-02",
  });
  for (const verb of ["plan", "run"]) {
    const { stdout } = await work.run([verb, "--db", db], early);
    expect(stdout).toContain("nothing to do, no portfolio's books were open yet");
  }
  expectPlainFault(await work.run(["run", "--to", "2020-01-03", "--db", db], early), 2, "is not over yet");
  expectPlainFault(await work.run(["report", "--portfolio", "hnw", "--db", db], early), 1, "no snapshot yet");
  await SHORT_BACKFILL.run(work, db);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
});

test("a clock before the first price: at cost without a word of a price, and the first one is a revaluation", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const sessions = ["2026-05-26", "2026-05-27", "2026-05-28", "2026-05-29"];
  const prices = ["symbol,date,close", ...sessions.map((day, at) => `AAPL,${day},${20 + at}`), ""];
  const file = work.write("lots.csv", `${HEADER}\nAAPL,10,12.5,2026-05-20\n`);
  await work.run(["prices", "import", work.write("prices.csv", prices.join("\n")), "--db", db], {
    env: EVENING,
  });
  await work.run(["portfolio", "import", file, "--name", "Early", "--equity", "1000", "--db", db], {
    env: EVENING,
  });
  const before = { env: { NIGHTDESK_NOW: "2026-05-22T22:00:00Z" } };
  expect((await work.run(["run", "--db", db], before)).code).toBe(3);
  const cost = await reportOf(work, db, "Early");
  expect(cost).toMatchObject({
    date: "2026-05-22",
    snapshot: { status: "partial", equity: 1_000, daily_pnl: 0, coverage: 0, flags: ["at_cost"] },
    positions: [{ price: 12.5, price_date: "2026-05-20", price_age: null, market_value: 125 }],
  });
  expect((await work.run(["run", "--db", db], { env: EVENING })).code).toBe(0);
  expect(await reportOf(work, db, "Early", "--date", "2026-05-22")).toEqual(cost);
  const first = await reportOf(work, db, "Early", "--date", "2026-05-26");
  expect(first.snapshot).toMatchObject({ status: "complete", equity: 1_075, daily_pnl: 75, revaluation: 75 });
  const next = await reportOf(work, db, "Early", "--date", "2026-05-27");
  expect(next.snapshot).toMatchObject({ equity: 1_085, daily_pnl: 10, revaluation: 0, cumulative_pnl: 85 });
  await expectSound(work, db);
});

test("a portfolio of unknown symbols alone stands at cost, and every number says why there is none", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const file = work.write("lots.csv", `${HEADER}\nZZZA,10,10,2026-05-20\nZZZB,-3,20,2026-05-20\n`);
  const load = ["portfolio", "import", file, "--name", "Unknown", "--equity", "1000", "--db", db];
  const opened = await work.run(load, { env: EVENING });
  expect(opened).toMatchObject({ code: 0, stderr: "" });
  expect(opened.stdout).toContain("no prices are stored of ZZZA, ZZZB");
  expect((await work.run(["run", "--db", db], { env: EVENING })).code).toBe(3);
  const { snapshot, positions, risk } = await reportOf(work, db, "Unknown");
  expect(snapshot).toMatchObject({
    status: "partial",
    equity: 1_000,
    cash_value: 960,
    long_value: 100,
    short_value: -60,
    cumulative_pnl: 0,
    coverage: 0,
    flags: ["at_cost"],
    reasons: ["no_price"],
  });
  expect(positions.map(({ symbol, flags }) => [symbol, flags])).toEqual([
    ["ZZZA", ["at_cost"]],
    ["ZZZB", ["at_cost"]],
  ]);
  const none = { value: null, reason: "nothing_covered", n: 0, coverage: 0, flags: [] };
  expect(risk.market_beta).toMatchObject({
    windows: { "90": { beta: none, beta_shrunk: none }, "252": { beta: none, beta_shrunk: none } },
    regression: { windows: { "90": { beta: none, p_value: none }, "252": { beta: none } } },
  });
  expect(risk.volatility).toMatchObject({ realized_21: none, realized_63: none, realized_252: none });
  expect(risk.volatility?.uncovered).toMatchObject([
    { name: "ZZZA", reason: "unknown_symbol" },
    { name: "ZZZB", reason: "unknown_symbol" },
  ]);
  await expectSound(work, db);
});

test("a server alone runs the night at 21:00 in New York, by a clock that is started just before", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  // The start must lie before the night, however slow the machine is; the wait is for the night.
  const late = { env: { NIGHTDESK_NOW: "+2025-09-20T00:59:53Z" } };
  const server = await work.start(["serve", "--port", "0", "--db", db], late);
  const url = await listeningAt(server);
  const ready = (await (await fetch(`${url}/health/ready`)).json()) as { scheduler: object };
  expect(ready.scheduler).toEqual({ enabled: true, reason: null, next: "2025-09-20T01:00:00.000Z" });
  await until("the night has ended", () => runsIn(db).at(-1)?.status === "partial");
  expect(runsIn(db)).toMatchObject([{ trigger: "schedule" }]);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
  const { body } = await asAdmin(db, `${url}/api/v1/admin/batch/run/current`);
  expect(body).toMatchObject({ status: "idle", last_run: { triggered_by: "schedule", status: "partial" } });
  server.signal("SIGTERM");
  expect((await server.end()).code).toBe(0);
});

test("a server whose clock is frozen says that no night will come", async () => {
  await using work = new Workplace();
  const server = await work.start(["serve", "--port", "0", "--db", work.path("desk.db")], { env });
  const ready = await (await fetch(`${await listeningAt(server)}/health/ready`)).json();
  expect(ready).toMatchObject({
    last_completed_session: "2025-09-19",
    scheduler: { enabled: false, reason: "the business clock is frozen", next: null },
  });
});
