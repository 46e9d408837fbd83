import type BetterSqlite3 from "better-sqlite3";
import { NightdeskError } from "../src/platform/errors.ts";

export type Sqlite = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement;
type Driver = new (path: string, options?: BetterSqlite3.Options) => Sqlite;

/**
 * The addon for this platform. `better-sqlite3`'s plain entry searches the disk and cannot be embedded by the compile; its
 * per-platform entries can, and the compiler folds these conditions, so that a binary carries just one. The require is
 * late because Bun unpacks the addon into the temporary folder on first use, which can fail and must be told in words.
 */
function requireDriver(): Driver {
  if (process.platform === "darwin") {
    return process.arch === "arm64"
      ? require("better-sqlite3/darwin-arm64")
      : require("better-sqlite3/darwin-x64");
  }
  return process.arch === "arm64"
    ? require("better-sqlite3/linux-arm64")
    : require("better-sqlite3/linux-x64");
}

let loaded: Driver | null = null;

/**
 * Loads the SQLite addon, once.
 * @throws NightdeskError `addon_unloadable` if the temporary folder cannot hold or run it.
 */
export function loadDriver(): Driver {
  if (loaded !== null) return loaded;
  try {
    const Driver = requireDriver();
    // The package loads its addon with the first database that is opened, not when it is required.
    new Driver(":memory:").close();
    loaded = Driver;
    return Driver;
  } catch (cause) {
    const folder = process.env.BUN_TMPDIR ?? process.env.TMPDIR ?? "/tmp";
    throw new NightdeskError(
      "addon_unloadable",
      `The SQLite addon could not be loaded from the temporary folder ${folder}. That folder must be writable, have 3 MB free and not be mounted noexec; set TMPDIR to one that is.`,
      { cause, details: { folder } },
    );
  }
}
