import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { benchCollect } from "./collect.ts";
import { benchImport } from "./import.ts";
import { makeMarketFile } from "./market-file.ts";
import { benchNight, nightDataOf } from "./night.ts";
import { benchPanel } from "./panel.ts";
import { benchReplay } from "./replay.ts";

const folder = mkdtempSync(join(tmpdir(), "nightdesk-bench-"));
try {
  const given = process.argv.slice(2);
  const file = given[0] === undefined ? makeMarketFile(folder) : resolve(given[0]);
  console.log(
    `Figures are medians; trust the ratios, since machines differ and drift. Prices: ${given[0] ?? "a seeded random walk"}`,
  );
  await benchImport(folder, file);
  await benchPanel(folder, file);
  await benchReplay();
  await benchCollect(folder);
  await benchNight(folder, nightDataOf(given));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
