import { STATEMENT_KINDS, type StatementKind } from "../../../db/schema/words.ts";
import { STATEMENT_LINES } from "../../../src/market/fundamentals/statement-line.ts";
import type { Companies, Company } from "./company.ts";
import { standingOf } from "./company-standing.ts";
import { type FmpView, fmpListing } from "./fmp-answers.ts";
import { rounded, type Snapshot, snapshotOf } from "./yahoo-snapshot.ts";

/** What FMP knows of companies besides. */
export interface FmpCompanyView extends FmpView {
  readonly companies: Companies | null;
}

const PATHS: Readonly<Record<StatementKind, string>> = {
  income_statement: "income-statement",
  balance_sheet: "balance-sheet-statement",
  cash_flow: "cash-flow-statement",
};
const COUNTRIES: Readonly<Record<string, string>> = { "United States": "US", Germany: "DE" };
const DEFAULT_LIMIT = 5;

/** What `/stable/profile` answers: one profile, or none. */
export function fmpProfile(view: FmpCompanyView, symbol: string) {
  const instrument = fmpListing(view, symbol);
  const snapshot = snapshotOf(instrument, { now: view.now, distortions: view.distortions.get(symbol) ?? [] });
  if (instrument === null || snapshot === null) return [];
  const { companies, now } = view;
  const company = companies?.find(symbol) ?? null;
  const fund = companies?.fund(symbol) ?? null;
  const { type, exchange } = instrument;
  return [
    {
      symbol,
      ...pricesOf(snapshot, company, now),
      beta: company?.beta ?? fund?.beta3Year ?? null,
      companyName: company?.name ?? fund?.name ?? symbol,
      currency: instrument.currency,
      cik: "0000320193",
      isin: `US${symbol}`,
      cusip: symbol,
      exchangeFullName: snapshot.meta.fullExchangeName,
      exchange: exchange === "NMS" ? "NASDAQ" : exchange === "NYQ" ? "NYSE" : "AMEX",
      industry: company?.industry ?? "",
      website: company?.website ?? "",
      description: company?.summary ?? "",
      ceo: company?.chief ?? "",
      sector: company?.sector ?? "",
      country: COUNTRIES[company?.country ?? "United States"] ?? "US",
      fullTimeEmployees: company === null ? null : String(company.employees),
      phone: "(408) 555-0101",
      address: "1 Main Street",
      city: company?.city ?? "",
      state: "CA",
      zip: "95014",
      image: `https://images.financialmodelingprep.com/symbol/${symbol}.png`,
      ipoDate: instrument.firstTrade,
      defaultImage: false,
      isEtf: type === "ETF",
      isActivelyTrading: true,
      isAdr: false,
      isFund: type === "MUTUALFUND",
    },
  ];
}

function pricesOf(
  { meta, previousClose, paid, today, averageVolume3Month }: Snapshot,
  company: Company | null,
  now: number,
) {
  const { regularMarketPrice: price, currency } = meta;
  return {
    price,
    marketCap: company === null ? 0 : standingOf(company, { price, currency, day: today }, now).marketCap,
    lastDividend: paid,
    range: `${meta.fiftyTwoWeekLow}-${meta.fiftyTwoWeekHigh}`,
    change: rounded(price - previousClose, 2),
    changePercentage: rounded((price / previousClose - 1) * 100, 4),
    volume: meta.regularMarketVolume,
    averageVolume: averageVolume3Month,
  };
}

/** What a statement's path answers: periods of years or quarters, the newest first. What is not told is zero. */
export function fmpStatements(view: FmpCompanyView, symbol: string, path: string, asked: URLSearchParams) {
  const kind = STATEMENT_KINDS.find((each) => path.endsWith(PATHS[each]));
  const { companies, now } = view;
  if (kind === undefined || companies === null || fmpListing(view, symbol) === null) return [];
  const frequency = asked.get("period") === "quarter" ? "quarterly" : "annual";
  const limit = Number(asked.get("limit") ?? DEFAULT_LIMIT);
  const periods = companies.periodsVisibleAt(symbol, now).filter((each) => each.frequency === frequency);
  return periods
    .reverse()
    .slice(0, limit)
    .map((period) => ({
      date: period.end,
      symbol,
      reportedCurrency: period.currency,
      cik: "0000320193",
      filingDate: period.filed,
      acceptedDate: `${period.filed} 06:01:36`,
      fiscalYear: String(period.fiscalYear),
      period: period.fiscalQuarter === null ? "FY" : `Q${period.fiscalQuarter}`,
      ...linesOf(kind, period.figures[kind]),
    }));
}

function linesOf(kind: StatementKind, figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(STATEMENT_LINES[kind]).flatMap(([column, { fmp }]) =>
      fmp.slice(0, 1).map((name) => [name, figures[column] ?? 0]),
    ),
  );
}
