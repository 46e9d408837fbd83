import type { RunReport } from "../../../src/batch/night.ts";
import type { Collecting } from "./collecting.ts";

/** Runs a night, and sees to it that what was stored before is still there and that no close is another than the market's. */
export async function carefulNight(collecting: Collecting, session?: string): Promise<RunReport> {
  const before = collecting.stored();
  const report = await collecting.night(session);
  const after = new Set(collecting.stored());
  const gone = before.filter((bar) => !after.has(bar));
  const untrue = collecting.untrue();
  if (gone.length > 0 || untrue.length > 0) {
    const shown = JSON.stringify({ gone: gone.slice(0, 5), untrue: untrue.slice(0, 5) });
    throw new Error(
      `after ${collecting.session} ${gone.length} bars are gone, ${untrue.length} are wrong: ${shown}`,
    );
  }
  return report;
}
