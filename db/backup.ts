import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { NightdeskError } from "../src/platform/errors.ts";
import { copyDatabase } from "./copy.ts";
import { openReadOnly } from "./open.ts";
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
  if (existsSync(file)) {
    throw new NightdeskError(
      "bad_file",
      `${file} exists already; a backup never overwrites. Give another name.`,
      {
        details: { file },
      },
    );
  }
  if (!existsSync(dirname(file))) {
    throw new NightdeskError("bad_file", `The folder ${dirname(file)} does not exist; make it first.`, {
      details: { file },
    });
  }
  const { db } = openReadOnly(path, READ_WAIT_MS);
  try {
    copyDatabase(db, file, requireSound);
  } finally {
    db.close();
  }
  return { file, bytes: statSync(file).size };
}

/**
 * Checks a database file that nobody else has open.
 * @throws NightdeskError `database_damaged` naming the first thing that is wrong, and what opening it throws.
 */
export function requireSound(file: string): void {
  const { db } = openReadOnly(file, READ_WAIT_MS);
  try {
    const first = verifyFile(db, file).find((finding) => finding.check !== "migrations");
    if (first === undefined) return;
    throw new NightdeskError("database_damaged", `${file} fails its ${first.check} check: ${first.detail}.`, {
      details: { file },
    });
  } finally {
    db.close();
  }
}
