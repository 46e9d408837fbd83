import type { IsoDate } from "../platform/iso-date.ts";
import type { UnitGroup, UnitWhy } from "./plan.ts";
import type { DerivedRow } from "./plan-state.ts";

/** Why a session is to be done, if it is. */
type WhyOf = (session: IsoDate, row: DerivedRow | undefined) => UnitWhy | null;

/** Sorts sessions by why each is to be done; those that are not are left out. */
export function grouped(
  sessions: readonly IsoDate[],
  rows: readonly DerivedRow[],
  whyOf: WhyOf,
): readonly UnitGroup[] {
  const stored = new Map(rows.map((row) => [row.session, row]));
  const groups = new Map<UnitWhy, IsoDate[]>();
  for (const session of sessions) {
    const why = whyOf(session, stored.get(session));
    if (why === null) continue;
    const group = groups.get(why);
    if (group === undefined) groups.set(why, [session]);
    else group.push(session);
  }
  return [...groups].map(([why, each]) => ({ why, sessions: each }));
}

/** Sessions that are planned because there is nothing current yet, not because prices changed: marks do not tell of them. */
export function remade(groups: readonly UnitGroup[]): ReadonlySet<IsoDate> {
  const own = groups.filter(({ why }) => why === "missing" || why === "outdated");
  return new Set(own.flatMap(({ sessions }) => sessions));
}
