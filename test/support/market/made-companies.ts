import { addDays, type IsoDate } from "../../../src/platform/iso-date.ts";
import { chance, seedOf } from "./chance.ts";
import type { Companies, Company, EarningsDay, Fund } from "./company.ts";
import { type Means, OPTIONAL_COLUMNS } from "./company-figures.ts";
import { periodsAt } from "./company-periods.ts";
import { fiscalQuarters, madeQuarters } from "./company-quarters.ts";
import { BUSINESSES, homeOf, unitsOf } from "./company-terms.ts";
import { type Instrument, type Market, shareRatio } from "./instrument.ts";

/** What companies are made of. */
export interface MadeCompaniesOptions {
  readonly seed: number;
  /** So many of the market's shares, in its order, are companies; of the others nobody knows more than their prices. All unless said. */
  readonly count?: number;
  /** The first quarters' end; five years before the first night for full statements. */
  readonly from: IsoDate;
  /** The last day on which anybody asks; analysts look farther. */
  readonly to: IsoDate;
}

/** Estimates of the next fiscal year need so many days more. */
const OUTLOOK_DAYS = 900;
const MORNING = 8 * 60;
const EVENING = 16 * 60 + 30;
const YEAR_END_MONTHS = [12, 12, 12, 12, 9, 6, 1, 3];
const CHIEFS = ["Ms. Ada Quill", "Mr. Bruno Vance", "Ms. Clara Whitfield", "Mr. Dev Okafor"];

/**
 * Companies and funds that the seed decides, one for each share and fund of a market; a symbol's do not depend on which
 * others there are. They are made when asked for.
 * @example madeCompanies(market, { seed: 1, from: isoDate("2020-12-31"), to: isoDate("2026-05-29") })
 */
export function madeCompanies(market: Market, options: MadeCompaniesOptions): Companies {
  const { seed, count = Number.POSITIVE_INFINITY } = options;
  const made = new Map<string, Company | Fund | null>();
  let known: ReadonlySet<string> | null = null;
  const isKnown = (symbol: string) => {
    const ofType = (each: string) => market.find(each)?.type === "EQUITY";
    known ??= new Set(market.symbols.filter(ofType).slice(0, count));
    return known.has(symbol);
  };
  const make = (symbol: string): Company | Fund | null => {
    const instrument = market.find(symbol);
    const next = chance(seedOf(seed, `company ${symbol}`));
    if (instrument?.type === "ETF" || instrument?.type === "MUTUALFUND") return madeFund(symbol, next);
    if (instrument?.type !== "EQUITY" || !isKnown(symbol)) return null;
    return madeCompany(instrument, options, next);
  };
  const of = (symbol: string): Company | Fund | null => {
    const found = made.has(symbol) ? made.get(symbol) : make(symbol);
    made.set(symbol, found ?? null);
    return found ?? null;
  };
  const find = (symbol: string): Company | null => {
    const found = of(symbol);
    return found !== null && "quarters" in found ? found : null;
  };
  const fund = (symbol: string): Fund | null => {
    const found = of(symbol);
    return found !== null && "sectorWeights" in found ? found : null;
  };
  return {
    find,
    fund,
    periodsVisibleAt: (symbol, instant) => {
      const company = find(symbol);
      return company === null ? [] : periodsAt(company, instant);
    },
    earningsDaysUpTo: (day) =>
      market.symbols
        .flatMap((symbol): EarningsDay[] =>
          (find(symbol)?.quarters ?? [])
            .filter((quarter) => quarter.announced <= day)
            .map((quarter) => ({ symbol, day: quarter.announced, periodEnd: quarter.end })),
        )
        .sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1)),
  };
}

function madeCompany(instrument: Instrument, options: MadeCompaniesOptions, next: () => number): Company {
  const { symbol } = instrument;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const business = pick(BUSINESSES);
  const home = homeOf(instrument, next);
  const fiscalYearEndMonth = pick(YEAR_END_MONTHS);
  const shares = Math.round(10 ** (7.5 + next() * 2));
  const { splits, firstTrade } = instrument;
  const sharesOn = (day: IsoDate): number => {
    const ratio = shareRatio(splits, firstTrade, day);
    return Math.round((shares * ratio.new) / ratio.old);
  };
  const means = madeMeans(instrument, shares / home.rate, business, next);
  const habits = {
    fiscalYearEndMonth,
    lag: 12 + Math.floor(next() ** 2 * 66),
    announcesAt: next() < 0.4 ? MORNING : EVENING,
    notice: 12 + Math.floor(next() * 18),
  };
  const fiscal = fiscalQuarters(fiscalYearEndMonth, options.from, addDays(options.to, OUTLOOK_DAYS));
  const name = `${symbol} Incorporated`;
  return {
    symbol,
    name,
    sector: business.sector,
    industry: business.industry,
    country: home.country,
    city: home.city,
    website: `https://www.${symbol.toLowerCase().replace(/[^a-z0-9]/g, "")}.example`,
    summary: `${name} is in the business of ${business.industry.toLowerCase()}. It is headquartered in ${home.city}.`,
    chief: pick(CHIEFS),
    employees: Math.round(10 ** (2 + next() * 3)),
    reportingCurrency: home.currency,
    rate: home.rate,
    fiscalYearEndMonth,
    beta: Math.round((0.4 + next() * 1.5) * 1000) / 1000,
    quietDays: Math.floor(next() * 7),
    upside: 0.95 + next() * 0.3,
    analysts: 1 + Math.floor(next() * 35),
    quarters: madeQuarters(fiscal, habits, means, sharesOn, next),
    sharesOn,
  };
}

/** Revenue such that the first price is some twenty times what a year earns; an eighth of all companies earn nothing. */
function madeMeans(
  instrument: Instrument,
  sharesInCurrency: number,
  business: Means["business"],
  next: () => number,
): Means {
  const [first] = instrument.bars.values();
  const value = ((first?.close ?? 50) / unitsOf(instrument.currency)) * sharesInCurrency;
  const isLosing = next() < 1 / 8;
  const margin = business.grossMargin - business.research;
  const debt = next() < 0.25 ? 0 : 0.2 + next();
  const payout = instrument.dividends.length > 0 ? 0.02 : 0;
  return {
    business,
    revenue: Math.max(1e7, value / (15 + next() * 15) / 4 / (margin * 0.4)),
    growth: (next() - 0.3) * 0.04,
    selling: margin * (isLosing ? 1.2 : 0.45),
    debt,
    payout,
    untold: new Set(OPTIONAL_COLUMNS.filter(() => next() < 0.2)),
  };
}

function madeFund(symbol: string, next: () => number): Fund {
  const keys = [...new Set(BUSINESSES.map((business) => business.key))];
  const parts = keys.map(() => Math.round(next() * 100));
  const sum = parts.reduce((total, part) => total + part, 0);
  const weights = parts.map((part) => Math.round((part / sum) * 1e4) / 1e4);
  const rest = weights.slice(1).reduce((left, weight) => left - weight, 1);
  weights[0] = Math.round(rest * 1e4) / 1e4;
  return {
    symbol,
    name: `${symbol} Fund`,
    family: "Nightly Funds",
    expenseRatio: Math.round(next() * 60) / 1e4,
    beta3Year: Math.round((0.8 + next() * 0.4) * 100) / 100,
    sectorWeights: Object.fromEntries(keys.map((key, at) => [key, weights[at] ?? 0])),
  };
}
