import type { IsoDate } from "../../../src/platform/iso-date.ts";
import type { Company, Figures } from "./company.ts";
import { estimatesAt } from "./company-estimates.ts";
import { periodsAt } from "./company-periods.ts";
import { unitsOf } from "./company-terms.ts";
import { rounded } from "./yahoo-snapshot.ts";

/** A share's market as a company is valued by. */
export interface SharePrice {
  readonly price: number;
  readonly currency: string;
  readonly day: IsoDate;
}

/** What a company's figures come to at a price: each as Yahoo tells it, in the currency in which Yahoo tells it. */
export interface Standing {
  readonly shares: number;
  /** In whole units of the trading currency. */
  readonly marketCap: number;
  /** Of the newest twelve months, and of the twelve months a year before; null before there are any. */
  readonly year: Figures["income_statement"] | null;
  readonly yearCash: Figures["cash_flow"] | null;
  readonly balance: Figures["balance_sheet"] | null;
  readonly mostRecentQuarter: IsoDate | null;
  readonly lastFiscalYearEnd: IsoDate | null;
  /** Of the newest quarter on the same quarter a year before, as a fraction; null where either is none or negative. */
  readonly revenueGrowth: number | null;
  readonly earningsGrowth: number | null;
  /** In the trading currency. */
  readonly epsTrailing: number | null;
  readonly epsForward: number | null;
  readonly epsCurrentYear: number | null;
  /** In the reporting currency. */
  readonly bookValue: number | null;
  readonly trailingPE: number | null;
  readonly forwardPE: number | null;
  readonly priceToBook: number | null;
}

/** Ratios as Yahoo tells them have seven digits. */
const PLACES = 6;

/** How a company stands at an instant (ms) and a price. */
export function standingOf(company: Company, at: SharePrice, now: number): Standing {
  const periods = periodsAt(company, now);
  const of = (frequency: string) => periods.filter((period) => period.frequency === frequency);
  const [year, quarter] = [of("trailing").at(-1), of("quarterly").at(-1)];
  const shares = company.sharesOn(at.day);
  const estimates = estimatesAt(company, now);
  const price = at.price / unitsOf(at.currency);
  const traded = (amount: number | undefined): number | null =>
    amount === undefined ? null : rounded(amount * company.rate, 5);
  const income = year?.figures.income_statement;
  const epsTrailing =
    income?.netIncome === undefined ? null : rounded((income.netIncome / shares) * company.rate, 2);
  const epsForward = traded(estimates.find(({ horizon }) => horizon === "+1y")?.eps.average);
  const balance = quarter?.figures.balance_sheet ?? null;
  const equity = balance?.totalStockholdersEquity;
  const bookValue = equity === undefined ? null : rounded(equity / shares, 3);
  const growthOf = (column: string): number | null => {
    const newest = of("quarterly").map((each) => each.figures.income_statement[column] ?? 0);
    const [before, last] = [newest.at(-5), newest.at(-1)];
    if (before === undefined || last === undefined || before <= 0 || last <= 0) return null;
    return rounded(last / before - 1, 3);
  };
  const ratio = (to: number | null): number | null =>
    to === null || to <= 0 ? null : rounded(price / to, PLACES);
  return {
    shares,
    marketCap: Math.round(price * shares),
    year: income ?? null,
    yearCash: year?.figures.cash_flow ?? null,
    balance,
    mostRecentQuarter: quarter?.end ?? null,
    lastFiscalYearEnd: of("annual").at(-1)?.end ?? null,
    revenueGrowth: growthOf("totalRevenue"),
    earningsGrowth: growthOf("netIncome"),
    epsTrailing,
    epsForward,
    epsCurrentYear: traded(estimates.find(({ horizon }) => horizon === "0y")?.eps.average),
    bookValue,
    trailingPE: ratio(epsTrailing),
    forwardPE: ratio(epsForward),
    // Yahoo divides a price in pence by a book value in pounds.
    priceToBook: bookValue === null || bookValue <= 0 ? null : rounded(at.price / bookValue, PLACES),
  };
}
