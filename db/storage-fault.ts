import { NightdeskError } from "../src/platform/errors.ts";

const FULL =
  /^(SQLITE_(FULL|IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMSIZE|SHMMAP|SHMOPEN))|ENOSPC|EDQUOT|EFBIG)$/;
const UNWRITABLE = /^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|(EACCES|EPERM|EROFS)$)/;
const DAMAGED = /^SQLITE_(CORRUPT|IOERR)/;

/** The code of a fault of SQLite's, or of the file system's where a file is copied or renamed; null for any other. */
function storageCode(fault: unknown): string | null {
  if (!(fault instanceof Error) || !("code" in fault) || typeof fault.code !== "string") return null;
  return /^(SQLITE_|E[A-Z]+$)/.test(fault.code) ? fault.code : null;
}

/** True if SQLite gave way to another connection: the call may be made again. */
export function isBusy(fault: unknown): boolean {
  return storageCode(fault)?.startsWith("SQLITE_BUSY") ?? false;
}

/** Whether the fault lies in the contents of the file that was read, not in a file that was to be written. */
export function isDamage(fault: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(storageCode(fault) ?? "");
}

/** A fault of storage as a typed error that names the file and what to do; any other fault unchanged. */
export function storageFault(fault: unknown, path: string): unknown {
  const code = storageCode(fault);
  if (code === null) return fault;
  const as = (name: ConstructorParameters<typeof NightdeskError>[0], sentence: string) =>
    new NightdeskError(name, sentence, { cause: fault, details: { file: path, cause: code } });
  if (code === "SQLITE_NOTADB") {
    return as(
      "not_a_database",
      `${path} is not a database. Give another path with --db, or restore a backup.`,
    );
  }
  if (FULL.test(code)) {
    return as(
      "storage_full",
      `The disk or a size limit stopped a write to ${path}. The write was undone; free some space and run it again.`,
    );
  }
  if (UNWRITABLE.test(code)) {
    return as(
      "database_unwritable",
      `${path} cannot be opened for this. Check that its folder exists and may be written to.`,
    );
  }
  if (isBusy(fault))
    return as("busy", `Another process is writing to ${path}. Wait for it to end and run this again.`);
  if (DAMAGED.test(code)) {
    return as(
      "database_damaged",
      `${path} is damaged, or its disk is: it cannot be read in full. Restore a backup with "nightdesk restore".`,
    );
  }
  return fault;
}

/** Runs `work` and turns faults of storage into typed ones. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (fault) {
    throw storageFault(fault, path);
  }
}
