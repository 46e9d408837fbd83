import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { JobLock, jobLockHolder } from "../../db/job-lock.ts";
import { databasePath } from "../../db/open.ts";
import { TEST_LIMIT_MS, until } from "../support/command.ts";
import { faultOf } from "./fault.ts";
import { OtherProcess } from "./other-process.ts";
import { Scratch } from "./scratch.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const SINCE = "2026-05-29T22:00:00.000Z";
const me = (command = "test") => ({ pid: process.pid, command, boot: crypto.randomUUID(), since: SINCE });

/** Another process that holds the lock. */
async function holderOf(path: string, command = "prices import"): Promise<OtherProcess> {
  const other = OtherProcess.start("lock", path, command);
  expect(await other.answer(0)).toBe("ready");
  other.order("take");
  expect(await other.answer(1)).toBe("won");
  return other;
}

test("the second process is refused with the first's id, host, command and since", async () => {
  using scratch = new Scratch();
  const path = scratch.path();
  await using other = await holderOf(path);
  const fault = await faultOf("busy", () => JobLock.acquire(path, me()));
  expect(fault.message).toContain(
    `Process ${other.pid} on ${hostname()} (nightdesk prices import, since ${SINCE})`,
  );
  expect(fault.message).toContain(path);
  expect(fault.details).toEqual({
    file: path,
    pid: other.pid,
    host: hostname(),
    command: "prices import",
    since: SINCE,
  });
  expect(jobLockHolder(path)).toMatchObject({ pid: other.pid, command: "prices import", since: SINCE });
});

test("released, it is had at once; asking who holds it leaves no trace", () => {
  using scratch = new Scratch();
  const path = scratch.path();
  expect(jobLockHolder(path)).toBeNull();
  expect(existsSync(`${path}.lock`)).toBe(false);
  const first = JobLock.acquire(path, me("first"));
  expect(jobLockHolder(path)).toMatchObject({ pid: process.pid, command: "first" });
  first.release();
  const bytes = readFileSync(`${path}.lock`);
  expect(jobLockHolder(path)).toBeNull();
  expect(readFileSync(`${path}.lock`)).toEqual(bytes);
  JobLock.acquire(path, me("second")).release();
});

test("a holder that was killed holds no more; the next has it at once", async () => {
  using scratch = new Scratch();
  const path = scratch.path();
  const other = await holderOf(path);
  other.signal("SIGKILL");
  await other.end();
  expect(jobLockHolder(path)).toBeNull();
  const lock = JobLock.acquire(path, me("next"));
  expect(jobLockHolder(path)?.command).toBe("next");
  lock.release();
});

test("a holder that stands still holds on, and is named", async () => {
  using scratch = new Scratch();
  const path = scratch.path();
  await using other = await holderOf(path);
  other.signal("SIGSTOP");
  const state = () => readFileSync(`/proc/${other.pid}/stat`, "utf8");
  await until("the holder stands still", () => /\) T/.test(state()));
  const fault = await faultOf("busy", () => JobLock.acquire(path, me()));
  expect(fault.details.pid).toBe(other.pid);
  expect(jobLockHolder(path)?.pid).toBe(other.pid);
});

test("two ways to one file meet at one lock: a linked folder, a linked file, a blank at the end", async () => {
  using scratch = new Scratch();
  mkdirSync(scratch.path("real"));
  const path = scratch.path("real/desk.db");
  await Bun.write(path, "");
  symlinkSync(scratch.path("real"), scratch.path("linked"));
  symlinkSync(path, scratch.path("linked.db"));
  await using other = await holderOf(path);
  for (const way of [scratch.path("linked/desk.db"), scratch.path("linked.db"), `${path} `]) {
    expect(databasePath(way)).toBe(path);
    const fault = await faultOf("busy", () => JobLock.acquire(databasePath(way), me()));
    expect(fault.details.pid).toBe(other.pid);
  }
});

test("a link to a file that is not there is refused: the lock would stand beside the link", async () => {
  using scratch = new Scratch();
  symlinkSync(scratch.path("later.db"), scratch.path("linked.db"));
  const fault = await faultOf("bad_file", () => databasePath(scratch.path("linked.db")));
  expect(fault.message).toContain(scratch.path("linked.db"));
});

test("a folder that does not exist takes no lock", async () => {
  using scratch = new Scratch();
  await faultOf("bad_file", () => databasePath(scratch.path("nowhere/desk.db")));
});

const RACERS = 20;
const ROUNDS = 8;

test(`of ${RACERS} processes that start at once one wins, ${ROUNDS} times, and all others are told of it`, async () => {
  using scratch = new Scratch();
  const path = scratch.path();
  const racers = Array.from({ length: RACERS }, (_, at) => OtherProcess.start("lock", path, `racer ${at}`));
  try {
    await Promise.all(racers.map((racer) => racer.answer(0)));
    for (let round = 1; round <= ROUNDS; round++) {
      for (const racer of racers) racer.order("take");
      const answers = await Promise.all(racers.map((racer) => racer.answer(round)));
      const winners = racers.filter((_, at) => answers[at] === "won");
      expect(winners).toHaveLength(1);
      const lost = answers.filter((answer) => answer !== "won");
      expect(lost.filter((answer) => !answer.startsWith("busy "))).toEqual([]);
      expect(jobLockHolder(path)?.pid).toBe(winners[0]?.pid);
      // The winner of the last round is killed, those before let go.
      if (round < ROUNDS) for (const racer of racers) racer.order("drop");
      else winners[0]?.signal("SIGKILL");
      await until("the lock is free", () => jobLockHolder(path) === null);
    }
  } finally {
    for (const racer of racers) await racer[Symbol.asyncDispose]();
  }
});

test("a holder that has ended is not told as the one at work while the next one takes the lock", async () => {
  using scratch = new Scratch();
  const path = scratch.path();
  const first = await holderOf(path);
  first.signal("SIGKILL");
  await first.end();
  await using next = OtherProcess.start("hold", `${path}.lock`);
  await next.answer(0);
  next.order("take");
  await next.answer(1);
  const fault = await faultOf("busy", () => JobLock.acquire(path, me()));
  expect(fault.message).not.toContain(`Process ${first.pid} `);
});
