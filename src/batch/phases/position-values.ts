import type { IsoDate } from "../../platform/iso-date.ts";
import type { Work } from "../journal.ts";
import { SnapshotStore } from "../snapshot-store.ts";
import { DONE, type StepEnd } from "../step.ts";
import type { PhaseContext } from "./context.ts";
import { endWithoutSnapshot } from "./untold.ts";

/** Phase 2.5: takes the values of today's positions from each portfolio's newest snapshot, never from a past one. */
export async function updatePositionValues(context: PhaseContext): Promise<void> {
  const { plan, journal } = context;
  if (plan.values.length === 0) return;
  const store = new SnapshotStore(context.writer, context.revisions, plan.seen);
  const valued = (portfolioId: number, session: IsoDate): StepEnd => {
    if (store.storePositionValues(portfolioId, session)) return DONE;
    const end = endWithoutSnapshot(context, portfolioId, session);
    // A gap may have taken the place of the snapshot that they are of.
    if (end.outcome === "skipped") store.storeNewestPositionValues(portfolioId);
    return end;
  };
  const works = plan.values.map(
    ({ portfolioId, publicId, session }): Work => ({
      unit: { phase: "phase_2_5", key: publicId, date: session },
      store: () => valued(portfolioId, session),
    }),
  );
  await journal.phase("phase_2_5", () => journal.store("phase_2_5", works));
}
