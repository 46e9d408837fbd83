import { JobLock } from "../../db/job-lock.ts";
import { migrate } from "../../db/migrate.ts";
import { MIGRATIONS } from "../../db/migrations.ts";
import { databasePath, openForWriting } from "../../db/open.ts";
import { restore } from "../../db/restore.ts";
import { armCrashPoint } from "../../src/platform/crash-point.ts";
import { NightdeskError } from "../../src/platform/errors.ts";

/** What a test has another process do to a database. */
export type Role = "migrate" | "restore" | "lock" | "write" | "hold" | "die";

const SINCE = "2026-05-29T22:00:00.000Z";
const say = (word: string) => process.stdout.write(`${word}\n`);
const codeOf = (fault: unknown) =>
  fault instanceof NightdeskError ? `${fault.code} ${fault.message}` : String(fault);

async function* orders(): AsyncGenerator<string> {
  for await (const line of console) yield line;
}

const ROLES: Readonly<Record<Role, (path: string, ...rest: string[]) => void | Promise<void>>> = {
  /** Migrates with the first `count` migrations, killed at a crash point if one is given. */
  migrate: (path, count = "", point) => {
    if (point !== undefined) armCrashPoint(point);
    migrate(openForWriting(path), path, SINCE, MIGRATIONS.slice(0, Number(count)));
  },
  restore: (path, source = "", point) => {
    if (point !== undefined) armCrashPoint(point);
    restore(path, source, "stamp");
  },
  /** Tries for the lock at every "take", and lets go of it at every "drop". */
  lock: async (path, name = "") => {
    let lock: JobLock | null = null;
    say("ready");
    for await (const order of orders()) {
      if (order === "drop") lock?.release();
      if (order !== "take") continue;
      try {
        const boot = crypto.randomUUID();
        lock = JobLock.acquire(databasePath(path), { pid: process.pid, command: name, boot, since: SINCE });
        say("won");
      } catch (fault) {
        lock = null;
        say(codeOf(fault));
      }
    }
  },
  /** Writes settings, one a transaction, until it is killed. */
  write: async (path) => {
    const db = openForWriting(path);
    const put = db.prepare("INSERT OR REPLACE INTO setting VALUES (?, ?, '2026-05-29T22:00:00.000Z')");
    for (let turn = 0; ; turn++) {
      const both = db.transaction(() => {
        put.run("a", String(turn));
        put.run("b", String(turn));
      });
      both.immediate();
      if (turn === 100) say("writing");
      await Bun.sleep(0);
    }
  },
  /** Is killed in the middle of a write by rollback journal, with half of it in the file. */
  die: (path) => {
    const db = openForWriting(path);
    for (const pragma of ["journal_mode = DELETE", "cache_size = 5", "cache_spill = 1"]) db.pragma(pragma);
    db.exec("BEGIN IMMEDIATE; UPDATE price_bar SET close = close + 1");
    process.kill(process.pid, "SIGKILL");
  },
  /** Holds SQLite's write lock from "take" until "drop". */
  hold: async (path) => {
    const db = openForWriting(path);
    say("ready");
    for await (const order of orders()) {
      db.exec(order === "take" ? "BEGIN IMMEDIATE" : "ROLLBACK");
      say(order);
    }
  },
};

if (import.meta.main) {
  const [role = "", path = "", ...rest] = process.argv.slice(2);
  try {
    await ROLES[role as Role](path, ...rest);
    say("done");
  } catch (fault) {
    say(codeOf(fault));
  }
}
