import { PHASE_NAMES, type PhaseId } from "../batch/plan.ts";
import type { RunObserver } from "../batch/run.ts";
import { type ProgressBar, progressBar } from "./progress-bar.ts";

/** Shows a bar a phase, while there is a terminal to show it on. */
export function progressObserver(json: boolean): RunObserver {
  const planned = new Map<PhaseId, number>();
  let done = 0;
  let bar: ProgressBar | null = null;
  return {
    started: () => undefined,
    planned: (phases) => {
      for (const each of phases) planned.set(each.phase, each.planned);
    },
    phaseStarted: (phase) => {
      done = 0;
      bar = progressBar(PHASE_NAMES[phase].padEnd(24), json);
    },
    advanced: (phase, ended) => {
      done += ended.done + ended.skipped + ended.partial + ended.failed;
      bar?.at(done, planned.get(phase) ?? done);
    },
    phaseFinished: () => bar?.end(),
    logged: () => undefined,
    sealed: () => bar?.end(),
  };
}
