import { METRIC_COLUMNS } from "../metric.ts";
import { FIGURE_COLUMNS } from "../metric-view.ts";
import { PERIOD_COLUMNS, type SearchPeriod } from "./period-source.ts";

/** What a column holds; days are written as YYYY-MM-DD, yes and no as 1 and 0. */
export type ColumnKind = "number" | "text" | "day";

/** A column by which symbols are searched. */
export interface SearchColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Its SQL over a symbol `s`, its metrics `m` and a day `@date`: the only text of a question's that becomes SQL. */
  readonly sql: (period: SearchPeriod) => string;
}

/** Who or what a symbol is: the newest value of each column by the day, as profiles are read. */
const PROFILE_COLUMNS = {
  name: "text",
  sector: "text",
  industry: "text",
  country: "text",
  exchange: "text",
  website: "text",
  description: "text",
  ceo: "text",
  employees: "number",
  is_etf: "number",
  is_fund: "number",
  fiscal_year_end: "text",
} as const satisfies Readonly<Record<string, ColumnKind>>;

const profileSql = (name: string): string =>
  `(SELECT p."${name}" FROM profile p WHERE p.symbol_id = s.id AND p.as_of <= @date AND p."${name}" IS NOT NULL
    ORDER BY p.as_of DESC LIMIT 1)`;

function metricKind(name: string): ColumnKind {
  if (FIGURE_COLUMNS.includes(name)) return "number";
  return name === "close_session" ? "day" : "text";
}

function metricColumn(name: string): SearchColumn {
  const own = `m."${name}"`;
  const sql = (period: SearchPeriod) => PERIOD_COLUMNS[period][name] ?? own;
  return { name, kind: metricKind(name), sql };
}

const ALL: readonly SearchColumn[] = [
  { name: "symbol", kind: "text", sql: () => "s.symbol" },
  { name: "type", kind: "text", sql: () => "s.type" },
  ...Object.entries(PROFILE_COLUMNS).map(
    ([name, kind]): SearchColumn => ({ name, kind, sql: () => profileSql(name) }),
  ),
  { name: "metrics_date", kind: "day", sql: () => "m.session" },
  ...[...METRIC_COLUMNS.values()].map(metricColumn),
];

/** Every column that may be searched and sorted by, by name: a closed table, from which alone SQL is made. */
export const SEARCH_COLUMNS: ReadonlyMap<string, SearchColumn> = new Map(
  ALL.map((column) => [column.name, column]),
);

/** What items tell of a symbol as it is; metrics that are numbers are told as figures. */
export const TOLD_COLUMNS = [
  "symbol",
  "name",
  "type",
  "sector",
  "industry",
  "country",
  "exchange",
  "metrics_date",
  "close_session",
  "currency",
  "statement_currency",
] as const;
