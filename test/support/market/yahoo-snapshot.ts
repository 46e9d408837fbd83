import { addDays, type IsoDate, toEpochDay } from "../../../src/platform/iso-date.ts";
import type { Instrument } from "./instrument.ts";
import { type ChartView, yahooChart } from "./yahoo-chart.ts";
import type { ChartMeta } from "./yahoo-meta.ts";
import { dayIn } from "./zone.ts";

/** What Yahoo tells of an instrument's market besides its chart, on the chart's share basis. */
export interface Snapshot {
  readonly meta: ChartMeta;
  readonly today: IsoDate;
  readonly isLive: boolean;
  readonly open: number;
  readonly previousClose: number;
  readonly fiftyDayAverage: number;
  readonly twoHundredDayAverage: number;
  readonly averageVolume3Month: number;
  readonly averageVolume10Day: number;
  readonly yearAgoClose: number;
  /** Of the last 365 days. */
  readonly paid: number;
  /** The newest dividend of the last 365 days, four times; null for none. */
  readonly rate: number | null;
  readonly lastDividend: { readonly amount: number; readonly date: number } | null;
  readonly lastSplit: { readonly splitRatio: string; readonly date: number } | null;
}

const DAY_S = 86_400;
const YEAR_DAYS = 365;
const PAID_AFTER_DAYS = 14;
const QUARTERS_A_YEAR = 4;
const SESSIONS_3_MONTHS = 63;
const SESSIONS_YEAR = 252;

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** A number with so many digits behind the point. */
export const rounded = (value: number, places: number): number => Number(value.toFixed(places));

/** Midnight of a day in epoch seconds, as Yahoo stamps days. */
export const dayStamp = (day: IsoDate): number => toEpochDay(day) * DAY_S;

/** When a dividend is paid whose ex-date is an epoch second. */
export const payDay = (exDate: number): number => exDate + PAID_AFTER_DAYS * DAY_S;

/** An instrument's market as of a view's instant; null when Yahoo does not have it. */
export function snapshotOf(
  instrument: Instrument | null,
  view: Pick<ChartView, "now" | "distortions">,
): Snapshot | null {
  const everything = { ...view, period1: 0, period2: Math.floor(view.now / 1000) + 1 };
  const [result] = yahooChart(instrument, everything).body.chart.result ?? [];
  if (result === undefined) return null;
  const { meta, events } = result;
  const [quote] = result.indicators.quote;
  const numbers = (column: readonly (number | null)[] | undefined): number[] =>
    (column ?? []).filter((value) => value !== null);
  const closes = numbers(quote.close);
  const volumes = numbers(quote.volume);
  const today = dayIn(meta.exchangeTimezoneName, view.now);
  const yearAgo = addDays(today, -YEAR_DAYS);
  const dividends = Object.values(events?.dividends ?? {}).sort((a, b) => a.date - b.date);
  const recent = dividends.filter((each) => dayIn(meta.exchangeTimezoneName, each.date * 1000) > yearAgo);
  const newest = recent.at(-1);
  return {
    meta,
    today,
    isLive: meta.regularMarketTime === Math.floor(view.now / 1000),
    open: numbers(quote.open).at(-1) ?? meta.regularMarketPrice,
    previousClose: closes.at(-2) ?? meta.chartPreviousClose,
    fiftyDayAverage: rounded(meanOf(closes.slice(-50)), 4),
    twoHundredDayAverage: rounded(meanOf(closes.slice(-200)), 4),
    averageVolume3Month: Math.round(meanOf(volumes.slice(-SESSIONS_3_MONTHS))),
    averageVolume10Day: Math.round(meanOf(volumes.slice(-10))),
    yearAgoClose: closes.at(-SESSIONS_YEAR) ?? closes[0] ?? meta.regularMarketPrice,
    paid: rounded(
      recent.reduce((sum, each) => sum + each.amount, 0),
      6,
    ),
    rate: newest === undefined ? null : rounded(newest.amount * QUARTERS_A_YEAR, 6),
    lastDividend: dividends.at(-1) ?? null,
    lastSplit:
      Object.values(events?.splits ?? {})
        .sort((a, b) => a.date - b.date)
        .at(-1) ?? null,
  };
}
