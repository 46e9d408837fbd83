import type { Basis } from "../../../db/schema/words.ts";
import { type ActionChanges, actionChanges } from "./action-changes.ts";
import { withoutClashes } from "./clash.ts";
import { constantFactor, type Overlap, REBASE_MIN_OVERLAP, WHOLE_MIN_OVERLAP } from "./rebase.ts";
import type { BarRefusal, RefusalReason } from "./refusal.ts";
import { type Pair, type Rebase, type Replacement, rebasedBy, replaced } from "./replacement.ts";
import { brokenSeam } from "./seam.ts";
import { type Bar, isoOf } from "./series.ts";
import { isStorable, type StoredBar, type StoredSeries } from "./stored-series.ts";

/** What becomes of one symbol's rows of a file. */
export interface Verdict {
  readonly inserts: readonly StoredBar[];
  /** Bars whose values change, each with a revision of its own. */
  readonly corrections: readonly Replacement[];
  /** Bars that gain a value where they had none: nothing is lost, so nothing is recorded. */
  readonly fills: readonly Replacement[];
  /** Bars rewritten by the rebase, those that the file does not hold included. */
  readonly rebased: readonly Replacement[];
  readonly rebase: Rebase | null;
  readonly unchanged: number;
  /** Rows that say again, to the digit, what another row of the file says. */
  readonly repeated: number;
  readonly refusals: readonly BarRefusal[];
  /** The bars that stand, with their dividends and splits. */
  readonly standing: readonly Bar[];
  readonly actions: ActionChanges;
  /** An adjusted series goes on with too few common sessions to tell whether its older bars should have moved. */
  readonly unproven: boolean;
}

const NOTHING = {
  inserts: [],
  corrections: [],
  fills: [],
  rebased: [],
  rebase: null,
  unchanged: 0,
  actions: { put: [], removed: [] },
  unproven: false,
} as const;

/**
 * Compares one symbol's rows with what is stored of it. Pure: the same rows and series give the same verdict.
 * @param bars Sorted by day, as `Series.sorted` gives them.
 */
export function judge(bars: readonly Bar[], basis: Basis, stored: StoredSeries): Verdict {
  const { standing, refusals, repeated } = withoutClashes(bars);
  const none: Verdict = { ...NOTHING, repeated, refusals, standing };
  if (standing.length === 0) return none;
  const refuseAll = (reason: RefusalReason, detail: string): Verdict => ({
    ...none,
    standing: [],
    refusals: [...refusals, { reason, detail, line: leastLine(standing), date: null, rows: standing.length }],
  });
  if (stored.basis !== null && stored.basis !== basis) {
    return refuseAll("basis_differs", `the stored series is ${stored.basis}, this file is ${basis}`);
  }
  const { inserts, pairs } = matched(standing, stored);
  const overlap = pairs.map(({ old, bar }) => ({ old: old.close, new: bar.close }));
  const isWhole = pairs.length === stored.bars.length;
  const least = isWhole && basis !== "as_traded" ? WHOLE_MIN_OVERLAP : REBASE_MIN_OVERLAP;
  const factor = constantFactor(overlap, least);
  if (factor === null) {
    const seam = basis === "as_traded" || isWhole ? null : brokenSeam(standing, stored.bars);
    if (seam !== null) {
      const detail = `the file is adjusted otherwise than the stored bar of ${seam}, which it lacks; give the whole history`;
      return refuseAll("rebase_incomplete", detail);
    }
    const unproven = basis !== "as_traded" && !isWhole && isUnproven(overlap);
    const { backwards, ...changes } = replaced(pairs);
    return finished({ ...none, inserts, unproven, ...changes }, backwards, stored, 1);
  }
  if (basis === "as_traded") {
    const detail = `every close is ${factor} times the stored one; as-traded closes do not change, so one of the two is adjusted`;
    return refuseAll("not_as_traded", detail);
  }
  const [end, storedEnd] = [isoOf((standing.at(-1) as Bar).day), stored.bars.at(-1)?.session];
  if (storedEnd !== undefined && end < storedEnd) {
    const detail = `every close is ${factor} times the stored one, but the file ends on ${end} and what is stored on ${storedEnd}: it looks like an older download; give a newer one`;
    return refuseAll("rebase_incomplete", detail);
  }
  const { rebase, rebased, backwards } = rebasedBy(factor, pairs, stored, basis);
  if (!rebased.every(({ bar }) => isStorable(bar))) {
    const detail = `the file is ${factor} times what is stored, which takes bars that it lacks out of all bounds`;
    return refuseAll("rebase_incomplete", detail);
  }
  return finished(
    { ...none, inserts, rebased, rebase },
    backwards,
    stored,
    basis === "split_adjusted" ? factor : 1,
  );
}

/** The file's least line of some bars, whatever their order by day. */
function leastLine(bars: readonly Bar[]): number {
  return bars.reduce((least, bar) => Math.min(least, bar.line), Number.POSITIVE_INFINITY);
}

function matched(bars: readonly Bar[], stored: StoredSeries): { inserts: StoredBar[]; pairs: Pair[] } {
  const inserts: StoredBar[] = [];
  const pairs: Pair[] = [];
  const bySession = new Map(stored.bars.map((bar) => [bar.session, bar]));
  for (const bar of bars) {
    const session = isoOf(bar.day);
    const old = bySession.get(session);
    const { close, open, high, low, volume } = bar;
    if (old === undefined) inserts.push({ session, close, open, high, low, volume });
    else pairs.push({ old, bar });
  }
  return { inserts, pairs };
}

/** True if the common sessions are too few to show an adjustment, and do not show that there was none. */
function isUnproven(overlap: readonly Overlap[]): boolean {
  if (overlap.length >= REBASE_MIN_OVERLAP) return false;
  return overlap.length === 0 || overlap.some((pair) => pair.new !== pair.old);
}

/**
 * The verdict without the bars whose high or low lies beyond the stored other one, which the file does not have, and
 * with what the bars that stand say of dividends and splits.
 */
function finished(
  verdict: Verdict,
  backwards: readonly Bar[],
  stored: StoredSeries,
  factor: number,
): Verdict {
  const refused = new Set(backwards);
  const standing = verdict.standing.filter((bar) => !refused.has(bar));
  const refusals = backwards.map(({ day, line, high, low }): BarRefusal => {
    const detail =
      high === null ? `low ${low} is above the stored high` : `high ${high} is below the stored low`;
    return { reason: "high_below_low", detail, line, date: isoOf(day), rows: 1 };
  });
  return {
    ...verdict,
    standing,
    refusals: [...verdict.refusals, ...refusals],
    actions: actionChanges(standing, stored.actions, factor),
  };
}
