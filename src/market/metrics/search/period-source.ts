import type { Frequency, StatementKind } from "../../../../db/schema/words.ts";
import { ESTIMATE_DAYS } from "../../fundamentals/estimate-rows.ts";
import type { MetricReason } from "../reason.ts";

/** Of which year or quarter revenue, EBIT and free cash flow are told. */
export const SEARCH_PERIODS = ["ttm", "last_year", "last_quarter", "forward"] as const;
export type SearchPeriod = (typeof SEARCH_PERIODS)[number];

const knownOn = (row: string) =>
  `min(coalesce(${row}.filing_date, ${row}.first_seen_on), ${row}.first_seen_on)`;

/** What a statement said of a line on the day, as SQL: what was restated later is as it was told then. */
function asTold(row: "i" | "c", line: string, column: string): string {
  const kind: StatementKind = row === "i" ? "income_statement" : "cash_flow";
  const undone = `FROM statement_revision r WHERE r.symbol_id = ${row}.symbol_id AND r.kind = '${kind}'
    AND r.frequency = ${row}.frequency AND r.period_end = ${row}.period_end AND r.replaced_on > @date
    AND json_type(r.old_figures, '$.${line}') IS NOT NULL`;
  return `iif(EXISTS (SELECT 1 ${undone}),
    (SELECT json_extract(r.old_figures, '$.${line}') ${undone} ORDER BY r.seq LIMIT 1), ${row}.${column})`;
}

/** The newest statement of a frequency that was known on the day, with the cash flow of the same period. */
const statementOf = (frequency: Frequency) => `
  LEFT JOIN income_statement i ON i.symbol_id = s.id AND i.frequency = '${frequency}' AND i.period_end = (
    SELECT max(period_end) FROM income_statement x WHERE x.symbol_id = s.id AND x.frequency = '${frequency}'
      AND ${knownOn("x")} <= @date)
  LEFT JOIN cash_flow c ON c.symbol_id = i.symbol_id AND c.frequency = i.frequency AND c.period_end = i.period_end
    AND ${knownOn("c")} <= @date`;

/** What is joined to a symbol for a period. */
export const PERIOD_JOINS: Readonly<Record<SearchPeriod, string>> = {
  ttm: "",
  last_year: statementOf("annual"),
  last_quarter: statementOf("quarterly"),
  forward: `
  LEFT JOIN analyst_estimate e ON e.symbol_id = s.id AND e.horizon = 'current_year' AND e.as_of = (
    SELECT max(as_of) FROM analyst_estimate x WHERE x.symbol_id = s.id AND x.horizon = 'current_year' AND x.as_of <= @date
      AND x.as_of >= date(@date, '-${ESTIMATE_DAYS} days'))`,
};

const CURRENCY = asTold("i", "currency", "currency");
const OPERATING = asTold("c", "operatingCashFlow", "operating_cash_flow");
const INVESTED = asTold("c", "capitalExpenditures", "capital_expenditures");
const OF_STATEMENT = {
  statement_currency: CURRENCY,
  revenue: asTold("i", "totalRevenue", "total_revenue"),
  ebit: asTold("i", "ebit", "ebit"),
  free_cash_flow: `iif(${asTold("c", "currency", "currency")} IS ${CURRENCY}, ${OPERATING} + ${INVESTED}, NULL)`,
};

/** The columns that depend on the period, as SQL; the others are those of the metrics. */
export const PERIOD_COLUMNS: Readonly<Record<SearchPeriod, Readonly<Record<string, string>>>> = {
  ttm: {},
  last_year: OF_STATEMENT,
  last_quarter: OF_STATEMENT,
  forward: {
    statement_currency: "e.revenue_currency",
    revenue: "e.revenue_average",
    ebit: "NULL",
    free_cash_flow: "NULL",
  },
};

/** What the period of a symbol is called, as SQL: null where it is not known which fiscal one it is. */
export const PERIOD_LABELS: Readonly<Record<SearchPeriod, string>> = {
  ttm: "'TTM'",
  last_year: "'FY ' || i.fiscal_year",
  last_quarter: "'Q' || i.fiscal_quarter || ' ' || i.fiscal_year",
  // A fiscal year bears the number of the year it ends in, but for one that ends in the first week of the next.
  forward: "'FY ' || strftime('%Y', e.end_date, '-7 days')",
};

/** Whether anything of the period is known, as SQL. */
export const PERIOD_FOUND: Readonly<Record<SearchPeriod, string>> = {
  ttm: "1",
  last_year: "i.symbol_id IS NOT NULL",
  last_quarter: "i.symbol_id IS NOT NULL",
  forward: "e.symbol_id IS NOT NULL",
};

/**
 * Why a figure of a period that is not the trailing year is null.
 * @param ofTrailing Why the trailing year's is; null if it is known.
 */
export function periodReason(
  period: SearchPeriod,
  column: string,
  isFound: boolean,
  ofTrailing: MetricReason | null,
): MetricReason {
  if (ofTrailing === "not_applicable") return ofTrailing;
  if (period === "forward" && column !== "revenue") return "not_forecast";
  return isFound ? "not_told" : "not_known_then";
}
