import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { NightdeskError } from "../src/platform/errors.ts";
import { alreadyThere, copyDatabase } from "./copy.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";
import { openForVerifying, openReadOnly } from "./open.ts";
import { verifyFile } from "./verify.ts";

/** A reader waits this long for a checkpoint to end, in milliseconds. */
const READ_WAIT_MS = 5_000;

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes a consistent copy of a database, also while another process works on it, and checks the copy before saying so.
 * @throws NightdeskError `bad_file` if the target exists or its folder does not; `storage_full`; `database_damaged` if the
 * source is, in which case no copy is left.
 */
export function backup(path: string, target: string): BackupReport {
  const file = resolve(target);
  if (target.trim() === "") throw new NightdeskError("usage", "Give the name of the backup to write.");
  if (existsSync(file)) throw alreadyThere(file);
  if (!existsSync(dirname(file))) {
    throw new NightdeskError("bad_file", `The folder ${dirname(file)} does not exist; make it first.`, {
      details: { file },
    });
  }
  const { db } = openReadOnly(path, READ_WAIT_MS);
  try {
    copyDatabase(db, file, "new", (copy) => requireSound(copy, path));
  } finally {
    db.close();
  }
  return { file, bytes: statSync(file).size };
}

/**
 * Checks a database file that nobody else has open.
 * @param named The file that a fault is told of, where the one that is read is a passing copy of it.
 * @throws NightdeskError `database_damaged` naming the first thing that is wrong, and what opening it throws.
 */
export function requireSound(
  file: string,
  named: string = file,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  const { db } = openForVerifying(file, READ_WAIT_MS, migrations);
  try {
    const first = verifyFile(db, file, migrations).find((finding) => finding.check !== "migrations");
    if (first === undefined) return;
    const sentence = `${named} fails its ${first.check} check: ${first.detail}. Restore a backup of it.`;
    throw new NightdeskError("database_damaged", sentence, { details: { file: named } });
  } finally {
    db.close();
  }
}
