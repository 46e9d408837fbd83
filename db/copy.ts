import { closeSync, existsSync, fsyncSync, openSync, renameSync, statfsSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import { NightdeskError } from "../src/platform/errors.ts";
import type { Sqlite } from "./driver.ts";
import { guarded } from "./storage-fault.ts";

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

/**
 * Copies one consistent state of the database to `target`, which appears whole or not at all: VACUUM INTO a temporary
 * name, fsync, rename, fsync of the folder.
 * @param check Looks at the finished copy under its temporary name; what it throws leaves no copy behind.
 * @throws NightdeskError `storage_full`, `database_unwritable`, and what `check` throws.
 */
export function copyDatabase(db: Sqlite, target: string, check: (file: string) => void): void {
  const folder = dirname(target);
  const temporary = `${target}.tmp`;
  requireSpace(db, folder);
  if (existsSync(temporary)) unlinkSync(temporary);
  try {
    guarded(target, () => db.prepare("VACUUM INTO ?").run(temporary));
    check(temporary);
    syncPath(temporary);
    renameSync(temporary, target);
    syncPath(folder);
  } catch (fault) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw fault;
  }
}
