import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { constantFactor, type Overlap, REBASE_MIN_OVERLAP, WHOLE_MIN_OVERLAP } from "./rebase.ts";
import type { RefusalReason } from "./refusal.ts";
import { type Bar, isoOf } from "./series.ts";
import { isBackwards, isStorable, type StoredBar, type StoredSeries, scaledBy } from "./stored-series.ts";

/** A stored bar and the file's bar of the same day. */
interface Pair {
  readonly old: StoredBar;
  readonly bar: Bar;
}

/** A stored bar and the bar that takes its place. */
export interface Replacement {
  readonly old: StoredBar;
  readonly bar: StoredBar;
}

/** A change of a whole series by one factor; recorded once, whatever the number of bars. */
export interface Rebase {
  readonly factor: number;
  readonly from: IsoDate;
  readonly through: IsoDate;
}

export interface BarRefusal {
  readonly reason: RefusalReason;
  readonly detail: string;
  readonly line: number;
  readonly date: IsoDate | null;
  readonly rows: number;
}

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
  /** An adjusted series goes on with too few common sessions to tell whether its older bars should have moved. */
  readonly unproven: boolean;
}

const FIELDS = ["close", "open", "high", "low", "volume"] as const;

/**
 * Compares one symbol's rows with what is stored of it. Pure: the same rows and series give the same verdict.
 * @param bars Sorted by day, as `Series.sorted` gives them.
 */
export function judge(bars: readonly Bar[], basis: Basis, stored: StoredSeries): Verdict {
  const { standing, refusals, repeated } = withoutClashes(bars);
  const none: Verdict = {
    inserts: [],
    corrections: [],
    fills: [],
    rebased: [],
    rebase: null,
    unchanged: 0,
    repeated,
    refusals,
    standing,
    unproven: false,
  };
  const first = standing[0];
  if (first === undefined) return none;
  const refuseAll = (reason: RefusalReason, detail: string): Verdict => ({
    ...none,
    standing: [],
    refusals: [...refusals, { reason, detail, line: leastLine(standing), date: null, rows: standing.length }],
  });
  if (stored.basis !== null && stored.basis !== basis) {
    return refuseAll("basis_differs", `the stored series is ${stored.basis}, this file is ${basis}`);
  }
  const inserts: StoredBar[] = [];
  const pairs: Pair[] = [];
  const bySession = new Map(stored.bars.map((bar) => [bar.session, bar]));
  for (const bar of standing) {
    const old = bySession.get(isoOf(bar.day));
    if (old === undefined) inserts.push(toStored(bar));
    else pairs.push({ old, bar });
  }
  const overlap = pairs.map(({ old, bar }) => ({ old: old.close, new: bar.close }));
  const isWhole = pairs.length === stored.bars.length && basis !== "as_traded";
  const factor = constantFactor(overlap, isWhole ? WHOLE_MIN_OVERLAP : REBASE_MIN_OVERLAP);
  if (factor !== null && basis === "as_traded") {
    return refuseAll(
      "not_as_traded",
      `every close is ${factor} times the stored one; as-traded closes do not change, so one of the two is adjusted`,
    );
  }
  const unproven = basis !== "as_traded" && pairs.length < stored.bars.length && isUnproven(overlap);
  if (factor !== null) {
    const { rebased, ...rest } = rebasedBy(factor, pairs, stored, basis);
    if (!rebased.every(({ bar }) => isStorable(bar))) {
      const detail = `the file is ${factor} times what is stored, which takes bars that it lacks out of all bounds`;
      return refuseAll("rebase_incomplete", detail);
    }
    return withoutBackwards({ ...none, inserts, rebased, rebase: rest.rebase }, rest.backwards);
  }
  if (basis !== "as_traded" && leavesOlderBehind(overlap, pairs[0]?.old, stored)) {
    return refuseAll(
      "rebase_incomplete",
      `the file is adjusted otherwise than the stored bars before ${isoOf(first.day)}, which it lacks; give the whole history`,
    );
  }
  const { backwards, ...changes } = replaced(pairs);
  return withoutBackwards({ ...none, inserts, unproven, ...changes }, backwards);
}

/** True if the common sessions are too few to show an adjustment, and do not show that there was none. */
function isUnproven(overlap: readonly Overlap[]): boolean {
  if (overlap.length >= REBASE_MIN_OVERLAP) return false;
  return overlap.length === 0 || overlap.some((pair) => pair.new !== pair.old);
}

/** The file's least line of some bars, whatever their order by day. */
function leastLine(bars: readonly Bar[]): number {
  return bars.reduce((least, bar) => Math.min(least, bar.line), Number.POSITIVE_INFINITY);
}

