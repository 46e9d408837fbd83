import { constants, copyFileSync, existsSync, linkSync, renameSync, unlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { crashPoint } from "../src/platform/crash-point.ts";
import { NightdeskError } from "../src/platform/errors.ts";
import { requireSound } from "./backup.ts";
import { syncPath } from "./copy.ts";
import { openForWriting } from "./open.ts";
import { guarded } from "./storage-fault.ts";

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
  if (!existsSync(source)) {
    throw new NightdeskError("bad_file", `There is no backup at ${source}.`, { details: { file: source } });
  }
  if (source === path) {
    throw new NightdeskError("bad_file", `${source} is the database itself; give the backup to restore.`, {
      details: { file: source },
    });
  }
  requireSound(source);
  const temporary = `${path}.restoring`;
  guarded(path, () => copyFileSync(source, temporary, constants.COPYFILE_FICLONE));
  try {
    requireSound(temporary);
    syncPath(temporary);
    crashPoint("restore.copied");
    const isThere = existsSync(path) || existsSync(`${path}-wal`);
    const aside = isThere ? keepAside(path, `${path}.before-restore-${stamp}`) : null;
    crashPoint("restore.aside");
    renameSync(temporary, path);
    syncPath(dirname(path));
    return { file: path, aside };
  } catch (fault) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw fault;
  }
}

/** Errors of a file system that knows no second names for a file. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV"];
const UNREADABLE = ["not_a_database", "database_damaged"];

/** Gives the database a second name, with nothing of it left in a write-ahead log under the first. */
function keepAside(path: string, aside: string): string {
  if (existsSync(path)) {
    foldLog(path);
    try {
      linkSync(path, aside);
    } catch (fault) {
      if (!NO_LINKS.includes((fault as NodeJS.ErrnoException).code ?? "")) throw fault;
      copyFileSync(path, aside);
    }
  }
  for (const suffix of ["-wal", "-shm"]) {
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
