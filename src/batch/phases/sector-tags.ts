import type { IsoDate } from "../../platform/iso-date.ts";
import { findPortfolio } from "../../portfolio/portfolio-source.ts";
import { restoreSectorTags, type SectorTagging } from "../../portfolio/tags/sector-tagging.ts";
import type { Work } from "../journal.ts";
import { DONE, type StepEnd, UNCHANGED } from "../step.ts";
import type { PhaseContext } from "./context.ts";
import { endWithoutSnapshot } from "./untold.ts";

/** Phase 2.75: gives the open positions of each portfolio's newest snapshot the tags of their sectors, never of a past one. */
export async function updateSectorTags({ plan, journal, writer }: PhaseContext): Promise<void> {
  if (plan.sectorTags.length === 0) return;
  const passes: SectorTagging[] = [];
  const pass = (publicId: string, session: IsoDate): StepEnd => {
    const portfolio = findPortfolio(writer.db, publicId);
    // Deleted since the run was planned.
    if (portfolio === null) return UNCHANGED;
    const tagging = restoreSectorTags(writer.db, portfolio);
    if (tagging.session === null) return endWithoutSnapshot({ writer }, portfolio.id, session);
    passes.push(tagging);
    return tagging.hasChanged ? DONE : UNCHANGED;
  };
  const works = plan.sectorTags.map(
    ({ publicId, session }): Work => ({
      unit: { phase: "phase_2_75", key: publicId, date: session },
      store: () => pass(publicId, session),
    }),
  );
  await journal.phase("phase_2_75", async () => {
    await journal.store("phase_2_75", works);
    const told = toldOf(passes);
    if (told !== null) await journal.log("info", "phase_2_75", told);
  });
}

/** What was done, in words; null for nothing. */
function toldOf(passes: readonly SectorTagging[]): string | null {
  const changed = passes.filter(({ hasChanged }) => hasChanged);
  if (changed.length === 0) return null;
  const sum = (pick: (each: SectorTagging) => number) =>
    changed.reduce((total, each) => total + pick(each), 0);
  const made = sum(({ tagsCreated }) => tagsCreated);
  const tagged = sum(({ positionsTagged }) => positionsTagged);
  const skipped = sum(({ positionsSkipped }) => positionsSkipped);
  return `Sector tags in ${changed.length} of ${passes.length} portfolios: ${made} made, on ${tagged} positions; ${skipped} positions are of archived ones.`;
}
