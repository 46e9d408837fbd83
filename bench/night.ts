import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { benchBackfill } from "./backfill.ts";
import { buildBinaries } from "./binaries.ts";
import { benchIncrement } from "./increment.ts";
import { makeDatabase, type NightData, ORACLE_DATA } from "./night-data.ts";
import { benchService } from "./service.ts";
import { benchStart } from "./start.ts";

/** The nights of a year: all at once, one more, with a server that is polled meanwhile, and that server's start. */
export async function benchNight(folder: string, data: NightData): Promise<void> {
  const binaries = await buildBinaries(folder);
  const prepared = join(folder, "prepared.db");
  await makeDatabase(prepared, data.closes, data);
  const done = await benchBackfill(folder, binaries.nightdesk, prepared, data);
  await benchIncrement(folder, binaries.nightdesk, data);
  await benchService(folder, binaries, prepared);
  await benchStart(folder, binaries, done);
}

/** The data that a command line names: a price file and the folder of the five portfolios, or the oracle's. */
export function nightDataOf([closes, portfolios]: readonly string[]): NightData {
  if (closes === undefined || portfolios === undefined) return ORACLE_DATA;
  return { closes: resolve(closes), portfolios: resolve(portfolios) };
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-bench-"));
  try {
    await benchNight(folder, nightDataOf(process.argv.slice(2)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
