import { type Frequency, type InstrumentType, STATEMENT_KINDS } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import {
  type Identity,
  type ProfileGroup,
  type Statement,
  UNTOLD_VALUATION,
  type Valuation,
} from "../fundamentals/field-group.ts";
import { figuresOf } from "../fundamentals/statement-line.ts";
import type { ProfileOutcome, ProfileQuery, StatementQuery } from "./fundamentals-provider.ts";
import type { Patience } from "./gate.ts";
import { groupFaults } from "./group-faults.ts";
import type { ProviderHttp } from "./http.ts";
import { type FrequencyStatements, ListedFundamentals } from "./listed-fundamentals.ts";
import { PolygonClient, tickerOf } from "./polygon-client.ts";
import type { Report, ReportLines, TickerDetails } from "./polygon-json.ts";

const TIMEFRAMES = { annual: "annual", quarterly: "quarterly", trailing: "ttm" } as const satisfies Record<
  Frequency,
  string
>;
/** Its words for what trades like a share. A fund of its own (FUND) is a closed one, which has a price and no day's value. */
const SHARES = new Set(["CS", "ADRC", "OS", "GDR", "NYRS", "PFD", "ADRP", "FUND"]);
const EXCHANGE_TRADED = new Set(["ETF", "ETS", "ETV", "ETN"]);

/** Polygon's facts of tickers, one request each, and the statements that companies have filed, one request a frequency. */
export class PolygonFundamentals extends ListedFundamentals {
  readonly id = "polygon";
  readonly groups: ReadonlySet<ProfileGroup> = new Set(["identity", "valuation"]);
  readonly #client: PolygonClient;

  constructor(http: ProviderHttp, key: string, width: number) {
    super(http, width);
    this.#client = new PolygonClient(http, key);
  }

  protected async profile(
    { symbol, groups }: ProfileQuery,
    asOf: IsoDate,
    patience: Patience,
  ): Promise<ProfileOutcome> {
    const details = await this.#client.details(tickerOf(symbol), patience);
    if ("kind" in details) return groupFaults(groups, this.groups, details);
    const values = valuationOf(details);
    return {
      identity: { kind: "told", asOf, values: identityOf(details) },
      valuation:
        values.marketCap === null && values.sharesOutstanding === null
          ? { kind: "no_data", detail: `no market value of ${symbol}` }
          : { kind: "told", asOf, values },
    };
  }

  protected async ofFrequency(
    { symbol, since }: StatementQuery,
    frequency: Frequency,
    patience: Patience,
  ): Promise<FrequencyStatements> {
    const reports = await this.#client.reports(tickerOf(symbol), TIMEFRAMES[frequency], since, patience);
    if ("kind" in reports) return { statements: [], ended: reports };
    return { statements: reports.flatMap((report) => statementsOf(frequency, report)), ended: null };
  }
}

/** Its industry is the SEC's, which has no sectors; of the country it says nothing. */
function identityOf(details: TickerDetails): Identity {
  const { type = null } = details;
  return {
    name: details.name ?? null,
    sector: null,
    industry: details.sic_description ?? null,
    country: null,
    exchange: details.primary_exchange ?? null,
    website: details.homepage_url ?? null,
    description: details.description ?? null,
    ceo: null,
    employees: details.total_employees ?? null,
    isEtf: type === null ? null : EXCHANGE_TRADED.has(type),
    isFund: type === null ? null : type === "FUND",
    fiscalYearEnd: null,
    type: typeOf(type),
  };
}

function typeOf(type: string | null): InstrumentType | null {
  if (type === null) return null;
  if (SHARES.has(type)) return "EQUITY";
  return EXCHANGE_TRADED.has(type) ? "ETF" : "OTHER";
}

function valuationOf(details: TickerDetails): Valuation {
  const { currency_name: currency } = details;
  return {
    ...UNTOLD_VALUATION,
    currency: currency?.length === 3 ? currency.toUpperCase() : null,
    marketCap: details.market_cap ?? null,
    sharesOutstanding: details.share_class_shares_outstanding ?? null,
  };
}

function statementsOf(frequency: Frequency, report: Report): readonly Statement[] {
  const { income_statement, balance_sheet, cash_flow_statement: cash_flow } = report.financials;
  const told = { income_statement, balance_sheet, cash_flow };
  const [, quarter] = /^Q([1-4])$/.exec(report.fiscal_period ?? "") ?? [];
  return STATEMENT_KINDS.flatMap((kind): Statement | readonly never[] => {
    const lines = told[kind] ?? {};
    const figures = figuresOf(kind, "polygon", (name) => lines[name]?.value ?? null);
    // What a company owns and owes is of a day: there are no twelve months of it.
    const isNone = kind === "balance_sheet" && frequency === "trailing";
    if (isNone || Object.keys(figures).length === 0) return [];
    return {
      kind,
      frequency,
      periodEnd: report.end_date,
      currency: currencyOf(lines),
      fiscalYear: /^\d{4}$/.test(report.fiscal_year ?? "") ? Number(report.fiscal_year) : null,
      fiscalQuarter: quarter === undefined ? null : Number(quarter),
      filingDate: report.filing_date ?? null,
      figures,
    };
  });
}

/** The currency that a statement's amounts are in; per share it is one of two units ("USD / shares"). */
function currencyOf(lines: ReportLines): string | null {
  return Object.values(lines).find(({ unit }) => unit?.length === 3)?.unit ?? null;
}
