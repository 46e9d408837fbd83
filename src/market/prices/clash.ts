import type { SymbolName } from "../symbol.ts";
import type { BarRefusal } from "./refusal.ts";
import { type Bar, isoOf, type Series } from "./series.ts";

const FIELDS = ["close", "open", "high", "low", "volume", "dividend"] as const;

/** Rows without those that say again, or otherwise, what another row says of the same day. */
export interface Sifted {
  readonly standing: readonly Bar[];
  readonly refusals: readonly BarRefusal[];
  readonly repeated: number;
}

function isSameRow(a: Bar, b: Bar): boolean {
  const isSameSplit =
    a.split?.numerator === b.split?.numerator && a.split?.denominator === b.split?.denominator;
  return FIELDS.every((field) => a[field] === b[field]) && isSameSplit;
}

/**
 * Drops rows that repeat another, and both of two rows that contradict each other: nobody knows which one is right.
 * @param bars Sorted by day.
 */
export function withoutClashes(bars: readonly Bar[]): Sifted {
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
      for (const line of lines) {
        refusals.push({ reason: "clash", detail, line, date: isoOf(bar.day), rows: 1 });
      }
    }
    at = end;
  }
  return { standing, refusals, repeated };
}

/**
 * The rows of the files that one import has read so far. A row that contradicts one of an earlier file is refused: stored,
 * it would be overwritten and written again whenever the same files come.
 */
export class EarlierFiles {
  readonly #series = new Map<SymbolName, { path: string; series: Series }[]>();

  /** The rows of a series that no earlier file contradicts, and the refusals of the others; then it counts as earlier. */
  sift(path: string, series: Series): { bars: readonly Bar[]; refusals: readonly BarRefusal[] } {
    const bars = series.sorted();
    const earlier = this.#series.get(series.symbol);
    if (earlier === undefined) {
      this.#series.set(series.symbol, [{ path, series }]);
      return { bars, refusals: [] };
    }
    const said = new Map<number, { bar: Bar; path: string }>();
    for (const each of earlier) {
      for (const bar of each.series.sorted()) said.set(bar.day, { bar, path: each.path });
    }
    earlier.push({ path, series });
    const refusals: BarRefusal[] = [];
    const kept = bars.filter((bar) => {
      const other = said.get(bar.day);
      if (other === undefined || isSameRow(other.bar, bar)) return true;
      const detail = `${other.path}:${other.bar.line} says something else of that day`;
      refusals.push({ reason: "clash", detail, line: bar.line, date: isoOf(bar.day), rows: 1 });
      return false;
    });
    return { bars: kept, refusals };
  }
}
