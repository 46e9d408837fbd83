import { existsSync } from "node:fs";
import { NightdeskError } from "../src/platform/errors.ts";
import { loadDriver } from "./driver.ts";
import { guarded } from "./storage-fault.ts";

/** "demo" in the header's user_version, which nothing else uses. */
const DEMO_MARK = 0x6465_6d6f;

/**
 * Makes sure that a file is a demo's, or nobody's: a new or empty one gets the mark.
 * @throws NightdeskError `bad_file` if it is a database without the mark; it is not touched.
 */
export function markAsDemo(path: string): void {
  const Driver = loadDriver();
  const isThere = existsSync(path);
  guarded(path, () => {
    const db = new Driver(path, { timeout: 0 });
    try {
      const isEmpty = !isThere || db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
      if (isEmpty) db.pragma(`user_version = ${DEMO_MARK}`);
      else if (db.pragma("user_version", { simple: true }) !== DEMO_MARK) {
        throw new NightdeskError(
          "bad_file",
          `${path} is not a demo's database and was not touched; give another path with --db.`,
          {
            details: { file: path },
          },
        );
      }
    } finally {
      db.close();
    }
  });
}
