import type { ProfileGroup } from "../fundamentals/field-group.ts";
import type { ProfileOutcome } from "./fundamentals-provider.ts";
import type { Fault } from "./outcome.ts";

/** One fault for all groups that were asked for, of those that the provider has. */
export function groupFaults(
  asked: readonly ProfileGroup[],
  offered: ReadonlySet<ProfileGroup>,
  fault: Fault,
): ProfileOutcome {
  return Object.fromEntries(asked.filter((group) => offered.has(group)).map((group) => [group, fault]));
}
