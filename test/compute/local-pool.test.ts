import { afterEach, expect, test } from "bun:test";
import { accountDuty, DUTIES, planDuty } from "../../src/batch/duties.ts";
import { readPlanState } from "../../src/batch/plan-state.ts";
import { planRun } from "../../src/batch/planner.ts";
import type { RunScope } from "../../src/batch/scope.ts";
import type { Duty } from "../../src/compute/duty.ts";
import { LocalPool } from "../../src/compute/local-pool.ts";
import { allocatePanel, Panel } from "../../src/market/panel/panel.ts";
import { PanelSource } from "../../src/market/panel/panel-source.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { portfolioOf, sharesOf, walkCsv } from "../batch/small-night.ts";
import { oraclePath } from "../market/panel/oracle.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";

const ENTRY = new URL("../../src/worker.ts", import.meta.url);
const pools: LocalPool[] = [];

function poolOn(path: string, size: number, entry = ENTRY): LocalPool {
  const pool = new LocalPool(entry, size, path);
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

test("1 and 4 workers read the panel that one thread reads", async () => {
  using base = new TemporaryDatabase();
  await base.import([oraclePath("closes.csv.gz")]);
  const source = new PanelSource(base.writer.db);
  const axes = source.axes();
  const memory = allocatePanel(axes);
  source.fill(axes, memory, { from: 0, to: axes.symbols.length });
  const expected = new Panel(axes, memory).hash;
  for (const size of [1, 4]) {
    const pool = poolOn(base.path, size);
    expect((await pool.loadPanel()).hash).toBe(expected);
    expect((await pool.loadPanel()).hash).toBe(expected);
  }
});

test("a new bar is in the next panel", async () => {
  using base = new TemporaryDatabase();
  await base.importText("symbol,date,close\nA,2026-05-26,10\nA,2026-05-27,11\n");
  const pool = poolOn(base.path, 2);
  expect((await pool.loadPanel()).axes.sessions).toHaveLength(2);
  await base.importText("symbol,date,close\nA,2026-05-27,11\nA,2026-05-28,12\n");
  expect((await pool.loadPanel()).axes.sessions).toHaveLength(3);
});

test("a fault of the database comes back with its code, and the worker goes on", async () => {
  using base = new TemporaryDatabase();
  await base.importText("symbol,date,close\nA,2026-05-26,10\n");
  const pool = poolOn(base.path, 1);
  base.writer.db.exec("UPDATE import SET status = 'publishing'");
  expect(pool.loadPanel()).rejects.toMatchObject({ code: "busy" });
  base.writer.db.exec("UPDATE import SET status = 'completed'");
  expect((await pool.loadPanel()).axes.symbols).toHaveLength(1);
});

test("without a database the tasks fail, not the process", async () => {
  const pool = poolOn("/nowhere/nightdesk.db", 2);
  expect(pool.loadPanel()).rejects.toMatchObject({ code: "bad_file" });
  expect(pool.loadPanel()).rejects.toMatchObject({ code: "bad_file" });
});

test("a worker that falls over fails its task and is replaced", async () => {
  const entry = new URL("./falling-worker.ts", import.meta.url);
  const pool = poolOn("/nowhere", 1, entry);
  expect(pool.loadPanel()).rejects.toMatchObject({ code: "task_failed" });
  expect(pool.loadPanel()).rejects.toMatchObject({ code: "task_failed" });
});

test("a closed pool refuses tasks, and rejects those that wait", async () => {
  using base = new TemporaryDatabase();
  await base.importText("symbol,date,close\nA,2026-05-26,10\n");
  const pool = poolOn(base.path, 1);
  const waiting = Promise.allSettled([pool.loadPanel(), pool.loadPanel(), pool.loadPanel()]);
  await pool.close();
  for (const each of await waiting) {
    if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "task_failed" });
  }
  expect((await waiting).some((each) => each.status === "rejected")).toBe(true);
  await expect(pool.loadPanel()).rejects.toMatchObject({ code: "task_failed" });
});

const ASSUMED_RATE = 0.04;

/** An answer as text, its columns by all of their bits: a NaN equals none. */
const textOf = (answer: unknown) =>
  JSON.stringify(answer, (_, value) =>
    ArrayBuffer.isView(value)
      ? `${value.constructor.name} ${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`
      : value,
  );

