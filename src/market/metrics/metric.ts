import { getTableColumns } from "drizzle-orm";
import { symbolMetric } from "../../../db/schema/metric.ts";
import { columnNames } from "../fundamentals/column-names.ts";
import type { Period } from "./period.ts";
import type { PriceMetrics } from "./price-metrics.ts";
import type { Figure, MetricReason } from "./reason.ts";
import type { Worth } from "./worth.ts";

/** Engine and version of a symbol's metrics: rows of another are not taken for current. */
export const METRIC_METHOD = "symbol_metrics/1";

const HEAD = ["symbolId", "session", "reasons", "method", "inputs", "seen"] as const;

type StoredMetric = typeof symbolMetric.$inferSelect;

/** A symbol's metrics as their table has them, but for what they are of and how they were made. */
export type MetricValues = Omit<StoredMetric, (typeof HEAD)[number]>;

/** A symbol's metrics of a session, and by column, as the database names it, why those are null that are. */
export interface Metrics {
  readonly values: MetricValues;
  readonly reasons: Readonly<Record<string, MetricReason>>;
}

const PRICE_RETURNS = {
  "1d": "return1d",
  mtd: "returnMtd",
  qtd: "returnQtd",
  ytd: "returnYtd",
  "1m": "return1m",
  "3m": "return3m",
  "6m": "return6m",
  "1y": "return1y",
} as const satisfies Readonly<Record<Period, keyof MetricValues>>;

const TOTAL_RETURNS = {
  "1d": "totalReturn1d",
  mtd: "totalReturnMtd",
  qtd: "totalReturnQtd",
  ytd: "totalReturnYtd",
  "1m": "totalReturn1m",
  "3m": "totalReturn3m",
  "6m": "totalReturn6m",
  "1y": "totalReturn1y",
} as const satisfies Readonly<Record<Period, keyof MetricValues>>;

/** The columns of what is told of a session, by key, with their names in the database and in answers. */
export const METRIC_COLUMNS: ReadonlyMap<keyof MetricValues, string> = new Map(
  Object.entries(getTableColumns(symbolMetric))
    .filter(([key]) => !(HEAD as readonly string[]).includes(key))
    .map(([key, { name }]) => [key as keyof MetricValues, name]),
);

const named = columnNames(symbolMetric);

function returnsOf(keys: Readonly<Record<Period, string>>, returns: Readonly<Record<Period, Figure>>) {
  return Object.fromEntries(Object.entries(returns).map(([period, each]) => [keys[period as Period], each]));
}

/** Figures as columns: a number, or a null whose reason stands under the column's name. */
export function metricsOf(
  { priceReturns, totalReturns, closeSession, ...prices }: PriceMetrics,
  { currency, statementCurrency, ...worth }: Worth,
): Metrics {
  const figures: Record<string, Figure> = {
    ...prices,
    ...returnsOf(PRICE_RETURNS, priceReturns),
    ...returnsOf(TOTAL_RETURNS, totalReturns),
    ...worth,
  };
  const values: Record<string, number | string | null> = { closeSession, currency, statementCurrency };
  const reasons: Record<string, MetricReason> = {};
  for (const [key, figure] of Object.entries(figures)) {
    const isKnown = typeof figure === "number";
    values[key] = isKnown ? figure : null;
    if (!isKnown) reasons[key] = figure;
  }
  return { values: values as MetricValues, reasons: named(reasons) as Record<string, MetricReason> };
}
