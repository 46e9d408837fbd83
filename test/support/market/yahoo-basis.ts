import { addDays, type IsoDate } from "../../../src/platform/iso-date.ts";
import { type Distortion, type ListedDividend, listedDividends, listedSplits } from "./distortion.ts";
import { type Instrument, type Split, shareRatio } from "./instrument.ts";
import { barBefore, type SeenBar } from "./seen-bars.ts";
import { sessionOnOrAfter } from "./session-hours.ts";

/** What Yahoo knows on a day: the events that it lists, and those by which it adjusts, which may be others. */
export interface YahooBasis {
  readonly today: IsoDate;
  readonly splits: readonly Split[];
  /** Ascending; a split that is applied twice is in it twice. */
  readonly applied: readonly Split[];
  readonly dividends: readonly ListedDividend[];
}

/** A bar on today's share basis, and its close with the dividends after it taken out. */
export interface AdjustedBar {
  readonly stamp: number;
  readonly date: IsoDate;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly adjclose: number;
}

/** How often Yahoo adjusts by a split that it knows or will know. */
function timesApplied(
  split: Split,
  distortions: readonly Distortion[],
  today: IsoDate,
  nextSession: IsoDate,
): number {
  const named = (kind: Distortion["kind"]) =>
    distortions.some((each) => each.kind === kind && "exDate" in each && each.exDate === split.exDate);
  if (split.exDate > today) return named("split_early") && split.exDate <= nextSession ? 1 : 0;
  if (named("split_late")) return 0;
  return named("split_twice") ? 2 : 1;
}

/** The events as of Yahoo's day `today` of the instrument. */
export function yahooBasis(
  instrument: Instrument,
  distortions: readonly Distortion[],
  today: IsoDate,
): YahooBasis {
  const splits = listedSplits(instrument.splits, distortions);
  const nextSession = sessionOnOrAfter(instrument, addDays(today, 1));
  return {
    today,
    splits: splits.filter((split) => split.exDate <= today),
    applied: splits.flatMap((split) =>
      new Array<Split>(timesApplied(split, distortions, today, nextSession)).fill(split),
    ),
    dividends: listedDividends(instrument.dividends, distortions).filter(
      (dividend) => dividend.exDate <= today,
    ),
  };
}

/** A dividend's amount as Yahoo lists it: per share of today's, in double precision. */
export function listedAmount(dividend: ListedDividend, basis: YahooBasis): number {
  if (dividend.isUnadjusted) return dividend.amount;
  const ratio = shareRatio(basis.splits, dividend.exDate, basis.today);
  return (dividend.amount * ratio.old) / ratio.new;
}

/** 1 - D/P: P is the close before the ex-date, on the share basis of the ex-date. */
function dividendFactor(instrument: Instrument, dividend: ListedDividend): number {
  const before = barBefore(instrument, dividend.exDate);
  if (before === null) return 1;
  const ratio = shareRatio(instrument.splits, before.date, dividend.exDate);
  return 1 - dividend.amount / ((before.close * ratio.old) / ratio.new);
}

/** Bars (ascending) as Yahoo adjusts them: prices in single precision, as it stores them. */
export function adjustedBars(
  instrument: Instrument,
  bars: readonly SeenBar[],
  basis: YahooBasis,
): AdjustedBar[] {
  const adjusted = new Array<AdjustedBar>(bars.length);
  let [before, after, factor] = [1, 1, 1];
  let split = basis.applied.length - 1;
  let dividend = basis.dividends.length - 1;
  for (let at = bars.length - 1; at >= 0; at -= 1) {
    const bar = bars[at];
    if (bar === undefined) continue;
    for (let next = basis.applied[split]; next !== undefined && next.exDate > bar.date; ) {
      before *= next.denominator;
      after *= next.numerator;
      split -= 1;
      next = basis.applied[split];
    }
    for (let next = basis.dividends[dividend]; next !== undefined && next.exDate > bar.date; ) {
      factor *= dividendFactor(instrument, next);
      dividend -= 1;
      next = basis.dividends[dividend];
    }
    const price = (traded: number) => Math.fround((traded * before) / after);
    adjusted[at] = {
      stamp: bar.stamp,
      date: bar.date,
      open: price(bar.open),
      high: price(bar.high),
      low: price(bar.low),
      close: price(bar.close),
      volume: Math.round((bar.volume * after) / before),
      adjclose: Math.fround(((bar.close * before) / after) * factor),
    };
  }
  return adjusted;
}
