import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { NightdeskError } from "../src/platform/errors.ts";
import { loadDriver, type Sqlite } from "./driver.ts";
import { guarded, isBusy } from "./storage-fault.ts";

/** Who runs jobs on a database file: a process of this boot, and the command it was started with. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly command: string;
  readonly boot: string;
  readonly since: string;
}

/** How often the lock is tried: two processes that start together, or a `doctor` that looks, may pass each other. */
const TRIES = 12;
/** The lock is believed to be held by another after this many refusals in a row. */
const REFUSALS = 4;
const PAUSE_MS = 3;

/**
 * The operating system's word that this process, and no other, runs jobs on a database: a write transaction held open on
 * `<db>.lock` for the process's life. The kernel drops it with the process, however that ends, so whoever gets it knows
 * that every other boot is dead. BEGIN IMMEDIATE on a rollback journal takes SQLite's RESERVED lock: it shuts out every
 * other writer and, unlike EXCLUSIVE, lets others read the row that names the holder.
 */
export class JobLock {
  readonly #db: Sqlite;

  private constructor(db: Sqlite) {
    this.#db = db;
  }

  /**
   * Takes the lock.
   * @param path The database file, as `databasePath` gives it.
   * @throws NightdeskError `busy`, naming the holder; `database_unwritable` if the folder takes no lock file.
   */
  static acquire(path: string, holder: Omit<Holder, "host">): JobLock {
    const lockFile = `${path}.lock`;
    const Driver = loadDriver();
    return guarded(lockFile, () => {
      const db = new Driver(lockFile, { timeout: 0 });
      try {
        take(db, path, { ...holder, host: hostname() });
        return new JobLock(db);
      } catch (fault) {
        db.close();
        throw fault;
      }
    });
  }

  release(): void {
    this.#db.close();
  }
}

function take(db: Sqlite, path: string, holder: Holder): void {
  let refusals = 0;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    if (nameAndHold(db, holder)) {
      if (readHolder(db)?.boot === holder.boot) return;
      db.exec("ROLLBACK");
      refusals = 0;
    } else {
      refusals += 1;
      const other = readHolder(db);
      if (refusals >= REFUSALS && other !== null && other.boot !== holder.boot && mayLive(other))
        throw busy(path, other);
    }
    Bun.sleepSync(PAUSE_MS * attempt);
  }
  throw new NightdeskError("busy", `Several processes started on ${path} at once; run this again.`);
}

/**
 * Writes the holder's name, then opens the transaction that is the lock. Between the two another process may have written
 * its own name: whoever holds must find its own, or let go. False if somebody else was writing.
 */
function nameAndHold(db: Sqlite, holder: Holder): boolean {
  try {
    db.exec("BEGIN IMMEDIATE");
    db.exec(
      "CREATE TABLE IF NOT EXISTS holder (one INTEGER PRIMARY KEY CHECK (one = 1), pid INTEGER NOT NULL, host TEXT NOT NULL, command TEXT NOT NULL, boot TEXT NOT NULL, since TEXT NOT NULL) STRICT",
    );
    db.prepare("INSERT OR REPLACE INTO holder VALUES (1, @pid, @host, @command, @boot, @since)").run(holder);
    db.exec("COMMIT");
    db.exec("BEGIN IMMEDIATE");
    return true;
  } catch (fault) {
    if (db.inTransaction) db.exec("ROLLBACK");
    if (isBusy(fault)) return false;
    throw fault;
  }
}

function readHolder(db: Sqlite): Holder | null {
  try {
    const named = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'holder'").get();
    if (named === undefined) return null;
    return (
      (db.prepare("SELECT pid, host, command, boot, since FROM holder").get() as Holder | undefined) ?? null
    );
  } catch (fault) {
    if (isBusy(fault)) return null;
    throw fault;
  }
}

/**
 * Whoever is about to get the lock writes its name first, and until that is committed the row names the holder before it:
 * a process that has ended is not told as the one at work. Of another host nothing is known.
 */
function mayLive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function busy(path: string, holder: Holder): NightdeskError {
  const { pid, host, command, since } = holder;
  return new NightdeskError(
    "busy",
    `Process ${pid} on ${host} (nightdesk ${command}, since ${since}) is at work on ${path}. Wait for it, stop it, or use its HTTP API.`,
    { details: { file: path, pid, host, command, since } },
  );
}

/** Who holds the lock of a database now; null if nobody does. Writes nothing. */
export function jobLockHolder(path: string): Holder | null {
  const lockFile = `${path}.lock`;
  if (!existsSync(lockFile)) return null;
  const Driver = loadDriver();
  return guarded(lockFile, () => {
    const db = new Driver(lockFile, { fileMustExist: true, timeout: 0 });
    try {
      db.exec("BEGIN IMMEDIATE");
      db.exec("ROLLBACK");
      return null;
    } catch (fault) {
      if (isBusy(fault)) return readHolder(db);
      throw fault;
    } finally {
      db.close();
    }
  });
}
