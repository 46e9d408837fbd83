import type { Work } from "../journal.ts";
import { SnapshotStore } from "../snapshot-store.ts";
import { DONE, NO_SNAPSHOT } from "../step.ts";
import type { PhaseContext } from "./context.ts";

/** Phase 2.5: takes the values of today's positions from each portfolio's newest snapshot, never from a past one. */
export async function updatePositionValues(context: PhaseContext): Promise<void> {
  const { plan, journal } = context;
  if (plan.values.length === 0) return;
  const store = new SnapshotStore(context.writer, context.revisions, plan.seen);
  const works = plan.values.map(
    ({ portfolioId, publicId, session }): Work => ({
      unit: { phase: "phase_2_5", key: publicId, date: session },
      store: () => (store.storePositionValues(portfolioId, session) ? DONE : NO_SNAPSHOT),
    }),
  );
  await journal.phase("phase_2_5", () => journal.store("phase_2_5", works));
}
