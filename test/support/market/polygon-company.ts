import { STATEMENT_KINDS, type StatementKind } from "../../../db/schema/words.ts";
import { STATEMENT_LINES } from "../../../src/market/fundamentals/statement-line.ts";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import type { Companies, Company, ToldPeriod } from "./company.ts";
import { standingOf } from "./company-standing.ts";
import type { Instrument } from "./instrument.ts";
import { listedShares, type PolygonView, symbolOf, tickerOf } from "./polygon-answers.ts";
import { polygonPage, questionOf, requestId } from "./polygon-page.ts";
import { snapshotOf } from "./yahoo-snapshot.ts";

/** What Polygon knows of companies besides. */
export interface PolygonCompanyView extends PolygonView {
  readonly companies: Companies | null;
}

/** One line of a report. */
interface ReportLine {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  readonly order: number;
}

const CIK = "0000320193";
const EXCHANGES: Readonly<Record<string, string>> = { NMS: "XNAS", NYQ: "XNYS", PCX: "ARCX" };
const TIMEFRAMES = { annual: "annual", quarterly: "quarterly", trailing: "ttm" } as const;
const STATEMENTS: Readonly<Record<StatementKind, string>> = {
  income_statement: "income_statement",
  balance_sheet: "balance_sheet",
  cash_flow: "cash_flow_statement",
};

/** What `/v3/reference/tickers/{T}` answers; null for a ticker that Polygon does not have. */
export function polygonDetails(view: PolygonCompanyView, ticker: string) {
  const [instrument] = listedShares(view, [symbolOf(ticker)]);
  if (instrument === undefined) return null;
  const company = view.companies?.find(instrument.symbol) ?? null;
  return {
    results: {
      ticker,
      name: company?.name ?? view.companies?.fund(instrument.symbol)?.name ?? ticker,
      market: "stocks",
      locale: "us",
      primary_exchange: EXCHANGES[instrument.exchange] ?? "XNYS",
      type: instrument.type === "ETF" ? "ETF" : "CS",
      active: true,
      currency_name: instrument.currency.toLowerCase(),
      cik: CIK,
      composite_figi: "BBG000B9XRY4",
      share_class_figi: "BBG001S5N8V8",
      ticker_root: ticker,
      list_date: instrument.firstTrade,
      ...(company === null ? {} : companyDetails(company, instrument, view)),
    },
    status: "OK",
    request_id: requestId(ticker),
  };
}

function companyDetails(company: Company, instrument: Instrument, { now, distortions }: PolygonCompanyView) {
  const snapshot = snapshotOf(instrument, { now, distortions: distortions?.get(instrument.symbol) ?? [] });
  const shares = snapshot === null ? 0 : company.sharesOn(snapshot.today);
  const price = snapshot?.meta.regularMarketPrice ?? 0;
  const day = snapshot?.today ?? instrument.firstTrade;
  return {
    market_cap: standingOf(company, { price, currency: instrument.currency, day }, now).marketCap,
    phone_number: "(408) 555-0101",
    address: {
      address1: "1 MAIN STREET",
      city: company.city.toUpperCase(),
      state: "CA",
      postal_code: "95014",
    },
    description: company.summary,
    sic_code: "3571",
    sic_description: company.industry.toUpperCase(),
    homepage_url: company.website,
    total_employees: company.employees,
    share_class_shares_outstanding: shares,
    weighted_shares_outstanding: shares,
  };
}

/** What `/vX/reference/financials` answers: reports of one company and timeframe, page by page. */
export function polygonFinancials(view: PolygonCompanyView, path: string, asked: URLSearchParams) {
  const question = questionOf(asked);
  const symbol = symbolOf(question.get("ticker") ?? "");
  const company = view.companies?.find(symbol) ?? null;
  const isListed = listedShares(view, [symbol]).length > 0;
  const timeframe = question.get("timeframe");
  const reports =
    company === null || !isListed
      ? []
      : (view.companies?.periodsVisibleAt(symbol, view.now) ?? [])
          .filter(({ frequency }) => timeframe === null || TIMEFRAMES[frequency] === timeframe)
          .map((period) => ({
            ticker: tickerOf(symbol),
            period_of_report_date: period.end,
            report: reportOf(company, period),
          }));
  const page = polygonPage(path, reports, "period_of_report_date", asked);
  return { ...page, results: page.results.map(({ report }) => report), count: page.results.length };
}

function reportOf(company: Company, period: ToldPeriod) {
  const isTrailing = period.frequency === "trailing";
  const filing = `https://api.massive.com/v1/reference/sec/filings/${CIK}-${period.end}`;
  const kinds = STATEMENT_KINDS.filter((kind) => !isTrailing || kind !== "balance_sheet");
  return {
    financials: Object.fromEntries(kinds.map((kind) => [STATEMENTS[kind], linesOf(kind, period)])),
    start_date: period.start,
    end_date: period.end,
    ...(isTrailing ? {} : filedWith(filing, period.filed)),
    cik: CIK,
    company_name: company.name,
    fiscal_period: isTrailing ? "TTM" : period.fiscalQuarter === null ? "FY" : `Q${period.fiscalQuarter}`,
    fiscal_year: isTrailing ? "" : String(period.fiscalYear),
  };
}

function filedWith(filing: string, filed: IsoDate) {
  return {
    filing_date: filed,
    source_filing_url: filing,
    source_filing_file_url: `${filing}/files/report.xml`,
  };
}

function linesOf(kind: StatementKind, { figures, currency }: ToldPeriod): Record<string, ReportLine> {
  return Object.fromEntries(
    Object.entries(STATEMENT_LINES[kind]).flatMap(([column, { polygon }], at) => {
      const [name] = polygon;
      const value = figures[kind][column];
      if (name === undefined || value === undefined) return [];
      const label = name.replaceAll("_", " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
      const unit = column.endsWith("Eps")
        ? `${currency} / shares`
        : column.endsWith("Shares")
          ? "shares"
          : currency;
      return [[name, { label, value, unit, order: (at + 1) * 100 }]];
    }),
  );
}
