import type { Frequency } from "../../../../db/schema/words.ts";
import type { MetricReason } from "../reason.ts";

/** Of which year or quarter revenue, EBIT and free cash flow are told. */
export const SEARCH_PERIODS = ["ttm", "last_year", "last_quarter", "forward"] as const;
export type SearchPeriod = (typeof SEARCH_PERIODS)[number];

/** The newest statement of a frequency that was known on the day, with the cash flow of the same period. */
const statementOf = (frequency: Frequency) => `
  LEFT JOIN income_statement i ON i.symbol_id = s.id AND i.frequency = '${frequency}' AND i.period_end = (
    SELECT max(period_end) FROM income_statement x WHERE x.symbol_id = s.id AND x.frequency = '${frequency}'
      AND coalesce(x.filing_date, x.first_seen_on) <= @date)
  LEFT JOIN cash_flow c ON c.symbol_id = i.symbol_id AND c.frequency = i.frequency AND c.period_end = i.period_end
    AND coalesce(c.filing_date, c.first_seen_on) <= @date`;

/** What is joined to a symbol for a period. */
export const PERIOD_JOINS: Readonly<Record<SearchPeriod, string>> = {
  ttm: "",
  last_year: statementOf("annual"),
  last_quarter: statementOf("quarterly"),
  forward: `
  LEFT JOIN analyst_estimate e ON e.symbol_id = s.id AND e.horizon = 'current_year' AND e.as_of = (
    SELECT max(as_of) FROM analyst_estimate x WHERE x.symbol_id = s.id AND x.horizon = 'current_year' AND x.as_of <= @date)`,
};

const OF_STATEMENT = {
  statement_currency: "i.currency",
  revenue: "i.total_revenue",
  ebit: "i.ebit",
  free_cash_flow: "iif(c.currency IS i.currency, c.operating_cash_flow + c.capital_expenditures, NULL)",
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
