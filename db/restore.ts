import { constants, copyFileSync, existsSync, renameSync, statSync, unlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { crashPoint } from "../src/platform/crash-point.ts";
import { NightdeskError } from "../src/platform/errors.ts";
import { requireSound } from "./backup.ts";
import { copyDatabase, syncPath } from "./copy.ts";
import { openForWriting, openReadOnly } from "./open.ts";
import { guarded } from "./storage-fault.ts";

/** A backup that something else has open is waited for this long, in milliseconds. */
const READ_WAIT_MS = 5_000;

export interface RestoreReport {
  readonly file: string;
  /** Where the database that was there before is kept; null if there was none. */
  readonly aside: string | null;
}

/**
 * Puts a backup in the place of a database, under the job lock. The backup is checked first; what was there is kept
 * beside it under another name. The new file takes its place by one rename: a kill leaves the one or the other, whole.
 * @param stamp Part of the name of what is kept aside, such as 20260529T220000Z.
 * @throws NightdeskError `bad_file`, `not_a_database`, `schema_newer`, `schema_changed`, `database_damaged` for the backup;
 * `busy` if another process has the database open; `storage_full`.
 */
export function restore(path: string, backupFile: string, stamp: string): RestoreReport {
  const source = resolve(backupFile);
  if (backupFile.trim() === "" || !existsSync(source) || !statSync(source).isFile()) {
    throw new NightdeskError(
      "bad_file",
      `There is no backup file at "${backupFile}"; give the one to restore.`,
      {
        details: { file: source },
      },
    );
  }
  if (source === path) {
    throw new NightdeskError("bad_file", `${source} is the database itself; give the backup to restore.`, {
      details: { file: source },
    });
  }
  requireSound(source);
  const temporary = `${path}.restoring`;
  try {
    copyWhole(source, temporary);
    crashPoint("restore.copied");
    const isThere = ["", ...LOGS].some((suffix) => existsSync(path + suffix));
    const keep = () => keepAside(path, `${path}.before-restore-${stamp}`);
    const aside = isThere ? guarded(path, keep) : null;
    crashPoint("restore.aside");
    guarded(path, () => {
      renameSync(temporary, path);
      syncPath(dirname(path));
    });
    return { file: path, aside };
  } catch (fault) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw fault;
  }
}

/** Not a copy of the file alone: what a log beside the backup holds belongs to it. */
function copyWhole(source: string, target: string): void {
  const { db } = openReadOnly(source, READ_WAIT_MS);
  try {
    copyDatabase(db, target, "replace", requireSound);
  } finally {
    db.close();
  }
}

/** What SQLite keeps beside a database and would take for the new one's. */
const LOGS = ["-wal", "-shm", "-journal"];
const UNREADABLE = ["not_a_database", "database_damaged"];

/**
 * Copies the database to another name, and leaves no log under its own that the restored file would take for its own. A
 * second name for the same file would be quicker, but a kill before the rename would leave two names on one live file.
 */
function keepAside(path: string, aside: string): string {
  if (existsSync(path)) {
    foldLog(path);
    const copying = `${path}.setting-aside`;
    copyFileSync(path, copying, constants.COPYFILE_FICLONE);
    syncPath(copying);
    renameSync(copying, aside);
  }
  for (const suffix of LOGS) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

/**
 * Folds the write-ahead log into the database. Leaving WAL needs the file alone, so this fails while anybody else has it
 * open. A file that is too damaged for it, which is why one restores, is left as it is.
 */
function foldLog(path: string): void {
  try {
    const db = openForWriting(path);
    try {
      guarded(path, () => db.pragma("journal_mode = DELETE"));
    } finally {
      db.close();
    }
  } catch (fault) {
    if (!(fault instanceof NightdeskError) || !UNREADABLE.includes(fault.code)) throw fault;
  }
}
