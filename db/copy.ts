import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  statfsSync,
  unlinkSync,
} from "node:fs";
import { dirname } from "node:path";
import { NightdeskError } from "../src/platform/errors.ts";
import { hostProcess } from "../src/platform/process.ts";
import type { Sqlite } from "./driver.ts";
import { guarded, isDamage, storageFault } from "./storage-fault.ts";

/** Left free beside a copy, in bytes, for the write-ahead log and what else lives on the disk. */
const HEADROOM = 16_777_216;

/** Makes what was written to a file, or renamed in a folder, outlast a power cut. */
export function syncPath(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function requireSpace(db: Sqlite, folder: string): void {
  const pages = Number(db.pragma("page_count", { simple: true }));
  const needed = pages * Number(db.pragma("page_size", { simple: true })) + HEADROOM;
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  const mebibytes = (bytes: number) => Math.ceil(bytes / 1_048_576);
  throw new NightdeskError(
    "storage_full",
    `A copy of the database needs ${mebibytes(needed)} MiB in ${folder}, and ${mebibytes(free)} MiB are free. Free some space and run this again.`,
    { details: { folder, needed, free } },
  );
}

/** A damaged source is told by its own name, a target that cannot be written by the target's. */
function vacuumInto(db: Sqlite, temporary: string, target: string): void {
  try {
    db.prepare("VACUUM INTO ?").run(temporary);
  } catch (fault) {
    throw storageFault(fault, isDamage(fault) ? db.name : target);
  }
}

/** Errors of a file system that knows no second names for a file. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

/** Gives the finished copy its name, which must be nobody else's yet. */
function nameNew(temporary: string, target: string): void {
  try {
    linkSync(temporary, target);
    unlinkSync(temporary);
  } catch (fault) {
    const code = (fault as NodeJS.ErrnoException).code ?? "";
    if (NO_LINKS.includes(code) && !existsSync(target)) renameSync(temporary, target);
    else if (code === "EEXIST" || NO_LINKS.includes(code)) throw alreadyThere(target);
    else throw fault;
  }
}

/** The refusal to overwrite a file that somebody may want to keep. */
export function alreadyThere(file: string): NightdeskError {
  return new NightdeskError(
    "bad_file",
    `${file} exists already; a backup never overwrites. Give another name.`,
    {
      details: { file },
    },
  );
}

/**
 * Copies one consistent state of the database to `target`, which appears whole or not at all: VACUUM INTO a temporary
 * name beside it, fsync, the name, fsync of the folder.
 * @param place `new` never overwrites a file; `replace` does, and is for names that are nightdesk's own.
 * @param check Looks at the finished copy under its temporary name; what it throws leaves no copy behind.
 * @throws NightdeskError `storage_full`, `database_unwritable`, `bad_file` (new, and it is there), and what `check` throws.
 */
export function copyDatabase(
  db: Sqlite,
  target: string,
  place: "new" | "replace",
  check: (file: string) => void,
): void {
  const folder = dirname(target);
  const temporary = place === "new" ? `${target}.${hostProcess.pid}.tmp` : `${target}.tmp`;
  requireSpace(db, folder);
  if (existsSync(temporary)) unlinkSync(temporary);
  try {
    vacuumInto(db, temporary, target);
    check(temporary);
    guarded(target, () => {
      syncPath(temporary);
      if (place === "new") nameNew(temporary, target);
      else renameSync(temporary, target);
      syncPath(folder);
    });
  } catch (fault) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw fault;
  }
}
