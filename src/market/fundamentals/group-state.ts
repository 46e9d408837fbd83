import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { FieldGroup, NetworkProvider } from "../../../db/schema/words.ts";
import { type EpochMs, formatInstant } from "../../platform/clock.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { NoData } from "../providers/fundamentals-provider.ts";
import type { Fault } from "../providers/outcome.ts";

const HOUR_MS = 3_600_000;
/** The rest does not pass within the hour, and is tried by the next night. */
const LASTING_HOURS = 6;

/** How a search for a group ended where nothing was told. */
export type Untold = NoData | Fault;

/** Where the search for one group of a symbol stands. */
export interface GroupState {
  readonly fieldGroup: FieldGroup;
  /** The session of the last search that was answered; null before the first. */
  readonly night: IsoDate | null;
  readonly toldAt: string | null;
  readonly source: NetworkProvider | null;
  readonly missing: string | null;
  readonly detail: string | null;
  readonly failures: number;
  readonly triedAt: string;
  readonly nextTryAt: string | null;
}

/** Under which run something is stored, when, and for which session's night. */
export interface GroupRun {
  readonly now: EpochMs;
  readonly night: IsoDate;
}

/** Why a search has failed, and until when it cannot be repeated where that is told. */
type Failure = Pick<Untold, "kind" | "detail"> & { readonly until?: EpochMs };

/** What may be over within the hour. */
const PASSING: ReadonlySet<Untold["kind"]> = new Set(["transport", "rate_limited", "not_asked"] as const);

const COLUMNS = `field_group AS fieldGroup, night, told_at AS toldAt, source, missing, detail, failures, tried_at AS triedAt,
  next_try_at AS nextTryAt`;

/** What is not there by everybody's word. */
const NOTHING: ReadonlySet<Untold["kind"]> = new Set(["no_data", "not_found"] as const);

/**
 * Whether a provider could not say what it has, so that another's having nothing decides nothing. One that refuses will refuse
 * again: the others decide.
 */
export function isUndecided(said: Untold | undefined): boolean {
  return said !== undefined && !NOTHING.has(said.kind) && said.kind !== "refused";
}

/** Of what two providers said the one after the other, what a search ends with. */
export function decisive(before: Untold | undefined, next: Untold): Untold {
  return before !== undefined && isUndecided(before) && NOTHING.has(next.kind) ? before : next;
}

/** Whether the same question may be answered within the hour. */
export const isPassing = ({ kind }: Untold): boolean => PASSING.has(kind);

/** Reads and writes of the stamps of field groups, for one open connection. All writes belong inside a transaction. */
export class GroupStates {
  readonly #all: Statement;
  readonly #answered: Statement;
  readonly #failed: Statement;

  constructor(db: Sqlite) {
    this.#all = db.prepare(
      `SELECT ${COLUMNS} FROM field_group_state WHERE symbol_id = ? ORDER BY field_group`,
    );
    this.#answered = db.prepare(
      `INSERT OR REPLACE INTO field_group_state (symbol_id, field_group, night, told_at, source, missing, detail, failures, tried_at)
       VALUES (@symbolId, @fieldGroup, @night, @at, @source, @missing, @detail, 0, @at)`,
    );
    this.#failed = db.prepare(
      `INSERT INTO field_group_state (symbol_id, field_group, missing, detail, failures, tried_at, next_try_at)
       VALUES (@symbolId, @fieldGroup, @missing, @detail, 1, @at, @nextTryAt) ON CONFLICT DO UPDATE SET
         missing = excluded.missing, detail = excluded.detail, failures = failures + 1, tried_at = excluded.tried_at,
         next_try_at = excluded.next_try_at`,
    );
  }

  /** Of each group of a symbol that was ever searched for. */
  of(symbolId: number): ReadonlyMap<FieldGroup, GroupState> {
    const rows = this.#all.all(symbolId) as GroupState[];
    return new Map(rows.map((row) => [row.fieldGroup, row]));
  }

  /** A provider has told the group, or that it has none of it (`missing`); or there is none to be asked. */
  answered(
    symbolId: number,
    fieldGroup: FieldGroup,
    source: NetworkProvider | null,
    missing: { readonly reason: string; readonly detail: string } | null,
    { now, night }: GroupRun,
  ): void {
    const said = { missing: missing?.reason ?? null, detail: missing?.detail ?? null };
    this.#answered.run({ symbolId, fieldGroup, source, night, at: formatInstant(now), ...said });
  }

  /** Nobody has: what was told before stands, and the group is not looked for again before a while. */
  failed(symbolId: number, fieldGroup: FieldGroup, fault: Failure, { now }: GroupRun): void {
    const isLasting = !PASSING.has(fault.kind);
    const soonest = now + (isLasting ? LASTING_HOURS : 1) * HOUR_MS;
    const until = Math.max(soonest, fault.until ?? 0);
    const said = { missing: fault.kind, detail: fault.detail };
    this.#failed.run({
      symbolId,
      fieldGroup,
      ...said,
      at: formatInstant(now),
      nextTryAt: formatInstant(until),
    });
  }
}
