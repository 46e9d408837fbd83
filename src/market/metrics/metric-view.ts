import { getTableColumns } from "drizzle-orm";
import type { Sqlite } from "../../../db/driver.ts";
import { symbolMetric } from "../../../db/schema/metric.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { METRIC_COLUMNS } from "./metric.ts";
import type { MetricReason } from "./reason.ts";

/** A metric, or a null with its reason. */
export interface MetricFigure {
  readonly value: number | null;
  readonly reason: MetricReason | null;
}

/** A symbol's metrics as they are published: by column, each a number or a null with its reason. */
export interface MetricsView {
  /** The session that they are of. */
  readonly metrics_date: IsoDate;
  /** Of which day the close is; another than the session on other calendars than New York's. */
  readonly close_session: IsoDate | null;
  /** In whose whole units market value and enterprise value are. */
  readonly currency: string | null;
  /** In whose whole units revenue, EBIT and free cash flow are. */
  readonly statement_currency: string | null;
  readonly method: string;
  readonly figures: Readonly<Record<string, MetricFigure>>;
}

const TEXTS: ReadonlySet<string> = new Set(["close_session", "currency", "statement_currency"]);

/** Metrics that are numbers, as columns and answers name them. */
export const FIGURE_COLUMNS: readonly string[] = [...METRIC_COLUMNS.values()].filter(
  (name) => !TEXTS.has(name),
);

const NAMES = Object.values(getTableColumns(symbolMetric)).map(({ name }) => `m."${name}"`);
const SELECT = `SELECT ${NAMES.join(", ")} FROM symbol_metric m JOIN symbol s ON s.id = m.symbol_id WHERE s.symbol = ?`;

type Row = Readonly<Record<string, string | number | null>> & { readonly reasons: string };

function viewOf(row: Row): MetricsView {
  const reasons = JSON.parse(row.reasons) as Readonly<Record<string, MetricReason>>;
  const figures = FIGURE_COLUMNS.map((name) => [
    name,
    { value: row[name] ?? null, reason: reasons[name] ?? null },
  ]);
  return {
    metrics_date: row.session as IsoDate,
    close_session: row.close_session as IsoDate | null,
    currency: row.currency as string | null,
    statement_currency: row.statement_currency as string | null,
    method: row.method as string,
    figures: Object.fromEntries(figures),
  };
}

/** A symbol's newest metrics on or before a session; null if there are none. */
export function readMetrics(db: Sqlite, symbol: string, session: IsoDate): MetricsView | null {
  const row = db
    .prepare(`${SELECT} AND m.session <= ? ORDER BY m.session DESC LIMIT 1`)
    .get(symbol, session) as Row | undefined;
  return row === undefined ? null : viewOf(row);
}

/** A symbol's metrics from one session through another, ascending. */
export function readMetricHistory(
  db: Sqlite,
  symbol: string,
  from: IsoDate,
  to: IsoDate,
): readonly MetricsView[] {
  const rows = db
    .prepare(`${SELECT} AND m.session BETWEEN ? AND ? ORDER BY m.session`)
    .all(symbol, from, to) as Row[];
  return rows.map(viewOf);
}
