import { type EpochDay, fromEpochDay, type IsoDate, toEpochDay } from "../../platform/iso-date.ts";
import { FIRST_DAY } from "../calendar/years.ts";
import { type Anchors, PERIODS, type Period, sessionsBefore } from "./period.ts";
import { indexOnOrBefore, type PriceSeries } from "./price-series.ts";
import type { Figure, MetricReason } from "./reason.ts";

/** A bar stands for a start that has none for so many sessions before it. */
const START_TOLERANCE_SESSIONS = 5;
/** Days of another calendar than New York's that a close stands for at a session. */
const CLOSE_TOLERANCE_DAYS = 5;
/** A range of a year is told of a share that trades for less, once it has so many bars: a month's. */
const LEAST_RANGE_BARS = 20;
/** A quarter of a year. */
const VOLUME_SESSIONS = 63;
const LEAST_VOLUMES = 20;
/** A month. */
const DOLLAR_VOLUME_SESSIONS = 20;
const LEAST_DOLLAR_VOLUMES = 10;

/** What follows from a symbol's prices at a session. */
export interface PriceMetrics {
  readonly close: Figure;
  readonly closeSession: IsoDate | null;
  readonly priceReturns: Readonly<Record<Period, Figure>>;
  readonly totalReturns: Readonly<Record<Period, Figure>>;
  readonly week52High: Figure;
  readonly week52Low: Figure;
  readonly fromHigh: Figure;
  readonly averageVolume: Figure;
  /** In the currency of the prices. */
  readonly averageDollarVolume: Figure;
}

/** A session with what is derived from the calendar alone, for any number of symbols. */
export interface MetricSession {
  readonly session: IsoDate;
  readonly day: EpochDay;
  readonly anchors: Anchors;
  /** Of each start, and the earliest day of a bar that stands for it. */
  readonly starts: Readonly<Record<Period, { readonly day: EpochDay; readonly from: EpochDay } | null>>;
  /** The earliest day on which anything may rest. */
  readonly from: EpochDay;
  readonly volumesFrom: EpochDay;
  readonly dollarVolumesFrom: EpochDay;
}

/** A session, prepared. */
export function metricSession(session: IsoDate, anchors: Anchors): MetricSession {
  const start = (anchor: IsoDate | null) =>
    anchor === null
      ? null
      : {
          day: toEpochDay(anchor),
          from: toEpochDay(sessionsBefore(anchor, START_TOLERANCE_SESSIONS)),
        };
  const starts = Object.fromEntries(
    PERIODS.map((period) => [period, start(anchors[period])]),
  ) as MetricSession["starts"];
  const back = (sessions: number) => toEpochDay(sessionsBefore(session, sessions - 1));
  return {
    session,
    day: toEpochDay(session),
    anchors,
    starts,
    from: starts["1y"]?.from ?? FIRST_DAY,
    volumesFrom: back(VOLUME_SESSIONS),
    dollarVolumesFrom: back(DOLLAR_VOLUME_SESSIONS),
  };
}

const all = (reason: MetricReason): Record<Period, Figure> =>
  Object.fromEntries(PERIODS.map((period) => [period, reason])) as Record<Period, Figure>;

function unpriced(reason: MetricReason): PriceMetrics {
  return {
    close: reason,
    closeSession: null,
    priceReturns: all(reason),
    totalReturns: all(reason),
    week52High: reason,
    week52Low: reason,
    fromHigh: reason,
    averageVolume: reason,
    averageDollarVolume: reason,
  };
}

/** The bar that is the session's: on New York's calendar its own, else the last within some days. */
export function closingIndex({ days, calendar }: PriceSeries, { day }: MetricSession): number {
  const at = indexOnOrBefore(days, day);
  const age = day - (days[at] ?? Number.NEGATIVE_INFINITY);
  return age <= (calendar === "XNYS" ? 0 : CLOSE_TOLERANCE_DAYS) ? at : -1;
}

/**
 * Metrics of one symbol's prices at a session, from its bars on or before it. Going back from the session, its share is so
 * many of a bar's: returns on price are P[s] n / P[a] - 1, with the splits' product n; in total that is multiplied by
 * 1 + D / (P n) of every bar that went ex in between, dividends being reinvested at the close of their ex-date. A start
 * without a bar takes the last one of the five sessions before it. Whatever bars follow or precede, the result is the same to the bit.
 */
