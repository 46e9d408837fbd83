import { importPrices } from "../../market/prices/import.ts";
import { priceFilesAt } from "../../market/prices/paths.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { PriceSources } from "../price-sources.ts";
import { DONE, type StepEnd } from "../step.ts";
import type { PhaseContext } from "./context.ts";

/** Reads the price files that come before all providers, as `prices import` does: good rows are stored, bad ones are named. */
export async function importFiles(
  { journal, writer }: PhaseContext,
  { business, technical }: PriceSources,
  path: string,
): Promise<StepEnd> {
  try {
    const files = await priceFilesAt([path]);
    const report = await importPrices(
      { files, basis: null, strict: false },
      { writer, business, technical, signal: journal.signal, progress: () => undefined },
    );
    const { refused, rows } = report.totals;
    for (const { file, fault } of report.files) {
      if (fault !== null) await journal.log("warning", "phase_1", `${file}: ${fault.detail}`);
    }
    if (refused > 0)
      await journal.log(
        "warning",
        "phase_1",
        `${refused} of ${rows} rows of ${path} were refused; "nightdesk prices import" names them`,
      );
    return report.status === "complete" ? DONE : { outcome: "partial", reason: "rows_refused" };
  } catch (fault) {
    if (!(fault instanceof NightdeskError) || fault.code !== "bad_file") throw fault;
    await journal.log("error", "phase_1", fault.message);
    return { outcome: "failed", reason: "bad_file" };
  }
}
