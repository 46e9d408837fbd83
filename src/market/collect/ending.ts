import { type EpochMs, formatInstant } from "../../platform/clock.ts";
import { isDueFund, type Pending, type Said } from "./pending.ts";
import type { CountedOutcome } from "./provider-counts.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A name that no provider knows is looked for again after so many days, the longer the oftener it was unknown. */
const UNKNOWN_DAYS = [1, 3, 7, 30] as const;
/** A night is not put off because it begins some hours earlier than the one before. */
const SLACK_MS = 6 * HOUR_MS;

/** Why something of a symbol is still missing after a run. */
export type MissingBecause =
  | "no_provider"
  | "pending"
  | "quarantined"
  | "no_bar_yet"
  | Exclude<CountedOutcome, "bars" | "nothing_new">;

/** Of several providers' words the first of these that was said tells most of what can be done about it. */
const TELLING: readonly CountedOutcome[] = [
  "basis_unknown",
  "refused",
  "malformed",
  "rate_limited",
  "transport",
  "not_asked",
  "bars",
  "not_found",
  // A market's day without the symbol says so as well: it does not know whether there is one of that name.
  "nothing_new",
];

/** How the search for a symbol's prices ended. */
export interface Ending {
  /** Null if nothing is missing. */
  readonly missing: MissingBecause | null;
  readonly detail: string | null;
  /** Whether the last session's close is among what is missing. */
  readonly isTargetMissing: boolean;
  readonly failures: number;
  /** Before this instant it is not looked for again; null if the next run may. */
  readonly nextTryAt: string | null;
}

/**
 * How the search for a symbol's prices ended, and when it makes sense to ask again.
 * @param failures How many runs in a row have ended with no provider knowing the name.
 * @param isQuarantined Whether a bar of what is missing came and was not believed.
 */
export function endingOf(
  { need, said }: Pick<Pending, "need" | "said">,
  isQuarantined: boolean,
  failures: number,
  now: EpochMs,
): Ending {
  if (need === null) {
    return { missing: null, detail: null, isTargetMissing: false, failures: 0, nextTryAt: null };
  }
  const isTargetMissing = (need.missing.at(-1) ?? need.through) >= need.through;
  const told = tellingOf(said);
  const missing = isDueFund(need) ? "pending" : reasonOf(told, isQuarantined);
  const isUnknown = missing === "not_found";
  return {
    missing,
    detail: told?.detail ?? null,
    isTargetMissing,
    failures: isUnknown ? failures + 1 : 0,
    nextTryAt: nextTry(missing, failures, now),
  };
}

function tellingOf(said: readonly Said[]): Said | undefined {
  const known = TELLING.find((outcome) => said.some((each) => each.outcome === outcome));
  return said.findLast(({ outcome }) => outcome === known);
}

function reasonOf(told: Said | undefined, isQuarantined: boolean): MissingBecause {
  if (isQuarantined) return "quarantined";
  if (told === undefined) return "no_provider";
  return told.outcome === "bars" || told.outcome === "nothing_new" ? "no_bar_yet" : told.outcome;
}

/** What may pass by itself at any moment is tried by any run; what takes its time is put off. */
function nextTry(missing: MissingBecause, failures: number, now: EpochMs): string | null {
  switch (missing) {
    case "not_found": {
      const days = UNKNOWN_DAYS[Math.min(failures, UNKNOWN_DAYS.length - 1)] as number;
      return formatInstant(now + days * DAY_MS - SLACK_MS);
    }
    case "pending":
    case "quarantined":
      return formatInstant(now + 6 * HOUR_MS);
    case "no_bar_yet":
      return formatInstant(now + 30 * MINUTE_MS);
    case "basis_unknown":
    case "malformed":
      return formatInstant(now + HOUR_MS);
    default:
      return null;
  }
}
