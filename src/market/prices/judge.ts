import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { constantFactor, type Overlap, REBASE_MIN_OVERLAP } from "./rebase.ts";
import type { RefusalReason } from "./refusal.ts";
import { type Bar, isoOf, type Precision } from "./series.ts";
import type { StoredBar, StoredSeries } from "./stored-series.ts";

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
  /** The file starts after everything stored: an adjustment in between cannot be seen. */
  readonly appendedBlind: boolean;
}

const FIELDS = ["close", "open", "high", "low", "volume"] as const;
const PRICES = ["close", "open", "high", "low"] as const;

/**
 * Compares one symbol's rows with what is stored of it. Pure: the same rows and series give the same verdict.
 * @param bars Sorted by day, as `Series.sorted` gives them.
 */
export function judge(
  bars: readonly Bar[],
  basis: Basis,
  precision: Precision,
  stored: StoredSeries,
): Verdict {
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
    appendedBlind: false,
  };
  const first = standing[0];
  if (first === undefined) return none;
  const refuseAll = (reason: RefusalReason, detail: string): Verdict => ({
    ...none,
    standing: [],
    refusals: [...refusals, { reason, detail, line: first.line, date: null, rows: standing.length }],
  });
  if (stored.basis !== null && stored.basis !== basis) {
    return refuseAll("basis_differs", `the stored series is ${stored.basis}, this file is ${basis}`);
  }
  const inserts: StoredBar[] = [];
  const pairs: { old: StoredBar; bar: Bar }[] = [];
  const bySession = new Map(stored.bars.map((bar) => [bar.session, bar]));
  for (const bar of standing) {
    const old = bySession.get(isoOf(bar.day));
    if (old === undefined) inserts.push(toStored(bar));
    else pairs.push({ old, bar });
  }
  const overlap = pairs.map(({ old, bar }) => ({ old: old.close, new: bar.close }));
  const factor = constantFactor(overlap, precision);
  if (factor !== null && basis === "as_traded") {
    return refuseAll(
      "not_as_traded",
      `every close is ${factor} times the stored one; as-traded closes do not change, so one of the two is adjusted`,
    );
  }
  const appendedBlind = stored.bars.length > 0 && pairs.length === 0 && basis !== "as_traded";
  if (factor !== null) return { ...none, inserts, ...rebasedBy(factor, pairs, stored, basis) };
  if (basis !== "as_traded" && leavesOlderBehind(overlap, pairs[0]?.old, stored, precision)) {
    return refuseAll(
      "rebase_incomplete",
      `the file is adjusted otherwise than the stored bars before ${isoOf(first.day)}, which it lacks; give the whole history`,
    );
  }
  return { ...none, inserts, appendedBlind, ...replaced(pairs) };
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

function replaced(
  pairs: readonly { old: StoredBar; bar: Bar }[],
): Pick<Verdict, "corrections" | "fills" | "unchanged"> {
  const corrections: Replacement[] = [];
  const fills: Replacement[] = [];
  let unchanged = 0;
  for (const { old, bar } of pairs) {
    const replacement = { old, bar: merged(old, bar) };
    const changed = FIELDS.filter((field) => replacement.bar[field] !== old[field]);
    if (changed.length === 0) unchanged += 1;
    else if (changed.every((field) => old[field] === null)) fills.push(replacement);
    else corrections.push(replacement);
  }
  return { corrections, fills, unchanged };
}

/** Every stored bar moves to the new base: to the file's values where it has them, by the factor elsewhere. */
function rebasedBy(
  factor: number,
  pairs: readonly { old: StoredBar; bar: Bar }[],
  stored: StoredSeries,
  basis: Basis,
): Pick<Verdict, "rebase" | "rebased"> {
  const inFile = new Map(pairs.map(({ old, bar }) => [old.session, bar]));
  const rebased = stored.bars.map((old) => {
    const scaled = scaledBy(factor, old, basis);
    const bar = inFile.get(old.session);
    return { old, bar: bar === undefined ? scaled : merged(scaled, bar) };
  });
  const from = stored.bars[0]?.session as IsoDate;
  return { rebase: { factor, from, through: stored.bars.at(-1)?.session ?? from }, rebased };
}

function scaledBy(factor: number, old: StoredBar, basis: Basis): StoredBar {
  const scaled: { -readonly [F in keyof StoredBar]: StoredBar[F] } = { ...old };
  for (const field of PRICES) {
    const value = old[field];
    if (value !== null) scaled[field] = value * factor;
  }
  if (basis === "split_adjusted" && old.volume !== null) scaled.volume = old.volume / factor;
  return scaled;
}

/**
 * True if the file begins on another base than the stored bars before it: they would stay behind, and the return over
 * the seam would be wrong.
 */
function leavesOlderBehind(
  overlap: readonly Overlap[],
  firstCommon: StoredBar | undefined,
  stored: StoredSeries,
  precision: Precision,
): boolean {
  const hasOlder = firstCommon !== undefined && firstCommon !== stored.bars[0];
  return hasOlder && constantFactor(overlap.slice(0, REBASE_MIN_OVERLAP), precision) !== null;
}
