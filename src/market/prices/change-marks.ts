import type { ActionTerms } from "../../../db/bulk/actions.ts";
import { type ChangedRun, PriceChangeStatements } from "../../../db/bulk/price-changes.ts";
import { ReferenceChangeStatements } from "../../../db/bulk/reference-changes.ts";
import type { Sqlite } from "../../../db/driver.ts";
import type { Replacement } from "./replacement.ts";
import type { StoredBar } from "./stored-series.ts";

/** What has changed of a symbol's prices. */
export interface PriceMarks {
  readonly inserts: readonly StoredBar[];
  readonly corrections: readonly Replacement[];
  /** Values that were not told before. */
  readonly fills: readonly Replacement[];
  /** Any bar of the series may be another than before. */
  readonly isWhole: boolean;
  readonly actions: {
    readonly put: readonly { readonly terms: ActionDay }[];
    readonly removed: readonly ActionDay[];
  };
}

type ActionDay = Pick<ActionTerms, "kind" | "exDate">;

/**
 * The runs of neighbouring bars that changed.
 * @param sessions Days of all bars as they are now, ascending.
 */
export function changedRuns(sessions: readonly string[], changed: ReadonlySet<string>): ChangedRun[] {
  const runs: ChangedRun[] = [];
  let from: string | null = null;
  for (const [at, session] of sessions.entries()) {
    if (!changed.has(session)) continue;
    from ??= session;
    const next = sessions[at + 1];
    if (next !== undefined && changed.has(next)) continue;
    runs.push({ from, through: session, until: next ?? null });
    from = null;
  }
  return runs;
}

/** Marks what changes of a symbol's prices, in the transaction that changes them, so that what rests on them is known to be stale. */
export class ChangeMarks {
  readonly #statements: PriceChangeStatements;
  readonly #reference: ReferenceChangeStatements;
  /** Read once: while prices are written nothing is derived. */
  #newestDerived: string | null | undefined;

  constructor(db: Sqlite) {
    this.#statements = new PriceChangeStatements(db);
    this.#reference = new ReferenceChangeStatements(db);
  }

  /** To be called after the changes have been stored. A day after everything derived needs no mark. */
  mark(symbolId: number, changes: PriceMarks): void {
    if (this.#newestDerived === undefined) this.#newestDerived = this.#statements.newestDerived();
    const newest = this.#newestDerived;
    if (newest === null) return;
    const { inserts, corrections, fills, actions } = changes;
    // A split restates quantities on either side of it; a dividend reaches nothing that is derived of the days before it.
    const hasActions = [...actions.put.map(({ terms }) => terms), ...actions.removed].some(
      ({ kind, exDate }) => kind === "split" || exDate <= newest,
    );
    const isWhole = changes.isWhole || hasActions;
    const moved = corrections.filter(({ old, bar }) => old.close !== bar.close).map(({ bar }) => bar);
    const changed = new Set([...inserts, ...moved].map(({ session }) => session));
    this.#markBeside(symbolId, [...corrections, ...fills], newest);
    if (!isWhole && ![...changed].some((session) => session <= newest)) return;
    const sessions = this.#statements.sessions(symbolId);
    const runs = changedRuns(sessions, isWhole ? new Set(sessions) : changed);
    const kind = hasActions ? "actions" : "closes";
    for (const run of runs) if (run.from <= newest) this.#statements.add(symbolId, kind, run);
  }

  /** What trades within a day, and how much of it, shows in nothing but metrics. */
  #markBeside(symbolId: number, replaced: readonly Replacement[], newest: string): void {
    const beside = replaced.filter(({ old, bar }) => old.close === bar.close).map(({ bar }) => bar.session);
    const [from] = beside.sort();
    if (from !== undefined && from <= newest) this.#reference.add(symbolId, from);
  }
}
