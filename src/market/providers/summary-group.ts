import type { Horizon } from "../../../db/schema/words.ts";
import { fromEpochDay, type IsoDate, tryIsoDate } from "../../platform/iso-date.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import type {
  AnalystEstimate,
  AnalystTargets,
  CompanyRatios,
  EarningsDates,
  Identity,
  SectorWeight,
  VendorBeta,
} from "../fundamentals/field-group.ts";
import { instrumentType } from "./instrument-type.ts";
import type { SummaryReading } from "./summary-reading.ts";

const SECOND_MS = 1_000;
const DAY_SECONDS = 86_400;
/** Yahoo's names of the periods that are estimated. */
const HORIZON: Readonly<Record<string, Horizon>> = {
  "0q": "current_quarter",
  "+1q": "next_quarter",
  "0y": "current_year",
  "+1y": "next_year",
};
/** How Yahoo writes the sectors of funds, and how those of shares. */
const SECTORS: Readonly<Record<string, string>> = {
  realestate: "Real Estate",
  consumer_cyclical: "Consumer Cyclical",
  basic_materials: "Basic Materials",
  consumer_defensive: "Consumer Defensive",
  technology: "Technology",
  communication_services: "Communication Services",
  financial_services: "Financial Services",
  utilities: "Utilities",
  industrials: "Industrials",
  energy: "Energy",
  healthcare: "Healthcare",
};
/** A fund on credit has more in sectors than it is worth, and none has twice that. Of one that is told in part half is there. */
const [LEAST_TOTAL, MOST_WEIGHT] = [0.5, 2] as const;
const CHIEF = /\bCEO\b|chief executive/i;

const isSet = (value: unknown) => value !== null;
/** Values of which at least one is there; else null. */
const unlessEmpty = <V extends object>(values: V): V | null =>
  Object.values(values).some(isSet) ? values : null;

/** Who or what a symbol is; null where nothing tells. */
export function identityOf(reading: SummaryReading): Identity | null {
  const about = reading.get("assetProfile");
  const kind = reading.get("quoteType");
  const statistics = reading.get("defaultKeyStatistics");
  const type = instrumentType(kind?.quoteType ?? null);
  return unlessEmpty({
    name: kind?.longName ?? about?.name ?? kind?.shortName ?? null,
    sector: about?.sector ?? null,
    industry: about?.industry ?? null,
    country: about?.country ?? null,
    exchange: kind?.exchange ?? null,
    website: about?.website ?? null,
    description: about?.longBusinessSummary ?? about?.description ?? null,
    ceo: about?.companyOfficers.find(({ title }) => CHIEF.test(title ?? ""))?.name ?? null,
    employees: about?.fullTimeEmployees ?? null,
    isEtf: type === null ? null : type === "ETF",
    isFund: type === null ? null : type === "ETF" || type === "MUTUALFUND",
    fiscalYearEnd: monthAndDay(statistics?.lastFiscalYearEnd ?? null),
    type,
  });
}

function monthAndDay(seconds: number | null): string | null {
  return seconds === null ? null : fromEpochDay(Math.floor(seconds / DAY_SECONDS)).slice("YYYY-".length);
}

/** Yahoo's beta of a share is of five years' months, that of a fund of three years'. */
export function betaOf(reading: SummaryReading): VendorBeta | null {
  const ofShare = reading.get("summaryDetail")?.beta ?? null;
  if (ofShare !== null) return { beta: ofShare, definition: "yahoo_5y_monthly" };
  const ofFund = reading.get("defaultKeyStatistics")?.beta3Year ?? null;
  return ofFund === null ? null : { beta: ofFund, definition: "yahoo_3y_monthly" };
}

/** How a company earns; null where nothing tells. */
export function ratiosOf(reading: SummaryReading): CompanyRatios | null {
  const told = reading.get("financialData");
  const statistics = reading.get("defaultKeyStatistics");
  if (told === null) return null;
  const { financialCurrency: currency } = told;
  return unlessEmpty({
    currency: currency?.length === 3 ? currency : null,
    grossMargin: told.grossMargins,
    operatingMargin: told.operatingMargins,
    ebitdaMargin: told.ebitdaMargins,
    profitMargin: told.profitMargins,
    returnOnAssets: told.returnOnAssets,
    returnOnEquity: told.returnOnEquity,
    revenueGrowth: told.revenueGrowth,
    earningsGrowth: told.earningsGrowth,
    earningsQuarterlyGrowth: statistics?.earningsQuarterlyGrowth ?? null,
    totalRevenue: told.totalRevenue,
  });
}