export function priceMetrics(series: PriceSeries, at: MetricSession): PriceMetrics {
  const { days, closes, shares, cash, basis } = series;
  const last = closingIndex(series, at);
  if (last < 0) return unpriced("no_price");
  const close = closes[last] as number;
  const starts = PERIODS.map((period) => ({ period, ...startIndex(series, at, period) }));
  const [price, total] = [all("insufficient_history"), all("insufficient_history")];
  const yearStart = at.starts["1y"]?.day ?? Number.NEGATIVE_INFINITY;
  const range = { high: Number.NEGATIVE_INFINITY, low: Number.POSITIVE_INFINITY, bars: 0 };
  const volumes = { sum: 0, count: 0, bars: 0, dollars: 0, dollarCount: 0, dollarBars: 0 };
  // A share of the session in shares of the bar, and what its dividends have added to it.
  let [count, reinvested] = [1, 1];
  for (let index = last; index >= 0; index--) {
    const day = days[index] as number;
    if (day < at.from) break;
    for (const { period, start } of starts) {
      if (start !== index) continue;
      const growth = (close * count) / (closes[index] as number);
      price[period] = basis === "total_return" ? "total_return_basis" : growth - 1;
      total[period] = growth * reinvested - 1;
    }
    if (day > yearStart) widen(range, series, index, count);
    if (day >= at.volumesFrom) weigh(volumes, series, index, count, day >= at.dollarVolumesFrom);
    const own = shares[index] as number;
    reinvested *= 1 + (cash[index] as number) / ((closes[index] as number) * own);
    count *= own;
  }
  for (const { period, reason } of starts) {
    if (reason === null) continue;
    price[period] = basis === "total_return" ? "total_return_basis" : reason;
    total[period] = reason;
  }
  const ofPrice = (figure: Figure) => (basis === "total_return" ? "total_return_basis" : figure);
  const isLong = range.bars >= LEAST_RANGE_BARS;
  const short = "insufficient_history";
  return {
    close,
    closeSession: fromEpochDay(days[last] as number),
    priceReturns: price,
    totalReturns: total,
    week52High: ofPrice(isLong ? range.high : short),
    week52Low: ofPrice(isLong ? range.low : short),
    fromHigh: ofPrice(isLong ? close / range.high - 1 : short),
    averageVolume: meanOf(volumes.sum, volumes.count, volumes.bars, LEAST_VOLUMES),
    averageDollarVolume: ofPrice(
      meanOf(volumes.dollars, volumes.dollarCount, volumes.dollarBars, LEAST_DOLLAR_VOLUMES),
    ),
  };
}

/** Which bar a period begins with, or why none. */
function startIndex({ days, first }: PriceSeries, { starts }: MetricSession, period: Period) {
  const anchor = starts[period];
  if (anchor === null || first > anchor.day)
    return { start: -1, reason: "insufficient_history" as MetricReason };
  const index = indexOnOrBefore(days, anchor.day);
  const isNear = index >= 0 && (days[index] as number) >= anchor.from;
  return isNear ? { start: index, reason: null } : { start: -1, reason: "no_price_at_start" as MetricReason };
}

/** Prices are in shares of the session: what was one share then is `count` of them now. */
function widen(
  range: { high: number; low: number; bars: number },
  { closes, highs, lows }: PriceSeries,
  index: number,
  count: number,
): void {
  const close = closes[index] as number;
  const [high, low] = [highs[index] as number, lows[index] as number];
  range.high = Math.max(range.high, (Number.isNaN(high) ? close : high) / count);
  range.low = Math.min(range.low, (Number.isNaN(low) ? close : low) / count);
  range.bars += 1;
}

function weigh(
  sums: {
    sum: number;
    count: number;
    bars: number;
    dollars: number;
    dollarCount: number;
    dollarBars: number;
  },
  { closes, volumes }: PriceSeries,
  index: number,
  count: number,
  isRecent: boolean,
): void {
  const volume = volumes[index] as number;
  sums.bars += 1;
  if (isRecent) sums.dollarBars += 1;
  if (Number.isNaN(volume)) return;
  sums.sum += volume * count;
  sums.count += 1;
  if (!isRecent) return;
  sums.dollars += volume * (closes[index] as number);
  sums.dollarCount += 1;
}

function meanOf(sum: number, count: number, bars: number, least: number): Figure {
  if (count >= least) return sum / count;
  return bars < least ? "insufficient_history" : "no_volume";
}
