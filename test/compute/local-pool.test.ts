import { afterEach, expect, test } from "bun:test";
import { LocalPool } from "../../src/compute/local-pool.ts";
import { allocatePanel, Panel } from "../../src/market/panel/panel.ts";
import { PanelSource } from "../../src/market/panel/panel-source.ts";
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
  expect(pool.loadPanel()).rejects.toMatchObject({ code: "task_failed" });
});