/** What analysts think a share is worth; null where none does. */
export function targetsOf(reading: SummaryReading): AnalystTargets | null {
  const told = reading.get("financialData");
  if (told === null) return null;
  const key = told.recommendationKey;
  return unlessEmpty({
    targetMean: told.targetMeanPrice,
    targetMedian: told.targetMedianPrice,
    targetHigh: told.targetHighPrice,
    targetLow: told.targetLowPrice,
    opinions: told.numberOfAnalystOpinions,
    recommendationMean: told.recommendationMean,
    // What Yahoo writes where nobody has an opinion.
    recommendationKey: key === "none" ? null : key,
  });
}

/** What analysts expect of the periods that are estimated; null where none does. */
export function estimatesOf(reading: SummaryReading): readonly AnalystEstimate[] | null {
  const estimates = (reading.get("earningsTrend")?.trend ?? []).flatMap((each): AnalystEstimate[] => {
    const horizon = HORIZON[each.period];
    if (horizon === undefined) return [];
    const { earningsEstimate: eps, revenueEstimate: revenue } = each;
    const values = {
      epsAverage: eps.avg,
      epsLow: eps.low,
      epsHigh: eps.high,
      epsYearAgo: eps.yearAgoEps,
      epsGrowth: eps.growth,
      revenueAverage: revenue.avg,
      revenueLow: revenue.low,
      revenueHigh: revenue.high,
      revenueYearAgo: revenue.yearAgoRevenue,
      revenueGrowth: revenue.growth,
    };
    if (unlessEmpty(values) === null) return [];
    const head = { horizon, endDate: each.endDate === null ? null : tryIsoDate(each.endDate) };
    const analysts = { epsAnalysts: eps.numberOfAnalysts, revenueAnalysts: revenue.numberOfAnalysts };
    const currencies = { epsCurrency: eps.earningsCurrency, revenueCurrency: revenue.revenueCurrency };
    return [{ ...head, ...currencies, ...analysts, ...values }];
  });
  return estimates.length === 0 ? null : estimates;
}

/** When earnings are next, or were last, with what is expected of them; null where nothing tells. */
export function earningsDatesOf(reading: SummaryReading, today: IsoDate): EarningsDates | null {
  const told = reading.get("calendarEvents")?.earnings ?? null;
  if (told === null) return null;
  const days = told.earningsDate.map((seconds) => fromEpochDay(newYorkDayAt(seconds * SECOND_MS))).sort();
  const [from, through] = [days[0] ?? null, days.at(-1) ?? null];
  const isToCome = through !== null && through > today;
  return unlessEmpty({
    lastDate: isToCome ? null : from,
    nextFrom: isToCome ? from : null,
    nextThrough: isToCome ? through : null,
    isExpected: isToCome ? (told.isEarningsDateEstimate ?? null) : null,
    epsAverage: told.earningsAverage,
    epsLow: told.earningsLow,
    epsHigh: told.earningsHigh,
    revenueAverage: told.revenueAverage,
    revenueLow: told.revenueLow,
    revenueHigh: told.revenueHigh,
  });
}

/** A fund without shares has a weight of nothing in every sector: it has none. What cannot be the whole of a fund is refused. */
export function sectorWeightsOf(reading: SummaryReading): readonly SectorWeight[] | null {
  const told = (reading.get("topHoldings")?.sectorWeightings ?? []).flatMap((each) => Object.entries(each));
  const weights = told.flatMap(([key, weight]) =>
    weight === null ? [] : [{ sector: SECTORS[key] ?? null, weight }],
  );
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  if (weights.every(({ weight }) => weight === 0)) return null;
  const isFund = total >= LEAST_TOTAL && total <= MOST_WEIGHT;
  const isKnown = weights.every(({ sector, weight }) => sector !== null && Math.abs(weight) <= MOST_WEIGHT);
  if (isFund && isKnown) return weights as readonly SectorWeight[];
  reading.refuse("topHoldings", "sectorWeightings: not the sectors of a fund");
  return null;
}
