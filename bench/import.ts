import { join } from "node:path";
import { importPrices } from "../src/market/prices/import.ts";
import { priceFilesAt } from "../src/market/prices/paths.ts";
import { readPriceFile } from "../src/market/prices/price-file.ts";
import { isoOf } from "../src/market/prices/series.ts";
import { freshWriter, importPorts } from "./desk.ts";
import { median, report, timed } from "./measure.ts";

const RUNS = 3;

/** The same rows by a bare prepared statement, a row at a time in one transaction, their text already read. */
function bareLoop(file: string, rows: readonly (readonly [string, string, number])[]): void {
  const { db } = freshWriter(file);
  db.exec(
    `INSERT INTO import VALUES (1, '${"0".repeat(64)}', 'total_return', 'bare', 0, 'applying', 0, 0, '2026-01-01T00:00:00.000Z', NULL)`,
  );
  const add = db.prepare("INSERT INTO symbol (symbol, calendar, basis) VALUES (?, 'XNYS', 'total_return')");
  const insert = db.prepare(
    "INSERT INTO price_bar (symbol_id, session, close, source, import_id) VALUES (?, ?, ?, 'import', 1)",
  );
  const ids = new Map<string, number>();
  db.exec("BEGIN IMMEDIATE");
  for (const [symbol, session, close] of rows) {
    let id = ids.get(symbol);
    if (id === undefined) {
      id = Number(add.run(symbol).lastInsertRowid);
      ids.set(symbol, id);
    }
    insert.run(id, session, close);
  }
  db.exec("COMMIT");
  db.close();
}

/** Import of a whole market against the bare loop, again unchanged, and the longest transaction of all. */
export async function benchImport(folder: string, file: string): Promise<void> {
  const { signal } = new AbortController();
  const read = await readPriceFile(file, null, Date.now(), { progress: () => undefined, signal });
  const rows = [...read.series.values()].flatMap((series) =>
    series.sorted().map((bar) => [series.symbol, isoOf(bar.day), bar.close] as const),
  );
  const files = await priceFilesAt([file]);
  const request = (strict: boolean) => ({ files, basis: null, strict });
  const times = {
    bare: [] as number[],
    first: [] as number[],
    again: [] as number[],
    strict: [] as number[],
  };
  const longest: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.bare.push((await timed(() => bareLoop(join(folder, "bare.db"), rows))).ms);
    const writer = freshWriter(join(folder, "import.db"));
    times.first.push((await timed(() => importPrices(request(false), importPorts(writer)))).ms);
    times.again.push((await timed(() => importPrices(request(false), importPorts(writer)))).ms);
    longest.push(writer.stats.longestMs);
    writer.db.close();
    const strict = freshWriter(join(folder, "strict.db"));
    times.strict.push((await timed(() => importPrices(request(true), importPorts(strict)))).ms);
    longest.push(strict.stats.longestMs);
    strict.db.close();
  }
  console.log(`\nprices import, ${rows.length.toLocaleString("en-US")} rows of ${read.series.size} symbols`);
  report("  first", times.first, times.bare, "a bare prepared-statement loop");
  report("  again, nothing changed", times.again, times.bare, "the bare loop");
  report("  --strict, staged", times.strict, times.bare, "the bare loop");
  console.log(
    `  longest writing transaction        ${median(longest).toFixed(1)} ms (median of ${longest.length} imports, worst ${Math.max(...longest).toFixed(1)} ms)`,
  );
}
