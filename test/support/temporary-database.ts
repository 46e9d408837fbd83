import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pino from "pino";
import type { Sqlite } from "../../db/driver.ts";
import { migrate } from "../../db/migrate.ts";
import { databasePath, openForWriting } from "../../db/open.ts";
import type { Basis } from "../../db/schema/words.ts";
import { Writer } from "../../db/writer.ts";
import { type ImportPorts, importPrices } from "../../src/market/prices/import.ts";
import { priceFilesAt } from "../../src/market/prices/paths.ts";
import type { ImportReport } from "../../src/market/prices/report.ts";
import { businessClock, formatInstant, technicalClock } from "../../src/platform/clock.ts";

export interface ImportOptions {
  readonly basis?: Basis;
  readonly strict?: boolean;
}

/** An evening in New York: the session of 2026-05-29 has ended. */
export const NOW = Date.parse("2026-05-29T22:00:00Z");
const clock = { now: () => NOW, elapsed: technicalClock.elapsed };

/**
 * A migrated database in a folder of its own, with what an import needs. `using` closes it and removes the folder.
 * @example using base = new TemporaryDatabase(); await base.importText("symbol,date,close\n...");
 */
export class TemporaryDatabase {
  readonly folder: string;
  readonly path: string;
  readonly writer: Writer;
  readonly ports: ImportPorts;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "nightdesk-test-"));
    this.path = databasePath(join(this.folder, "nightdesk.db"));
    const db = openForWriting(this.path);
    // Tests kill processes, never the machine, and make hundreds of databases.
    db.pragma("synchronous = OFF");
    migrate(db, this.path, formatInstant(NOW));
    this.writer = new Writer(db, this.path, clock, pino({ level: "silent" }));
    this.ports = {
      writer: this.writer,
      business: businessClock(null, clock),
      technical: clock,
      signal: new AbortController().signal,
      progress: () => undefined,
    };
  }

  /** Writes a file into the folder `files` of this database's folder. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, "files", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  async import(paths: readonly string[], options: ImportOptions = {}): Promise<ImportReport> {
    const { basis = null, strict = false } = options;
    return importPrices({ files: await priceFilesAt(paths), basis, strict }, this.ports);
  }

  importText(text: string, options: ImportOptions = {}): Promise<ImportReport> {
    return this.import([this.file("prices.csv", text)], options);
  }

  dump(): string {
    return dumpOf(this.writer.db);
  }

  /** The dump without the import table and without the imports' names: what is the same whichever file it came from. */
  dumpOfPrices(): string {
    return dumpOf(this.writer.db, ["import"]).replaceAll(/,"import":"[0-9a-f]{64}"/g, "");
  }

  /** The rows of one query, for what a test asks of single values. */
  rows<T = Record<string, string | number | null>>(
    sql: string,
    ...values: readonly (string | number)[]
  ): T[] {
    return this.writer.db.prepare(sql).all(...values) as T[];
  }

  [Symbol.dispose](): void {
    this.writer.db.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const ID_COLUMNS: Readonly<Record<string, string>> = {
  symbol_id: "(SELECT s.symbol FROM symbol s WHERE s.id = t.symbol_id) AS symbol",
  import_id: '(SELECT i.sha256 FROM import i WHERE i.id = t.import_id) AS "import"',
};
const INSTANTS = /_at$/;

/**
 * All rows of all tables (but for the migrations), each table's in order of its own values: no surrogate ids and no
 * instants, so that two databases with the same contents give the same text however they came by them.
 */
export function dumpOf(db: Sqlite, without: readonly string[] = []): string {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[];
  const lines: string[] = [];
  for (const table of tables) {
    if (table === "schema_migration" || without.includes(table)) continue;
    const names = db.prepare("SELECT name FROM pragma_table_info(?)").pluck().all(table) as string[];
    const columns = names
      .filter((name) => name !== "id" && !INSTANTS.test(name))
      .map((name) => ID_COLUMNS[name] ?? `t."${name}"`);
    const rows = db.prepare(`SELECT ${columns.join(", ")} FROM "${table}" t`).all();
    const texts = rows.map((row) => JSON.stringify({ table, ...(row as object) }));
    lines.push(...texts.sort());
  }
  return `${lines.join("\n")}\n`;
}