/** Drops rows that repeat another, and both of two rows that contradict each other: nobody knows which one is right. */
function withoutClashes(bars: readonly Bar[]): Pick<Verdict, "standing" | "refusals" | "repeated"> {
  const standing: Bar[] = [];
  const refusals: BarRefusal[] = [];
  let repeated = 0;
  for (let at = 0; at < bars.length; ) {
    const bar = bars[at] as Bar;
    let end = at + 1;
    while (bars[end]?.day === bar.day) end += 1;
    const others = bars.slice(at + 1, end);
    if (others.every((other) => isSameRow(other, bar))) {
      standing.push(bar);
      repeated += others.length;
    } else {
      const lines = bars.slice(at, end).map((each) => each.line);
      const detail = `lines ${lines.join(", ")} say different things of one day`;
      for (const line of lines)
        refusals.push({ reason: "clash", detail, line, date: isoOf(bar.day), rows: 1 });
    }
    at = end;
  }
  return { standing, refusals, repeated };
}

function isSameRow(a: Bar, b: Bar): boolean {
  const isSameSplit =
    a.split?.numerator === b.split?.numerator && a.split?.denominator === b.split?.denominator;
  return FIELDS.every((field) => a[field] === b[field]) && a.dividend === b.dividend && isSameSplit;
}

function toStored(bar: Bar): StoredBar {
  const { close, open, high, low, volume } = bar;
  return { session: isoOf(bar.day), close, open, high, low, volume };
}

/** The stored bar with the file's values over it; a null never overwrites a value. */
function merged(old: StoredBar, bar: Bar): StoredBar {
  return {
    session: old.session,
    close: bar.close,
    open: bar.open ?? old.open,
    high: bar.high ?? old.high,
    low: bar.low ?? old.low,
    volume: bar.volume ?? old.volume,
  };
}

/** Refuses the bars whose high or low lies beyond the stored other one, which the file does not have. */
function withoutBackwards(verdict: Verdict, backwards: readonly Bar[]): Verdict {
  if (backwards.length === 0) return verdict;
  const refused = new Set(backwards);
  const refusals = backwards.map(({ day, line, high, low }): BarRefusal => {
    const detail =
      high === null ? `low ${low} is above the stored high` : `high ${high} is below the stored low`;
    return { reason: "high_below_low", detail, line, date: isoOf(day), rows: 1 };
  });
  return {
    ...verdict,
    standing: verdict.standing.filter((bar) => !refused.has(bar)),
    refusals: [...verdict.refusals, ...refusals],
  };
}

function replaced(
  pairs: readonly Pair[],
): Pick<Verdict, "corrections" | "fills" | "unchanged"> & { backwards: Bar[] } {
  const corrections: Replacement[] = [];
  const fills: Replacement[] = [];
  const backwards: Bar[] = [];
  let unchanged = 0;
  for (const { old, bar } of pairs) {
    const replacement = { old, bar: merged(old, bar) };
    if (isBackwards(replacement.bar)) {
      backwards.push(bar);
      continue;
    }
    const changed = FIELDS.filter((field) => replacement.bar[field] !== old[field]);
    if (changed.length === 0) unchanged += 1;
    else if (changed.every((field) => old[field] === null)) fills.push(replacement);
    else corrections.push(replacement);
  }
  return { corrections, fills, unchanged, backwards };
}

/** Every stored bar moves to the new base: to the file's values where it has them, by the factor elsewhere. */
function rebasedBy(
  factor: number,
  pairs: readonly Pair[],
  stored: StoredSeries,
  basis: Basis,
): Pick<Verdict, "rebase" | "rebased"> & { backwards: Bar[] } {
  const inFile = new Map(pairs.map(({ old, bar }) => [old.session, bar]));
  const backwards: Bar[] = [];
  const rebased = stored.bars.map((old) => {
    const scaled = scaledBy(factor, old, basis);
    const given = inFile.get(old.session);
    const bar = given === undefined ? scaled : merged(scaled, given);
    if (given === undefined || !isBackwards(bar)) return { old, bar };
    backwards.push(given);
    return { old, bar: scaled };
  });
  const from = stored.bars[0]?.session as IsoDate;
  return { rebase: { factor, from, through: stored.bars.at(-1)?.session ?? from }, rebased, backwards };
}

/**
 * True if the file begins on another base than the stored bars before it: they would stay behind, and the return over
 * the seam would be wrong.
 */
function leavesOlderBehind(
  overlap: readonly Overlap[],
  firstCommon: StoredBar | undefined,
  stored: StoredSeries,
): boolean {
  const hasOlder = firstCommon !== undefined && firstCommon !== stored.bars[0];
  return hasOlder && constantFactor(overlap.slice(0, REBASE_MIN_OVERLAP), REBASE_MIN_OVERLAP) !== null;
}
