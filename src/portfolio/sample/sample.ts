import type { Writer } from "../../../db/writer.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { NewId } from "../../platform/ids.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { readTerms } from "../import/portfolio-terms.ts";
import { readPositions } from "../import/position-file.ts";
import { findPortfolio } from "../portfolio-source.ts";
import { openPortfolio } from "../portfolio-store.ts";
import family from "./family.csv" with { type: "text" };
import longShort from "./long_short.csv" with { type: "text" };
import saver from "./saver.csv" with { type: "text" };

const SAMPLES = [
  { name: "Sample: index saver", equity: "91000", file: "saver.csv", text: saver },
  { name: "Sample: family office", equity: "13250000", file: "family.csv", text: family },
  { name: "Sample: long/short", equity: "2400000", file: "long_short.csv", text: longShort },
] as const;

/**
 * Opens the sample portfolios that are not there yet.
 * @param today The day of the business clock in New York.
 */
export async function openSamples(writer: Writer, newId: NewId, today: IsoDate, at: string): Promise<void> {
  for (const { name, equity, file, text } of SAMPLES) {
    if (findPortfolio(writer.db, name) !== null) continue;
    const terms = readTerms({ name, equity, currency: null, inception: null, asOf: null }, today);
    const { lots, faults } = readPositions(new TextEncoder().encode(text), {
      fileName: file,
      today,
      strict: true,
    });
    if (faults.length > 0) {
      throw new NightdeskError("internal", `The sample ${file} has faults: ${faults[0]?.message ?? ""}`);
    }
    await openPortfolio(writer, terms, lots, { source: "import", actor: "command", at, newId });
  }
}
