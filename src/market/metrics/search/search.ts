import type { Sqlite } from "../../../../db/driver.ts";
import { hashOf } from "../../../platform/hash.ts";
import type { IsoDate } from "../../../platform/iso-date.ts";
import { FIGURE_COLUMNS, type MetricFigure } from "../metric-view.ts";
import type { MetricReason } from "../reason.ts";
import { SEARCH_COLUMNS, TOLD_COLUMNS } from "./column.ts";
import { boundOf, conditionOf, containing, type Filter } from "./filter.ts";
import { behind, cursorOf, orderOf, type Position, parseCursor, type SortKey } from "./order.ts";
import {
  PERIOD_COLUMNS,
  PERIOD_FOUND,
  PERIOD_JOINS,
  PERIOD_LABELS,
  periodReason,
  type SearchPeriod,
} from "./period-source.ts";

/** What is searched for. */
export interface SearchQuestion {
  /** Metrics and profiles as of this day: the newest on or before it. */
  readonly date: IsoDate;
  readonly filters: readonly Filter[];
  /** What a symbol or a name contains; null for any. */
  readonly text: string | null;
  readonly sort: readonly SortKey[];
  readonly period: SearchPeriod;
  readonly limit: number;
  /** The cursor of the page before; null for the first. */
  readonly after: string | null;
}

/** A symbol that was found: what it is, of which session its metrics are, and those. */
export type FoundSymbol = Readonly<Record<(typeof TOLD_COLUMNS)[number] | "period_label", string | null>> &
  Readonly<Record<string, MetricFigure | string | null>>;

/** A page of what was found. */
export interface SearchAnswer {
  readonly date: IsoDate;
  readonly period: SearchPeriod;
  /** All that fulfil the filters, whatever the page. */
  readonly total: number;
  readonly items: readonly FoundSymbol[];
  /** The cursor of the next page; null if this is the last. */
  readonly next: string | null;
}

type Row = Readonly<Record<string, string | number | null>> & {
  readonly total: number;
  readonly symbol: string | null;
  readonly reasons: string;
};

/**
 * Every symbol with metrics, each with its newest of the day. A cross join keeps SQLite from beginning with all metrics there
 * are: of 1,000 symbols with a year each that takes a hundred times as long (measured).
 */
export const SYMBOLS_WITH_METRICS = `symbol s CROSS JOIN symbol_metric m ON m.symbol_id = s.id AND m.session = (
  SELECT max(session) FROM symbol_metric x WHERE x.symbol_id = s.id AND x.session <= @date)`;

/** A question but for its page: a cursor belongs to it. */
function identityOf({ date, filters, text, sort, period }: SearchQuestion): string {
  return hashOf([date, filters, text, sort, period]);
}

function sqlOf({ filters, text, sort, period }: SearchQuestion, position: Position | null): string {
  const used = [...filters, ...sort].map(({ column }) => column);
  const named = new Set<string>([...TOLD_COLUMNS, ...FIGURE_COLUMNS, ...used]);
  const columns = [...SEARCH_COLUMNS.values()]
    .filter(({ name }) => named.has(name))
    .map(({ name, sql }) => `${sql(period)} AS "${name}"`);
  const conditions = filters.map((filter, at) => conditionOf(filter, `filter${at}`));
  if (text !== null) conditions.push(`(symbol LIKE @text ESCAPE '\\' OR name LIKE @text ESCAPE '\\')`);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const page = position === null ? "" : `WHERE ${behind(sort, position)}`;
  const order = orderOf(sort);
  // The count stands beside every row, and alone where a page is past the end.
  return `WITH found AS MATERIALIZED (SELECT * FROM (
      SELECT ${columns.join(", ")}, m.reasons, ${PERIOD_LABELS[period]} AS period_label, ${PERIOD_FOUND[period]} AS is_found
      FROM ${SYMBOLS_WITH_METRICS} ${PERIOD_JOINS[period]}) ${where})
    SELECT counted.total, page.* FROM (SELECT count(*) AS total FROM found) counted
    LEFT JOIN (SELECT * FROM found ${page} ORDER BY ${order} LIMIT @limit) page ON 1 ORDER BY ${order}`;
}

/**
 * Finds symbols by their newest metrics and profiles of a day. Only names of the closed table of columns become SQL; values
 * are bound.
 * @throws NightdeskError `bad_request` if the cursor is another question's.
 */
export function searchSymbols(db: Sqlite, question: SearchQuestion): SearchAnswer {
  const { date, filters, text, sort, period, limit, after } = question;
  const identity = identityOf(question);
  const position = after === null ? null : parseCursor(after, identity, sort);
  const bound = {
    date,
    limit: limit + 1,
    ...(text === null ? {} : { text: containing(text) }),
    ...Object.fromEntries(filters.map((filter, at) => [`filter${at}`, boundOf(filter)])),
    ...Object.fromEntries((position ?? []).map((value, at) => [`after${at}`, value])),
  };
  const rows = db.prepare(sqlOf(question, position)).all(bound) as Row[];
  const total = rows[0]?.total ?? 0;
  const found = rows.filter(({ symbol }) => symbol !== null);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  const next = hasMore
    ? cursorOf(
        identity,
        sort.map(({ column }) => last[column] ?? null),
      )
    : null;
  return { date, period, total, items: shown.map((row) => itemOf(row, period)), next };
}

function itemOf(row: Row, period: SearchPeriod): FoundSymbol {
  const reasons = JSON.parse(row.reasons) as Readonly<Record<string, MetricReason>>;
  const ofPeriod = PERIOD_COLUMNS[period];
  const figure = (column: string): MetricFigure => {
    const value = row[column] as number | null;
    if (value !== null) return { value, reason: null };
    const own = reasons[column] ?? null;
    const isOfPeriod = ofPeriod[column] !== undefined;
    return { value, reason: isOfPeriod ? periodReason(period, column, row.is_found === 1, own) : own };
  };
  return {
    ...Object.fromEntries([...TOLD_COLUMNS, "period_label"].map((column) => [column, row[column] ?? null])),
    ...Object.fromEntries(FIGURE_COLUMNS.map((column) => [column, figure(column)])),
  } as FoundSymbol;
}
