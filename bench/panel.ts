import { join } from "node:path";
import { openForReading } from "../db/open.ts";
import { LocalPool } from "../src/compute/local-pool.ts";
import { importPrices } from "../src/market/prices/import.ts";
import { priceFilesAt } from "../src/market/prices/paths.ts";
import { freshWriter, importPorts } from "./desk.ts";
import { report, timed } from "./measure.ts";

const RUNS = 7;
const WAIT_MS = 1_000;

/** The return panel by the worker pool, against reading the bare closes on one thread with `pluck().all()`. */
export async function benchPanel(folder: string, file: string): Promise<void> {
  const path = join(folder, "panel.db");
  const writer = freshWriter(path);
  await importPrices({ files: await priceFilesAt([file]), basis: null, strict: false }, importPorts(writer));
  writer.db.close();
  const db = openForReading(path, WAIT_MS);
  const closes = db.prepare("SELECT close FROM price_bar ORDER BY symbol_id, session").pluck();
  const bare = () => Float64Array.from(closes.all() as number[]);
  console.log("\nreturn panel of the same database");
  for (const size of [1, 2]) {
    const pool = new LocalPool(new URL("../src/worker.ts", import.meta.url), size, path);
    await pool.loadPanel();
    bare();
    const times = { bare: [] as number[], panel: [] as number[] };
    for (let run = 0; run < RUNS; run++) {
      times.bare.push((await timed(bare)).ms);
      times.panel.push((await timed(() => pool.loadPanel())).ms);
    }
    report(
      `  ${size} ${size === 1 ? "worker" : "workers"}, hashed`,
      times.panel,
      times.bare,
      "the bare pluck().all() loop",
    );
    await pool.close();
  }
  db.close();
}
