import type { Basis, CalendarId } from "../../../db/schema/words.ts";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { anchorsOf } from "../../../src/market/metrics/period.ts";
import { metricSession, type PriceMetrics, priceMetrics } from "../../../src/market/metrics/price-metrics.ts";
import { type DayAction, type PriceSeries, stepsOf } from "../../../src/market/metrics/price-series.ts";
import { type IsoDate, isoDate, toEpochDay } from "../../../src/platform/iso-date.ts";

/** A bar as a test writes it. */
export interface MadeBar {
  readonly day: IsoDate;
  readonly close: number;
  readonly volume?: number;
}

export const sessionsOf = (from: string, to: string): readonly IsoDate[] =>
  calendarOf("XNYS").sessionsBetween(isoDate(from), isoDate(to));

/** A series of these bars; as traded on New York's calendar unless said. */
export function seriesOf(
  bars: readonly MadeBar[],
  actions: readonly DayAction[] = [],
  { basis = "as_traded", calendar = "XNYS" }: { basis?: Basis; calendar?: CalendarId } = {},
): PriceSeries {
  const of = (value: (bar: MadeBar) => number) => Float64Array.from(bars, value);
  const made = {
    days: Int32Array.from(bars, ({ day }) => toEpochDay(day)),
    closes: of(({ close }) => close),
    highs: of(() => Number.NaN),
    lows: of(() => Number.NaN),
    volumes: of(({ volume }) => volume ?? Number.NaN),
  };
  return { basis, calendar, first: made.days[0] ?? 0, ...made, ...stepsOf(made, actions, basis) };
}

export const measuredAt = (series: PriceSeries, session: IsoDate): PriceMetrics =>
  priceMetrics(series, metricSession(session, anchorsOf(session)));
