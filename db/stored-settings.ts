import { existsSync } from "node:fs";
import { openReadOnly } from "./open.ts";
import { guarded } from "./storage-fault.ts";

const READ_WAIT_MS = 1_000;

/**
 * The settings kept in a database, by key. None if there is no database yet, or one that is older than the table.
 * @throws NightdeskError as `openReadOnly` does.
 */
export function storedSettings(path: string): Readonly<Record<string, string>> {
  if (!existsSync(path)) return {};
  const { db } = openReadOnly(path, READ_WAIT_MS);
  try {
    return guarded(path, () => {
      const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'setting'").get();
      if (table === undefined) return {};
      const rows = db.prepare("SELECT key, value FROM setting ORDER BY key").all() as {
        key: string;
        value: string;
      }[];
      return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
    });
  } finally {
    db.close();
  }
}
