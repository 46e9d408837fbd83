import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { benchImport } from "./import.ts";
import { makeMarketFile } from "./market-file.ts";
import { benchPanel } from "./panel.ts";
import { benchStart } from "./start.ts";

const folder = mkdtempSync(join(tmpdir(), "nightdesk-bench-"));
try {
  const given = process.argv[2];
  const file = given === undefined ? makeMarketFile(folder) : resolve(given);
  console.log(
    `Figures are medians; trust the ratios, since machines differ and drift. Prices: ${given ?? "a seeded random walk"}`,
  );
  await benchImport(folder, file);
  await benchPanel(folder, file);
  await benchStart(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
