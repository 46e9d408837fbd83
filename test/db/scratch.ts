import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDriver, type Sqlite } from "../../db/driver.ts";
import { migrate } from "../../db/migrate.ts";
import { MIGRATIONS, type Migration } from "../../db/migrations.ts";
import { databasePath, openForWriting } from "../../db/open.ts";

export const AT = "2026-05-29T22:00:00.000Z";

/** A folder for database files, gone at the end of `using`. */
export class Scratch {
  readonly folder = databasePath(join(mkdtempSync(join(tmpdir(), "nightdesk-test-")), "x")).slice(0, -2);

  path(name = "desk.db"): string {
    return join(this.folder, name);
  }

  /** A migrated database, closed, with some symbols and a few thousand bars. */
  database(name = "desk.db", migrations: readonly Migration[] = MIGRATIONS): string {
    const path = this.path(name);
    const db = openForWriting(path);
    db.pragma("synchronous = OFF");
    migrate(db, path, AT, migrations);
    fill(db);
    db.close();
    return path;
  }

  /** A database that another program made. */
  foreign(name = "other.db"): string {
    const db = new (loadDriver())(this.path(name));
    db.exec("CREATE TABLE other (a INTEGER PRIMARY KEY, b TEXT); INSERT INTO other (b) VALUES ('theirs')");
    db.close();
    return this.path(name);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Twenty symbols with a hundred bars each, on days that were sessions. */
function fill(db: Sqlite): void {
  db.exec(`
    INSERT INTO symbol (symbol, calendar, basis) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19)
      SELECT 'EV' || i, 'everyday', 'as_traded' FROM n;
    INSERT INTO price_bar (symbol_id, session, close, source)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99)
      SELECT s.id, date('2026-01-01', i || ' days'), 10 + s.id + i / 8.0, 'yahoo' FROM symbol s, n`);
}

const PAGE = 4_096;

/** Turns bytes over in the pages of a file's last tenth, where only bars are; the schema can still be read. */
export function damage(path: string): void {
  const file = openSync(path, "r+");
  try {
    const pages = Math.floor(fstatSync(file).size / PAGE);
    const nonsense = Buffer.alloc(64);
    for (let page = Math.floor((pages * 9) / 10); page < pages; page++) {
      readSync(file, nonsense, 0, nonsense.length, page * PAGE);
      writeSync(
        file,
        nonsense.map((byte) => byte ^ 0xff),
        0,
        nonsense.length,
        page * PAGE,
      );
    }
  } finally {
    closeSync(file);
  }
}
