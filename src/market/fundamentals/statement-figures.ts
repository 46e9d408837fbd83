import type { StatementRow } from "./statement-rows.ts";

/** Why a figure that is computed from a period's statements is not known. */
export type FigureReason =
  /** A line that it is computed from was not told. */
  | "not_told"
  /** It would be divided by nothing. */
  | "zero_denominator"
  /** The company owes more than it owns. */
  | "negative_equity"
  /** The statements are in different currencies. */
  | "currencies_differ";

/** A figure that is computed from a period's statements. */
export type ComputedFigure =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: FigureReason };

/** The statements of one period; null where one is not stored. */
export interface PeriodStatements {
  readonly income_statement: StatementRow | null;
  readonly balance_sheet: StatementRow | null;
  readonly cash_flow: StatementRow | null;
}

const unknown = (reason: FigureReason): ComputedFigure => ({ value: null, reason });

function line(row: StatementRow | null, column: string): number | null {
  const value = row?.[column] ?? null;
  return typeof value === "number" ? value : null;
}

/** A sum of lines, each with its sign; unknown if any of them is. */
function sum(...terms: readonly (number | null)[]): ComputedFigure {
  let total = 0;
  for (const term of terms) {
    if (term === null) return unknown("not_told");
    total += term;
  }
  return { value: total, reason: null };
}

const minus = (value: number | null): number | null => (value === null ? null : -value);

function ratio(numerator: number | null, denominator: number | null): ComputedFigure {
  if (numerator === null || denominator === null) return unknown("not_told");
  return denominator === 0 ? unknown("zero_denominator") : { value: numerator / denominator, reason: null };
}

/** Free cash flow: what operations bring, less what is spent on property (told as a negative amount). */
export function freeCashFlow(cash: StatementRow | null): ComputedFigure {
  return sum(line(cash, "operatingCashFlow"), line(cash, "capitalExpenditures"));
}

/**
 * The figures that follow from a period's statements, unrounded: margins and shares as fractions, amounts in the statements'
 * currency. Computed when they are read, so that a restatement leaves none behind.
 */
export function computedFigures({
  income_statement: income,
  balance_sheet: balance,
  cash_flow: cash,
}: PeriodStatements): Readonly<Record<string, ComputedFigure>> {
  const revenue = line(income, "totalRevenue");
  const [assets, current, owed] = ["totalAssets", "currentAssets", "currentLiabilities"].map((column) =>
    line(balance, column),
  ) as [number | null, number | null, number | null];
  const [debt, equity] = [line(balance, "totalDebt"), line(balance, "totalStockholdersEquity")];
  const [atHand, cashOnly] = [
    line(balance, "cashAndShortTermInvestments"),
    line(balance, "cashAndCashEquivalents"),
  ];
  const flow = freeCashFlow(cash);
  const isMixed = income !== null && cash !== null && income.currency !== cash.currency;
  const quick = sum(current, minus(line(balance, "inventory")));
  return {
    gross_margin: ratio(line(income, "grossProfit"), revenue),
    operating_margin: ratio(line(income, "operatingIncome"), revenue),
    net_margin: ratio(line(income, "netIncome"), revenue),
    tax_rate: ratio(line(income, "taxProvision"), line(income, "pretaxIncome")),
    working_capital: sum(current, minus(owed)),
    net_debt: sum(debt, minus(cashOnly)),
    current_ratio: ratio(current, owed),
    quick_ratio: ratio(quick.value, owed),
    cash_ratio: ratio(atHand, owed),
    debt_to_equity: equity !== null && equity <= 0 ? unknown("negative_equity") : ratio(debt, equity),
    debt_to_assets: ratio(debt, assets),
    equity_to_assets: ratio(equity, assets),
    book_value_per_share: ratio(equity, line(balance, "ordinaryShares")),
    free_cash_flow: flow,
    free_cash_flow_margin: isMixed ? unknown("currencies_differ") : ratio(flow.value, revenue),
  };
}
