import { type Distortion, distortedBars, isDelisted } from "./distortion.ts";
import type { Instrument } from "./instrument.ts";
import { seenBars } from "./seen-bars.ts";
import { closeOf, openOf } from "./session-hours.ts";
import { type AdjustedBar, adjustedBars, listedAmount, type YahooBasis, yahooBasis } from "./yahoo-basis.ts";
import { type ChartMeta, chartMeta } from "./yahoo-meta.ts";
import { dayIn } from "./zone.ts";

/** What is asked of a chart, and when. */
export interface ChartView {
  /** UTC ms. */
  readonly now: number;
  /** Epoch seconds; rows and events from this stamp on. */
  readonly period1: number;
  /** Epoch seconds; rows and events before this stamp. */
  readonly period2: number;
  readonly distortions?: readonly Distortion[];
  /** A row stamped exactly `period2` is in the answer too, as the recorded ones of BTC-USD and EURUSD=X show. */
  readonly includesPeriod2?: boolean;
  /** After the close, until midnight, the day's row is stamped with the close and a second, not with the opening. */
  readonly stampsClose?: boolean;
}

/** The columns of a chart; a null is a value that Yahoo does not have. */
export interface ChartQuote {
  close: (number | null)[];
  open: (number | null)[];
  volume: (number | null)[];
  high: (number | null)[];
  low: (number | null)[];
}

export interface ChartEvents {
  readonly dividends?: Readonly<Record<string, { readonly amount: number; readonly date: number }>>;
  readonly splits?: Readonly<
    Record<
      string,
      {
        readonly date: number;
        readonly numerator: number;
        readonly denominator: number;
        readonly splitRatio: string;
      }
    >
  >;
}

export interface ChartResult {
  readonly meta: ChartMeta;
  readonly timestamp?: readonly number[];
  readonly events?: ChartEvents;
  readonly indicators: {
    readonly quote: readonly [ChartQuote | Record<string, never>];
    readonly adjclose?: readonly [{ readonly adjclose: readonly (number | null)[] }];
  };
}

export interface ChartBody {
  readonly chart: {
    readonly result: readonly [ChartResult] | null;
    readonly error: { readonly code: string; readonly description: string } | null;
  };
}

export interface ChartAnswer {
  readonly status: number;
  readonly body: ChartBody;
}

function refused(status: number, code: string, description: string): ChartAnswer {
  return { status, body: { chart: { result: null, error: { code, description } } } };
}

/** Yahoo's answer about a symbol that it does not know, or no longer. */
export function chartNotFound(): ChartAnswer {
  return refused(404, "Not Found", "No data found, symbol may be delisted");
}

function eventsOf(
  instrument: Instrument,
  basis: YahooBasis,
  isAsked: (stamp: number) => boolean,
): ChartEvents | null {
  const stampOf = (event: { readonly exDate: AdjustedBar["date"] }) =>
    openOf(instrument, event.exDate) / 1000;
  const dividends = basis.dividends
    .map((each) => ({ amount: listedAmount(each, basis), date: stampOf(each) }))
    .filter(({ date }) => isAsked(date));
  const splits = basis.splits
    .map(({ numerator, denominator, ...split }) => ({
      date: stampOf(split),
      numerator,
      denominator,
      splitRatio: `${numerator}:${denominator}`,
    }))
    .filter(({ date }) => isAsked(date));
  if (dividends.length + splits.length === 0) return null;
  const byStamp = <T extends { readonly date: number }>(events: readonly T[]) =>
    Object.fromEntries(events.map((event) => [String(event.date), event]));
  return {
    ...(dividends.length > 0 ? { dividends: byStamp(dividends) } : {}),
    ...(splits.length > 0 ? { splits: byStamp(splits) } : {}),
  };
}

function restamped(rows: readonly AdjustedBar[], instrument: Instrument, now: number): AdjustedBar[] {
  return rows.map((row) => {
    const close = closeOf(instrument, row.date);
    const isToday = row.date === dayIn(instrument.zone, now) && now >= close;
    return isToday && instrument.type !== "MUTUALFUND" ? { ...row, stamp: close / 1000 + 1 } : row;
  });
}

function indicatorsOf(rows: readonly AdjustedBar[]): ChartResult["indicators"] {
  if (rows.length === 0) return { quote: [{}] };
  const column = (name: "open" | "high" | "low" | "close" | "volume") => rows.map((row) => row[name]);
  return {
    quote: [
      {
        close: column("close"),
        open: column("open"),
        volume: column("volume"),
        high: column("high"),
        low: column("low"),
      },
    ],
    adjclose: [{ adjclose: rows.map((row) => row.adjclose) }],
  };
}

/**
 * What `/v8/finance/chart/{symbol}?interval=1d&events=div|split` answers at an instant. Null, an instrument without a bar
 * yet and a delisted one are not found (404); a period that does not go forward is refused (400).
 * @example yahooChart(asTradedMarket("AAPL"), { now: Date.parse("2020-09-01T21:00:00Z"), period1: 0, period2: 2e9 })
 */
export function yahooChart(instrument: Instrument | null, view: ChartView): ChartAnswer {
  const { now, period1, period2, distortions = [] } = view;
  if (instrument === null) return chartNotFound();
  const today = dayIn(instrument.zone, now);
  const seen = seenBars(instrument, now);
  if (seen.length === 0 || isDelisted(distortions, today)) return chartNotFound();
  if (period1 >= period2) {
    return refused(
      400,
      "Bad Request",
      `Invalid input - start date cannot be after end date. startDate = ${period1}, endDate = ${period2}`,
    );
  }
  const basis = yahooBasis(instrument, distortions, today);
  const bars = distortedBars(seen, distortions, instrument, today);
  const all = adjustedBars(instrument, bars, basis);
  const stamped = view.stampsClose === true ? restamped(all, instrument, now) : all;
  const isAsked = (stamp: number) =>
    stamp >= period1 && (stamp < period2 || (view.includesPeriod2 === true && stamp === period2));
  const rows = stamped.filter((row) => isAsked(row.stamp) || row.date > today);
  const events = eventsOf(instrument, basis, isAsked);
  const result: ChartResult = {
    meta: chartMeta(instrument, all, { now, period1, today, isLive: bars.some((bar) => bar.isLive) }),
    ...(rows.length > 0 ? { timestamp: rows.map((row) => row.stamp) } : {}),
    ...(events === null ? {} : { events }),
    indicators: indicatorsOf(rows),
  };
  return { status: 200, body: { chart: { result: [result], error: null } } };
}
