import type { IsoDate } from "../../platform/iso-date.ts";
import { wholeCurrency } from "../exchange-rate.ts";
import type { GroupRow } from "../fundamentals/told-rows.ts";
import { type Figure, figureOf, type MetricReason, ratioOf } from "./reason.ts";
import type { KnownStatements } from "./statement-history.ts";
import { type FiscalFigures, newestBalance, trailingYear } from "./trailing-year.ts";

/** What is known of a symbol's worth at a session. */
export interface WorthSource {
  readonly session: IsoDate;
  /** The vendor's quote by column, or why there is none. */
  readonly quote: GroupRow | MetricReason;
  /** Whether it is a coin: it has a market value, and nothing else that a quote tells. */
  readonly isCoin: boolean;
  /** Null of what has none. */
  readonly statements: KnownStatements | null;
  /** In which the symbol trades; null if nobody has told. */
  readonly currency: string | null;
  /** Units of the one whole currency for a unit of the other at the session; null if no rate is stored. */
  readonly rate: (from: string, to: string) => number | null;
}

/** What a company costs, in whole units of `currency`, and earns in a year, in those of `statementCurrency`. */
export interface Worth {
  readonly currency: string | null;
  readonly marketCap: Figure;
  readonly enterpriseValue: Figure;
  readonly trailingPe: Figure;
  readonly forwardPe: Figure;
  readonly priceToSales: Figure;
  readonly priceToBook: Figure;
  readonly evToEbitda: Figure;
  readonly freeCashFlowYield: Figure;
  readonly dividendYield: Figure;
  readonly statementCurrency: string | null;
  readonly revenue: Figure;
  readonly ebit: Figure;
  readonly freeCashFlow: Figure;
}

type Dated = FiscalFigures | MetricReason;

const lineOf =
  (period: Dated) =>
  (line: Parameters<FiscalFigures["line"]>[0]): Figure =>
    typeof period === "string" ? period : period.line(line);

const plus = (...values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * A company's worth at a session, from what was known of it then. Enterprise value is market value, total debt, preferred
 * stock and minorities, less cash and short-term investments; of preferred stock, minorities and short-term investments a balance
 * sheet that names none has none. Ratios keep their sign, and are unknown where the two sides' currencies differ and no rate is stored.
 */
export function worthOf({ session, quote, isCoin, statements, currency: traded, rate }: WorthSource): Worth {
  const quoted = typeof quote === "string" ? null : (quote.currency as string | null);
  const named = quoted ?? traded;
  const currency = named === null ? null : wholeCurrency(named);
  const told = (column: string): Figure => {
    if (isCoin && column !== "marketCap") return "not_applicable";
    return typeof quote === "string" ? quote : ((quote[column] as number | null | undefined) ?? "not_told");
  };
  const of = (pick: (known: KnownStatements) => Dated): Dated =>
    statements === null ? "not_applicable" : pick(statements);
  const income = of((known) => trailingYear(known.income_statement, session));
  const cash = of((known) => trailingYear(known.cash_flow, session));
  const balance = of((known) => newestBalance(known.balance_sheet, session));
  /** An amount of a statement in the currency of the market value. */
  const exchanged = (amount: Figure, period: Dated): Figure => {
    if (typeof amount === "string" || typeof period === "string") return amount;
    if (period.currency === null || currency === null) return "unknown_currency";
    const own = wholeCurrency(period.currency);
    if (own === currency) return amount;
    const price = rate(own, currency);
    return price === null ? "no_fx_rate" : amount * price;
  };
  const marketCap = told("marketCap");
  const revenue = lineOf(income)("totalRevenue");
  const freeCashFlow = figureOf(
    [lineOf(cash)("operatingCashFlow"), lineOf(cash)("capitalExpenditures")],
    plus,
  );
  const claims = exchanged(claimsOf(balance), balance);
  const enterpriseValue = figureOf([marketCap, claims], plus);
  return {
    currency,
    marketCap,
    enterpriseValue,
    trailingPe: told("trailingPe"),
    forwardPe: told("forwardPe"),
    priceToSales: ratioOf(marketCap, exchanged(revenue, income)),
    priceToBook: ratioOf(marketCap, exchanged(lineOf(balance)("totalStockholdersEquity"), balance)),
    evToEbitda: ratioOf(enterpriseValue, exchanged(lineOf(income)("ebitda"), income)),
    freeCashFlowYield: ratioOf(exchanged(freeCashFlow, cash), marketCap),
    dividendYield: told("dividendYield"),
    ...flowsOf(income, cash, { revenue, ebit: lineOf(income)("ebit"), freeCashFlow }),
  };
}

/** What others than the shareholders have a claim to, less the cash. */
function claimsOf(balance: Dated): Figure {
  if (typeof balance === "string") return balance;
  const { line } = balance;
  const or = (figure: Figure, other: Figure): Figure => (typeof figure === "string" ? other : figure);
  const debt = or(line("totalDebt"), figureOf([line("shortTermDebt"), line("longTermDebt")], plus));
  const cash = or(
    line("cashAndShortTermInvestments"),
    figureOf([line("cashAndCashEquivalents"), or(line("shortTermInvestments"), 0)], plus),
  );
  if (typeof debt === "string") return "no_debt_told";
  if (typeof cash === "string") return "no_cash_told";
  const [preferred, minorities] = [or(line("preferredStock"), 0), or(line("minorityInterest"), 0)];
  return figureOf([debt, preferred, minorities], (...values) => plus(...values) - cash);
}

/** A year's flows under one currency: that of the income statement, or of the cash flow where there is no other. */
function flowsOf(
  income: Dated,
  cash: Dated,
  { revenue, ebit, freeCashFlow }: Pick<Worth, "revenue" | "ebit" | "freeCashFlow">,
): Pick<Worth, "statementCurrency" | "revenue" | "ebit" | "freeCashFlow"> {
  const [own, other] = [income, cash].map((each) => (typeof each === "string" ? null : each.currency));
  const statementCurrency = own ?? other ?? null;
  const isMixed = typeof freeCashFlow === "number" && other !== statementCurrency;
  return { statementCurrency, revenue, ebit, freeCashFlow: isMixed ? "currencies_differ" : freeCashFlow };
}
