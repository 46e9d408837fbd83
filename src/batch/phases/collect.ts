import { COLLECT_KEY, type StepEnd } from "../step.ts";
import type { PhaseContext } from "./context.ts";

/** As many names as a line for people holds. */
const NAMED = 10;

function some(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Phase 1: says which prices are missing. No provider is asked yet; files bring them in. */
export async function collect({ plan, journal }: PhaseContext): Promise<void> {
  if (plan.collect === null) return;
  const { missing } = plan.collect;
  const { to } = plan.scope;
  await journal.phase("phase_1", async () => {
    const reason = missing.length === 0 ? "nothing_to_collect" : "offline";
    const end: StepEnd = { outcome: "skipped", reason };
    await journal.store("phase_1", [
      { unit: { phase: "phase_1", key: COLLECT_KEY, date: to }, store: () => end },
    ]);
    if (missing.length === 0) return;
    const subject = missing.length === 1 ? "1 held symbol has" : `${missing.length} held symbols have`;
    await journal.log("warning", "phase_1", `${subject} no close of ${to}: ${some(missing)}`);
  });
}
