import type { Sqlite } from "../../db/driver.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { Requirement } from "../market/collect/needs.ts";
import { ProfileNeedReader, type ProfileNeeds } from "../market/fundamentals/profile-needs.ts";
import type { FundamentalQuestion } from "../market/fundamentals/searched-symbol.ts";
import { StatementNeedReader, type StatementNeeds } from "../market/fundamentals/statement-needs.ts";
import type { EpochMs } from "../platform/clock.ts";
import type { RunScope } from "./scope.ts";
import { type AskedPrices, askedOf, type UniverseReason } from "./universe.ts";

/** Profiles and statements that are due. */
export interface ReferenceNeeds {
  readonly profiles: ProfileNeeds;
  readonly statements: StatementNeeds;
}

/** What is asked of profiles and statements. */
export interface ReferenceQuestion {
  readonly scope: RunScope;
  /** The real now. */
  readonly now: EpochMs;
  readonly asked: AskedPrices | null;
}

/** What is wanted for nothing but a rate is no company and no fund. */
const RATES: ReadonlySet<string> = new Set<UniverseReason>(["rate_index", "exchange_rate"]);

/**
 * What of the universe's profiles and statements is due. A night of the past wants none: what is told today was not known
 * then.
 * @param universe What is wanted at the scope's last session.
 */
export function referenceNeeds(
  db: Sqlite,
  universe: readonly Requirement[],
  { scope: { to }, now, asked }: ReferenceQuestion,
): ReferenceNeeds | null {
  if (to < calendarOf("XNYS").lastCompletedSession(now)) return null;
  const wanted = asked === null ? universe : askedOf(universe, asked, to);
  const own = wanted.filter(
    ({ through, reasons }) => through >= to && !reasons.every((reason) => RATES.has(reason)),
  );
  // Who asks for days wants the prices of those days.
  if (asked !== null && asked.from !== null) return null;
  const question: FundamentalQuestion = { now, night: to, isAsked: asked !== null };
  return {
    profiles: new ProfileNeedReader(db, question).read(own),
    statements: new StatementNeedReader(db, question).read(own),
  };
}
