import { addDays, type IsoDate } from "../../../src/platform/iso-date.ts";
import type { Dividend, Instrument, Split } from "./instrument.ts";
import type { SeenBar } from "./seen-bars.ts";
import { openOf, sessionOnOrAfter } from "./session-hours.ts";

/**
 * What a provider gets wrong about one instrument. Those that name days act on the bars as they traded, before any
 * adjustment, and so in every provider's answers; a day that has no bar is passed over.
 */
export type Distortion =
  /** Prices are adjusted for the split already on the session before its ex-date, when it is not listed yet. Yahoo only. */
  | { readonly kind: "split_early"; readonly exDate: IsoDate }
  /** The split is listed, older prices are not adjusted for it. Yahoo only. */
  | { readonly kind: "split_late"; readonly exDate: IsoDate }
  /** Older prices are adjusted for the split twice. Yahoo only. */
  | { readonly kind: "split_twice"; readonly exDate: IsoDate }
  /** Another amount (as paid), and with `unadjusted` listed as paid, not on today's share basis. */
  | {
      readonly kind: "dividend_restated";
      readonly exDate: IsoDate;
      readonly amount?: number;
      readonly unadjusted?: boolean;
    }
  /** A split that is none, 1281 for 1000 unless said; older prices are adjusted by it. */
  | {
      readonly kind: "spin_off_as_split";
      readonly exDate: IsoDate;
      readonly numerator?: number;
      readonly denominator?: number;
    }
  /** The history is gone, from the day on or always. */
  | { readonly kind: "delisted"; readonly from?: IsoDate }
  /** Open, high, low and close in a hundredth of the currency (100) or the other way (0.01). */
  | { readonly kind: "factor_100"; readonly dates: readonly IsoDate[]; readonly factor: 100 | 0.01 }
  /** A wrong close; high and low reach to it, so that the bar is in itself sound. */
  | { readonly kind: "bad_close"; readonly date: IsoDate; readonly factor: number }
  /** A close above the high. */
  | { readonly kind: "close_outside"; readonly date: IsoDate }
  | { readonly kind: "high_below_low"; readonly date: IsoDate }
  | { readonly kind: "zero_close"; readonly date: IsoDate }
  | { readonly kind: "negative_close"; readonly date: IsoDate }
  /** A row with the prices of the row before it, on a day without a session. */
  | { readonly kind: "holiday_bar"; readonly date: IsoDate }
  /** A row of the next session, which has not begun; within no asked period. */
  | { readonly kind: "future_bar" }
  /** The row twice, the second time with its close times the factor (1 unless said). */
  | { readonly kind: "duplicate_row"; readonly date: IsoDate; readonly factor?: number }
  /** The close as it traded, plus an amount; high and low reach to it. */
  | { readonly kind: "correction"; readonly date: IsoDate; readonly by: number }
  | { readonly kind: "missing_days"; readonly dates: readonly IsoDate[] }
  /** So many rows from a day on have the close before them as their only price, and no volume. */
  | { readonly kind: "frozen"; readonly from: IsoDate; readonly count: number };

/** Whether the provider has nothing at all about the instrument. */
export function isDelisted(distortions: readonly Distortion[], today: IsoDate): boolean {
  return distortions.some((each) => each.kind === "delisted" && (each.from ?? today) <= today);
}

function withClose(bar: SeenBar, close: number): SeenBar {
  return { ...bar, close, high: Math.max(bar.high, close), low: Math.min(bar.low, close) };
}

function scaled(bar: SeenBar, factor: number): SeenBar {
  const { open, high, low, close } = bar;
  return { ...bar, open: open * factor, high: high * factor, low: low * factor, close: close * factor };
}

function inserted(bars: readonly SeenBar[], date: IsoDate, instrument: Instrument): SeenBar[] {
  const before = bars.filter((bar) => bar.date < date);
  const model = before.at(-1) ?? bars[0];
  if (model === undefined || bars.some((bar) => bar.date === date)) return [...bars];
  const row = { ...model, date, stamp: openOf(instrument, date) / 1000, isLive: false };
  return [...before, row, ...bars.slice(before.length)];
}