const SCOPE: RunScope = { from: null, to: isoDate("2026-05-29"), portfolios: null, force: false };

test("a question to the database is answered as by the one who asks", async () => {
  using base = new TemporaryDatabase();
  await base.importText(walkCsv(1, ["SPY", "AAPL"], "2026-05-01", "2026-05-29"));
  const { id } = await portfolioOf(base, "One", [sharesOf("AAPL", 10, 100, "2026-05-04")]);
  const pool = poolOn(base.path, 2);
  const { db } = base.writer;
  const plan = await pool.ask(planDuty, { scope: SCOPE, collect: null });
  expect(plan).toEqual(planRun(readPlanState(db, SCOPE, null), SCOPE));
  expect(plan.accounts).toMatchObject([{ portfolioId: id, why: "missing" }]);
  const sessions = plan.accounts.flatMap((each) => each.sessions);
  const question = { portfolioId: id, sessions, assumedRate: ASSUMED_RATE };
  const replayed = await pool.ask(accountDuty, question);
  expect(textOf(replayed)).toBe(textOf(accountDuty.answer(db, question)));
  const lotIds = replayed.map((each) => (each.gap === null ? each.positions.lotIds : null));
  expect(lotIds).toContainEqual(Int32Array.of(1));
});

test("it is asked of what is stored when it is asked, and many at a time come back to their askers", async () => {
  using base = new TemporaryDatabase();
  const pool = poolOn(base.path, 2);
  expect((await pool.ask(planDuty, { scope: SCOPE, collect: null })).accounts).toEqual([]);
  for (const name of ["One", "Two"]) {
    await portfolioOf(base, name, [sharesOf("AAPL", name.length, 100, "2026-05-04")]);
  }
  const days = ["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07"].map(isoDate);
  const questions = days.flatMap((day) =>
    [1, 2].map((portfolioId) => ({ portfolioId, sessions: [day], assumedRate: ASSUMED_RATE })),
  );
  const answers = await Promise.all(questions.map((question) => pool.ask(accountDuty, question)));
  const own = questions.map((question) => accountDuty.answer(base.writer.db, question));
  expect(textOf(answers)).toBe(textOf(own));
  const answered = answers.map(([each]) => (each?.gap === null ? each.snapshot.session : null));
  expect(answered).toEqual(days.flatMap((day) => [day, day]));
});

test("no two duties have one name", () => {
  expect(new Set(DUTIES.map(({ name }) => name)).size).toBe(DUTIES.length);
});

test("a duty that no worker knows, or that falls over, fails its task and nothing else", async () => {
  using base = new TemporaryDatabase();
  const pool = poolOn(base.path, 1);
  const unknown: Duty<null, null> = { name: "guess", answer: () => null };
  await expect(pool.ask(unknown, null)).rejects.toMatchObject({
    code: "task_failed",
    message: expect.stringContaining("guess"),
  });
  const broken: Duty<null, unknown> = { name: accountDuty.name, answer: () => null };
  await expect(pool.ask(broken, null)).rejects.toMatchObject({ code: "task_failed" });
  expect((await pool.ask(planDuty, { scope: SCOPE, collect: null })).accounts).toEqual([]);
});

test("a fault that a duty tells keeps its code, and leaves no snapshot open", async () => {
  using base = new TemporaryDatabase();
  await base.importText("symbol,date,close\nA,2026-05-26,10\n");
  const pool = poolOn(base.path, 1);
  base.writer.db.exec("UPDATE import SET status = 'publishing'");
  await expect(pool.ask(planDuty, { scope: SCOPE, collect: null })).rejects.toMatchObject({ code: "busy" });
  base.writer.db.exec("UPDATE import SET status = 'completed'");
  expect((await pool.ask(planDuty, { scope: SCOPE, collect: null })).accounts).toEqual([]);
});

test("a closed pool answers no questions", async () => {
  using base = new TemporaryDatabase();
  const pool = poolOn(base.path, 1);
  await pool.close();
  await expect(pool.ask(planDuty, { scope: SCOPE, collect: null })).rejects.toMatchObject({
    code: "task_failed",
  });
});
