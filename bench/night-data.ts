import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "bun";
import { calendarOf } from "../src/market/calendar/calendar.ts";
import { importPrices } from "../src/market/prices/import.ts";
import { priceFilesAt } from "../src/market/prices/paths.ts";
import { technicalClock } from "../src/platform/clock.ts";
import { idSource } from "../src/platform/ids.ts";
import { isoDate } from "../src/platform/iso-date.ts";
import { systemRandom } from "../src/platform/random.ts";
import { readTerms } from "../src/portfolio/import/portfolio-terms.ts";
import { readPositions } from "../src/portfolio/import/position-file.ts";
import { openPortfolio } from "../src/portfolio/portfolio-store.ts";
import { EQUITIES } from "../test/support/equities.ts";
import { freshWriter, importPorts } from "./desk.ts";

const ORACLE = join(import.meta.dir, "..", "test", "oracle", "night");

export const FIRST_NIGHT = isoDate("2025-06-30");
export const LAST_NIGHT = isoDate("2026-05-29");
export const NIGHTS = calendarOf("XNYS").sessionsBetween(FIRST_NIGHT, LAST_NIGHT).length;
/** The business clock on the evening of the last night. */
export const EVENING = `${LAST_NIGHT}T22:00:00Z`;
export const PORTFOLIOS = Object.keys(EQUITIES).length;

/** Real closes in one long file, and the folder of the five portfolios' position files. */
export interface NightData {
  readonly closes: string;
  readonly portfolios: string;
}

/** The oracle's 110 symbols: all that the five portfolios hold, and some more. */
export const ORACLE_DATA: NightData = {
  closes: join(ORACLE, "closes.csv.gz"),
  portfolios: join(ORACLE, "portfolios"),
};

/** The five position files, in one order. */
export function positionFiles({ portfolios }: NightData): readonly string[] {
  return Object.keys(EQUITIES).map((name) => join(portfolios, `demo_${name}.csv`));
}

/** Makes a database with prices and the five portfolios, and no night of them. */
export async function makeDatabase(path: string, closes: string, data: NightData): Promise<void> {
  const writer = freshWriter(path);
  await importPrices(
    { files: await priceFilesAt([closes]), basis: null, strict: false },
    importPorts(writer),
  );
  const newId = idSource(technicalClock, systemRandom);
  const recorder = { source: "import", actor: "command", at: EVENING, newId };
  const files = positionFiles(data);
  for (const [at, [name, equity]] of Object.entries(EQUITIES).entries()) {
    const given = { name, equity: String(equity), currency: null, inception: null, asOf: null };
    const fileName = files[at] as string;
    const options = { fileName, today: LAST_NIGHT, strict: false };
    const { lots, faults } = readPositions(readFileSync(fileName), options);
    if (faults.length > 0) throw new Error(`${name}: ${faults[0]?.message}`);
    await openPortfolio(writer, readTerms(given, LAST_NIGHT), lots, recorder);
  }
  writer.db.close();
}

/** Splits a price file in two, in a folder: all but the last night's closes, and those. */
export function splitLastNight(
  folder: string,
  closes: string,
): { readonly before: string; readonly last: string } {
  const bytes = readFileSync(closes);
  const text = new TextDecoder().decode(closes.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const write = (name: string, some: readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, gzipSync(Buffer.from(`${[header, ...some].join("\n")}\n`)));
    return path;
  };
  const isLast = (line: string) => line.includes(`,${LAST_NIGHT},`);
  return {
    before: write(
      "before.csv.gz",
      lines.filter((line) => !isLast(line)),
    ),
    last: write("last.csv.gz", lines.filter(isLast)),
  };
}
