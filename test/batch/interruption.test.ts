import { describe, expect, setDefaultTimeout, test } from "bun:test";
import pino from "pino";
import { Writer } from "../../db/writer.ts";
import { runNight } from "../../src/batch/night.ts";
import { RunStore, recoverRuns } from "../../src/batch/run-store.ts";
import { NightdeskError } from "../../src/platform/errors.ts";
import type { Desk } from "../support/desk.ts";
import { madeDesk, openThree, stopping } from "./made-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const INCEPTION = "2026-05-01";

async function threePortfolios(): Promise<Desk> {
  const desk = await madeDesk("2026-03-02");
  await openThree(desk, INCEPTION);
  return desk;
}

const runs = (desk: Desk) =>
  desk.base.rows("SELECT id, status, attempt, finished_at FROM batch_run ORDER BY started_at");

describe("a run that is stopped", () => {
  test("is sealed as interrupted wherever it stood, and the next one ends where it would have", async () => {
    await using whole = await threePortfolios();
    await whole.run();
    const finished = whole.dump();
    // At once, after the look for prices, within the snapshots, at the position values, within the numbers of a session.
    for (const after of [0, 1, 2, 30, 62, 70, 200]) {
      await using desk = await threePortfolios();
      await expect(desk.run(stopping(after))).rejects.toMatchObject({ code: "interrupted" });
      expect(runs(desk)).toMatchObject([{ status: "interrupted", attempt: 1 }]);
      expect(desk.dump() === finished).toBe(false);
      const { status, upToDate, run } = await desk.run();
      expect([status, upToDate, run.attempt]).toEqual(["completed", false, 2]);
      expect(desk.dump() === finished).toBe(true);
      const twice =
        "SELECT phase, key, date FROM batch_step WHERE outcome = 'done' GROUP BY 1, 2, 3 HAVING count(*) > 1";
      expect(desk.base.rows(twice).filter(({ phase }) => phase !== "phase_2_5")).toEqual([]);
    }
  });
});

test("runs that another boot left running are marked interrupted, and no others", async () => {
  await using desk = await threePortfolios();
  const { run } = await desk.run({ to: INCEPTION });
  const { writer } = desk.base;
  const left = { ...run, id: "left", startedAt: desk.now() };
  await writer.transact("test", () => new RunStore(writer).open(left, { id: "another-boot", version: "0" }));
  const at = desk.now();
  await recoverRuns(writer, at);
  expect(runs(desk)).toMatchObject([
    { id: run.id, status: "completed" },
    { id: "left", status: "interrupted", finished_at: at },
  ]);
  expect((await desk.run({ to: INCEPTION })).run.attempt).toBe(2);
});

describe("a run that cannot store", () => {
  const full = () => new NightdeskError("storage_full", "The storage is full.");

  /** The desk's writer, but for what a test lets fail. */
  class FailingWriter extends Writer {
    fails: (label: string) => boolean = () => false;

    override async inChunks<T>(
      label: string,
      items: Iterable<T>,
      each: (item: T) => void,
      signal: AbortSignal,
      committed?: () => void,
    ): Promise<void> {
      if (this.fails(label)) throw full();
      return super.inChunks(label, items, each, signal, committed);
    }

    override checkpoint(): void {
      if (this.fails("checkpoint")) throw full();
      super.checkpoint();
    }
  }

  function failing(desk: Desk, fails: (label: string) => boolean): FailingWriter {
    const { db, path } = desk.base.writer;
    const writer = new FailingWriter(db, path, desk.clock, pino({ level: "silent" }));
    writer.fails = fails;
    return writer;
  }

  const request = (desk: Desk) => ({ id: "this run", trigger: "cli", scope: desk.scope() }) as const;

  test("is sealed as failed, and has come to its end then: nothing is written after it", async () => {
    await using desk = await threePortfolios();
    let asked = 0;
    const writer = failing(desk, (label) => {
      if (label === "store phase_2") asked += 1;
      return asked === 1 && label === "store phase_2";
    });
    await expect(runNight(request(desk), { ...desk.ports(), writer })).rejects.toMatchObject({
      code: "storage_full",
    });
    const steps = () => desk.base.rows("SELECT count(*) AS n FROM batch_step");
    const before = steps();
    // Whatever the run had still asked of the workers has been answered, once they answer what is asked after it.
    for (let round = 0; round < 20; round += 1) await desk.plan();
    expect(steps()).toEqual(before);
    expect(runs(desk)).toMatchObject([{ status: "failed" }]);
  });

  test("is what it was sealed as, whatever fails after that", async () => {
    await using desk = await threePortfolios();
    const writer = failing(desk, (label) => label === "checkpoint");
    await runNight(request(desk), { ...desk.ports(), writer }).catch(() => undefined);
    expect(runs(desk)).toMatchObject([{ status: "completed" }]);
  });
});
