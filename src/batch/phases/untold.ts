import type { IsoDate } from "../../platform/iso-date.ts";
import { readGap } from "../../portfolio/portfolio-source.ts";
import { NO_SNAPSHOT, type StepEnd } from "../step.ts";
import type { PhaseContext } from "./context.ts";

/** How a unit ends that has no snapshot to be made from: where the books cannot be told, skipped for the same reason. */
export function endWithoutSnapshot(
  { writer }: Pick<PhaseContext, "writer">,
  portfolioId: number,
  session: IsoDate,
): StepEnd {
  const gap = readGap(writer.db, portfolioId, session);
  return gap === null ? NO_SNAPSHOT : { outcome: "skipped", reason: gap.reason };
}
