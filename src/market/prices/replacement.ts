import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Bar } from "./series.ts";
import { isBackwards, type StoredBar, type StoredSeries, scaledBy } from "./stored-series.ts";

/** A stored bar and the file's bar of the same day. */
export interface Pair {
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

const FIELDS = ["close", "open", "high", "low", "volume"] as const;

/** What becomes of stored bars that a file has as well. `backwards`: rows whose high or low lies beyond the stored other one. */
export interface Replaced {
  readonly corrections: readonly Replacement[];
  readonly fills: readonly Replacement[];
  readonly unchanged: number;
  readonly backwards: readonly Bar[];
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

/** Replaces bar by bar: a changed value is a correction, a value where there was none a fill. */
export function replaced(pairs: readonly Pair[]): Replaced {
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

/** Moves every stored bar to the new base: to the file's values where it has them, by the factor elsewhere. */
export function rebasedBy(
  factor: number,
  pairs: readonly Pair[],
  stored: StoredSeries,
  basis: Basis,
): { rebase: Rebase; rebased: readonly Replacement[]; backwards: readonly Bar[] } {
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
