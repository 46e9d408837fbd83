import type { Frequency, InstrumentType, StatementKind } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import {
  type Identity,
  type Statement,
  UNTOLD_VALUATION,
  type Valuation,
} from "../fundamentals/field-group.ts";
import { figuresOf } from "../fundamentals/statement-line.ts";
import type { FmpProfile, FmpStatement } from "./fmp-json.ts";
import type { ProfileOutcome } from "./fundamentals-provider.ts";

/** How the names of funds look that have one price a day. */
const OPEN_FUND = /^[A-Z]{4}X$/;

/** What FMP has no figure for it tells as zero, so of a zero nobody knows whether it is one. */
const toldOf = (value: number | null): number | null => (value === 0 ? null : value);

const currencyOf = (text: string | null): string | null => (text?.length === 3 ? text : null);

/** The groups of a profile. @param asOf The market day of its quote. */
export function profileOf(row: FmpProfile, asOf: IsoDate): ProfileOutcome {
  const { symbol } = row;
  const beta = toldOf(row.beta);
  return {
    identity: { kind: "told", asOf, values: identityOf(row) },
    valuation: { kind: "told", asOf, values: valuationOf(row) },
    beta:
      beta === null
        ? { kind: "no_data", detail: `no beta of ${symbol}` }
        : { kind: "told", asOf, values: { beta, definition: "fmp_unstated" } },
  };
}

function identityOf(row: FmpProfile): Identity {
  const { companyName: name, sector, industry, country, exchange, website, description, ceo } = row;
  const { fullTimeEmployees: employees, isEtf, isFund } = row;
  return {
    name,
    sector,
    industry,
    country,
    exchange,
    website,
    description,
    ceo,
    employees: employees !== null && /^\d+$/.test(employees) ? Number(employees) : null,
    isEtf,
    isFund,
    fiscalYearEnd: null,
    type: typeOf(row),
  };
}

function typeOf({ symbol, isEtf, isFund }: FmpProfile): InstrumentType | null {
  if (isEtf === true) return "ETF";
  // A closed fund is one as well, and trades like a share; those that do not have names of this form.
  if (isFund === true) return OPEN_FUND.test(symbol) ? "MUTUALFUND" : null;
  return isEtf === false && isFund === false ? "EQUITY" : null;
}

function valuationOf({
  currency,
  price,
  marketCap,
  lastDividend,
  range,
  averageVolume,
}: FmpProfile): Valuation {
  const [, low, high] = /^(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)$/.exec(range ?? "") ?? [];
  return {
    ...UNTOLD_VALUATION,
    currency: currencyOf(currency),
    price: price !== null && price > 0 ? price : null,
    marketCap,
    dividendRate: toldOf(lastDividend),
    week52High: high === undefined ? null : Number(high),
    week52Low: low === undefined ? null : Number(low),
    averageVolume: toldOf(averageVolume),
  };
}

/** A statement as far as it is told. */
export function statementOf(kind: StatementKind, frequency: Frequency, row: FmpStatement): Statement {
  const year = row.fiscalYear ?? row.calendarYear ?? "";
  const [, quarter] = /^Q([1-4])$/.exec(row.period ?? "") ?? [];
  return {
    kind,
    frequency,
    periodEnd: row.date,
    currency: currencyOf(row.reportedCurrency),
    fiscalYear: /^\d{4}$/.test(year) ? Number(year) : null,
    fiscalQuarter: quarter === undefined ? null : Number(quarter),
    filingDate: row.filingDate ?? row.fillingDate ?? null,
    figures: figuresOf(kind, "fmp", (name) => {
      const value: unknown = row[name];
      return typeof value === "number" ? toldOf(value) : null;
    }),
  };
}
