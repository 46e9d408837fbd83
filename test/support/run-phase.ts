import type { RunReport } from "../../src/batch/night.ts";
import type { PhaseId } from "../../src/batch/plan.ts";

/** How a phase of a run fared. A report lists every phase, whether anything was planned in it or not. */
export function phaseOf({ phases }: Pick<RunReport, "phases">, phase: PhaseId): RunReport["phases"][number] {
  const found = phases.find((each) => each.phase === phase);
  if (found === undefined) throw new Error(`the report has no ${phase}`);
  return found;
}