function onDay(
  bars: readonly SeenBar[],
  date: IsoDate,
  change: (bar: SeenBar) => SeenBar | readonly SeenBar[],
): SeenBar[] {
  return bars.flatMap((bar) => (bar.date === date ? change(bar) : bar));
}

function frozen(bars: readonly SeenBar[], from: IsoDate, count: number): SeenBar[] {
  const first = bars.findIndex((bar) => bar.date >= from);
  const close = bars[Math.max(0, first - 1)]?.close ?? 0;
  return bars.map((bar, at) =>
    first >= 0 && at >= first && at < first + count
      ? { ...bar, open: close, high: close, low: close, close, volume: 0 }
      : bar,
  );
}

function distorted(
  bars: readonly SeenBar[],
  distortion: Distortion,
  instrument: Instrument,
  today: IsoDate,
): readonly SeenBar[] {
  switch (distortion.kind) {
    case "split_early":
    case "split_late":
    case "split_twice":
    case "dividend_restated":
    case "spin_off_as_split":
    case "delisted":
      return bars;
    case "factor_100":
      return bars.map((bar) => (distortion.dates.includes(bar.date) ? scaled(bar, distortion.factor) : bar));
    case "bad_close":
      return onDay(bars, distortion.date, (bar) => withClose(bar, bar.close * distortion.factor));
    case "close_outside":
      return onDay(bars, distortion.date, (bar) => ({ ...bar, close: bar.high * 1.05 }));
    case "high_below_low":
      return onDay(bars, distortion.date, (bar) => ({ ...bar, high: bar.low * 0.99, low: bar.high }));
    case "zero_close":
      return onDay(bars, distortion.date, (bar) => ({ ...bar, close: 0 }));
    case "negative_close":
      return onDay(bars, distortion.date, (bar) => ({ ...bar, close: -bar.close }));
    case "holiday_bar":
      return distortion.date > today ? bars : inserted(bars, distortion.date, instrument);
    case "future_bar":
      return inserted(bars, sessionOnOrAfter(instrument, addDays(today, 1)), instrument);
    case "duplicate_row":
      return onDay(bars, distortion.date, (bar) => [
        bar,
        withClose(bar, bar.close * (distortion.factor ?? 1)),
      ]);
    case "correction":
      return onDay(bars, distortion.date, (bar) => withClose(bar, bar.close + distortion.by));
    case "missing_days":
      return bars.filter((bar) => !distortion.dates.includes(bar.date));
    case "frozen":
      return frozen(bars, distortion.from, distortion.count);
  }
}

/** Bars as the provider shows them on its day `today`: each distortion acts on what the ones before it left. */
export function distortedBars(
  bars: readonly SeenBar[],
  distortions: readonly Distortion[],
  instrument: Instrument,
  today: IsoDate,
): readonly SeenBar[] {
  return distortions.reduce((seen, each) => distorted(seen, each, instrument, today), bars);
}

/** The splits that the provider lists as such: the true ones, and spin-offs that it takes for one. */
export function listedSplits(splits: readonly Split[], distortions: readonly Distortion[]): Split[] {
  const spinOffs = distortions.flatMap((each) =>
    each.kind === "spin_off_as_split"
      ? [{ exDate: each.exDate, numerator: each.numerator ?? 1281, denominator: each.denominator ?? 1000 }]
      : [],
  );
  return [...splits, ...spinOffs].sort((a, b) => (a.exDate < b.exDate ? -1 : 1));
}

/** A dividend as the provider lists it. */
export interface ListedDividend extends Dividend {
  /** Listed as paid, whatever splits came since. */
  readonly isUnadjusted: boolean;
}

/** The dividends with the amounts that the provider has for them. */
export function listedDividends(
  dividends: readonly Dividend[],
  distortions: readonly Distortion[],
): ListedDividend[] {
  return dividends.map((dividend) => {
    const restated = distortions.find(
      (each) => each.kind === "dividend_restated" && each.exDate === dividend.exDate,
    );
    if (restated?.kind !== "dividend_restated") return { ...dividend, isUnadjusted: false };
    const { amount = dividend.amount, unadjusted = false } = restated;
    return { ...dividend, amount, isUnadjusted: unadjusted };
  });
}
