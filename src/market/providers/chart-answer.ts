import type { IsoDate } from "../../platform/iso-date.ts";
import { type SymbolName, trySymbol } from "../symbol.ts";
import type { AnswerBar, PriceAnswer } from "./answer.ts";
import { type ChartResult, chartResult } from "./chart-json.ts";
import { exchangeDays } from "./exchange-day.ts";
import { instrumentType } from "./instrument-type.ts";

const SECOND_MS = 1_000;
const FIELDS = ["open", "high", "low", "close", "volume"] as const;

/** What was asked of a chart: a symbol from a day to now. */
export interface ChartQuestion {
  readonly symbol: SymbolName;
  readonly from: IsoDate;
  /** The instant of the question, UTC ms. */
  readonly now: number;
}

/** An answer as its chart tells it, or the place where the chart is not one. */
export type ReadChart =
  | { readonly answer: PriceAnswer; readonly fault: null }
  | { readonly answer: null; readonly fault: string };

const broken = (fault: string): ReadChart => ({ answer: null, fault });

/** Reads the chart of one symbol. Rows stamped with the moment of the last trade, the live ones, count after those of their day. */
export function readChart(given: unknown, { symbol, from, now }: ChartQuestion): ReadChart {
  const parsed = chartResult.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return broken(`${issue?.path.join(".") || "the chart"}: ${issue?.message ?? "not a chart"}`);
  }
  const { meta, timestamp = [], indicators, events } = parsed.data;
  if (trySymbol(meta.symbol) !== symbol) return broken(`meta.symbol is ${meta.symbol.slice(0, 24)}`);
  const misfit = misfitOf(parsed.data, timestamp.length);
  if (misfit !== null) return broken(misfit);
  const dayOf = exchangeDays(meta.exchangeTimezoneName ?? null, meta.gmtoffset ?? 0);
  const onDay = (seconds: number) => dayOf(seconds * SECOND_MS);
  const listed = <E>(record: Readonly<Record<string, E>> | undefined): E[] => Object.values(record ?? {});
  return {
    fault: null,
    answer: {
      symbol,
      basis: "split_adjusted",
      single: true,
      currency: meta.currency?.length === 3 ? meta.currency : null,
      type: instrumentType(meta.instrumentType ?? null),
      firstTrade: meta.firstTradeDate == null ? null : onDay(meta.firstTradeDate),
      lastTrade: meta.regularMarketTime == null ? null : onDay(meta.regularMarketTime),
      today: dayOf(now),
      from,
      days: null,
      bars: barsOf(timestamp, indicators, onDay, meta.regularMarketTime ?? null),
      splits: listed(events?.splits).map(({ date, numerator, denominator }) => ({
        exDate: onDay(date),
        numerator,
        denominator,
      })),
      dividends: listed(events?.dividends).map(({ date, amount }) => ({ exDate: onDay(date), amount })),
    },
  };
}

/** What is wrong with the columns' lengths; null if nothing is. */
function misfitOf({ indicators: { quote, adjclose } }: ChartResult, rows: number): string | null {
  const columns = quote[0] ?? {};
  const isEmpty = FIELDS.every((field) => (columns[field] ?? []).length === 0);
  if (rows === 0) return isEmpty ? null : "timestamp: absent, though there are quotes";
  for (const field of FIELDS) {
    const length = columns[field]?.length;
    if (length !== rows)
      return `indicators.quote.0.${field}: ${length ?? "no"} values for ${rows} timestamps`;
  }
  const adjusted = adjclose?.[0]?.adjclose;
  if (adjusted !== undefined && adjusted.length !== rows)
    return `indicators.adjclose.0: ${adjusted.length} values for ${rows} timestamps`;
  return null;
}

function barsOf(
  timestamp: readonly number[],
  { quote, adjclose }: ChartResult["indicators"],
  onDay: (seconds: number) => IsoDate,
  lastTrade: number | null,
): readonly AnswerBar[] {
  const columns = quote[0] ?? {};
  const adjusted = adjclose?.[0]?.adjclose ?? [];
  const isLive = (at: number) => timestamp[at] === lastTrade;
  const order = [...timestamp.keys()].sort((a, b) => Number(isLive(a)) - Number(isLive(b)));
  return order.map((at) => ({
    day: onDay(timestamp[at] as number),
    open: columns.open?.[at] ?? null,
    high: columns.high?.[at] ?? null,
    low: columns.low?.[at] ?? null,
    close: columns.close?.[at] ?? null,
    volume: columns.volume?.[at] ?? null,
    adjusted: adjusted[at] ?? null,
  }));
}
