import { newYorkInstant } from "../../../src/market/calendar/new-york.ts";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import type { Company, Quarter } from "./company.ts";
import { type Estimate, estimatesAt } from "./company-estimates.ts";
import { standingOf } from "./company-standing.ts";
import { earningsOutlook } from "./earnings-outlook.ts";
import { fractionFigure, shareFigure, wholeFigure } from "./yahoo-figure.ts";
import { dayStamp, payDay, rounded, type Snapshot } from "./yahoo-snapshot.ts";

const MORNING = 8 * 60;
const BORN = 1961;

const keyOf = (words: string): string => words.toLowerCase().replace(/[^a-z]+/g, "-");

/** Who a company is; `summaryProfile` is the same without officers and risks. */
export function companyProfile(company: Company) {
  const { city, country, website, sector, industry, summary, employees } = company;
  return {
    address1: "1 Main Street",
    city,
    state: "CA",
    zip: "95014",
    country,
    phone: "(408) 555-0101",
    website,
    industry,
    industryKey: keyOf(industry),
    industryDisp: industry,
    sector,
    sectorKey: keyOf(sector),
    sectorDisp: sector,
    longBusinessSummary: summary,
    fullTimeEmployees: employees,
    companyOfficers: [],
    irWebsite: `${website}/investors`,
    executiveTeam: [],
    maxAge: 86_400,
  };
}

/** Who a company is, and who runs it. */
export function assetProfile(company: Company, today: IsoDate) {
  const year = Number(today.slice(0, 4));
  const officer = (name: string, title: string) => ({
    maxAge: 1,
    name,
    age: year - BORN,
    title,
    yearBorn: BORN,
    fiscalYear: year - 1,
    totalPay: wholeFigure(1_500_000),
    exercisedValue: wholeFigure(0),
    unexercisedValue: wholeFigure(0),
  });
  return {
    ...companyProfile(company),
    companyOfficers: [
      officer("Mr. Ed Marlow", "Chief Operating Officer"),
      officer(company.chief, "CEO & Director"),
    ],
    auditRisk: 3,
    boardRisk: 1,
    compensationRisk: 3,
    shareHolderRightsRisk: 1,
    overallRisk: 1,
    governanceEpochDate: dayStamp(today),
    compensationAsOfEpochDate: dayStamp(today),
  };
}

/** What a company earns, and what analysts think its share is worth: ratios of the newest twelve months as fractions. */
export function financialData(company: Company, { meta, today }: Snapshot, now: number) {
  const { regularMarketPrice: price, currency } = meta;
  const standing = standingOf(company, { price, currency, day: today }, now);
  const { year, yearCash, balance, shares } = standing;
  const target = rounded(price * company.upside, 2);
  const analysed = {
    maxAge: 86_400,
    currentPrice: price,
    targetHighPrice: rounded(target * 1.25, 2),
    targetLowPrice: rounded(target * 0.75, 2),
    targetMeanPrice: target,
    targetMedianPrice: rounded(target * 1.01, 2),
    recommendationMean: rounded(3.4 - company.upside, 5),
    recommendationKey: company.upside > 1.1 ? "buy" : "hold",
    numberOfAnalystOpinions: company.analysts,
    financialCurrency: company.reportingCurrency,
  };
  if (year === null || yearCash === null || balance === null) return analysed;
  const of = (figures: Readonly<Record<string, number>>) => (column: string) => figures[column] ?? 0;
  const [earned, owned, paid] = [of(year), of(balance), of(yearCash)];
  const revenue = earned("totalRevenue");
  const margin = (column: string) => rounded(earned(column) / revenue, 5);
  const cash = owned("cashAndShortTermInvestments");
  const { revenueGrowth, earningsGrowth } = standing;
  return {
    ...analysed,
    totalCash: cash,
    totalCashPerShare: rounded(cash / shares, 3),
    ebitda: earned("ebitda"),
    totalDebt: owned("totalDebt"),
    quickRatio: rounded((cash + owned("accountsReceivable")) / owned("currentLiabilities"), 3),
    currentRatio: rounded(owned("currentAssets") / owned("currentLiabilities"), 3),
    totalRevenue: revenue,
    debtToEquity: rounded((owned("totalDebt") / owned("totalStockholdersEquity")) * 100, 3),
    revenuePerShare: rounded(revenue / shares, 3),
    returnOnAssets: rounded(earned("netIncome") / owned("totalAssets"), 5),
    returnOnEquity: rounded(earned("netIncome") / owned("totalStockholdersEquity"), 5),
    grossProfits: earned("grossProfit"),
    freeCashflow: paid("operatingCashFlow") + paid("capitalExpenditures"),
    operatingCashflow: paid("operatingCashFlow"),
    grossMargins: margin("grossProfit"),
    ebitdaMargins: margin("ebitda"),
    operatingMargins: margin("operatingIncome"),
    profitMargins: margin("netIncome"),
    ...(revenueGrowth === null ? {} : { revenueGrowth }),
    ...(earningsGrowth === null ? {} : { earningsGrowth }),
  };
}

/** What analysts expect of each period that is estimated. */
export function earningsTrend(company: Company, now: number) {
  return { trend: estimatesAt(company, now).map((each) => trendOf(company, each)), maxAge: 1 };
}

const growthOf = ({ average, yearAgo }: Estimate["eps"]): number | null =>
  yearAgo === null || yearAgo <= 0 ? null : rounded(average / yearAgo - 1, 4);

function trendOf({ analysts, reportingCurrency }: Company, { horizon, end, eps, revenue }: Estimate) {
  const growth = growthOf(eps);
  const revenueGrowth = growthOf(revenue);
  const share = shareFigure(eps.average);
  return {
    maxAge: 1,
    period: horizon,
    endDate: end,
    growth: growth === null ? {} : fractionFigure(growth),
    earningsEstimate: {
      avg: share,
      low: shareFigure(eps.low),
      high: shareFigure(eps.high),
      yearAgoEps: eps.yearAgo === null ? {} : shareFigure(eps.yearAgo),
      numberOfAnalysts: wholeFigure(analysts),
      growth: growth === null ? {} : fractionFigure(growth),
      earningsCurrency: reportingCurrency,
    },
    revenueEstimate: {
      avg: wholeFigure(revenue.average),
      low: wholeFigure(revenue.low),
      high: wholeFigure(revenue.high),
      numberOfAnalysts: wholeFigure(analysts),
      yearAgoRevenue: revenue.yearAgo === null ? {} : wholeFigure(revenue.yearAgo),
      growth: revenueGrowth === null ? {} : fractionFigure(revenueGrowth),
      revenueCurrency: reportingCurrency,
    },
    epsTrend: {
      current: share,
      "7daysAgo": share,
      "30daysAgo": share,
      "60daysAgo": share,
      "90daysAgo": share,
      epsTrendCurrency: reportingCurrency,
    },
    epsRevisions: {
      upLast7days: wholeFigure(0),
      upLast30days: wholeFigure(3),
      downLast30days: wholeFigure(1),
      downLast7Days: wholeFigure(0),
      downLast90days: {},
      epsRevisionsCurrency: reportingCurrency,
    },
  };
}

/** When earnings are told next, and what analysts expect of them. */
export function calendarEvents(company: Company, { lastDividend }: Snapshot, now: number) {
  const outlook = earningsOutlook(company, now);
  const expected = estimatesAt(company, now).find(({ horizon }) => horizon === "0q");
  const dividends =
    lastDividend === null
      ? {}
      : { exDividendDate: lastDividend.date, dividendDate: payDay(lastDividend.date) };
  if (outlook === null || expected === undefined) return { maxAge: 1, ...dividends };
  const { from, through, last, isEstimate } = outlook;
  return {
    maxAge: 1,
    earnings: {
      earningsDate: [...new Set([from, through])].map((instant) => instant / 1000),
      earningsCallDate: last === null ? [] : [last / 1000 + 1800],
      isEarningsDateEstimate: isEstimate,
      earningsAverage: expected.eps.average,
      earningsLow: expected.eps.low,
      earningsHigh: expected.eps.high,
      revenueAverage: expected.revenue.average,
      revenueLow: expected.revenue.low,
      revenueHigh: expected.revenue.high,
    },
    ...dividends,
  };
}

/** What a company has filed, the newest first: its earnings as news, and its reports. A European one's are the foreign forms. */
export function secFilings(company: Company, now: number) {
  const isForeign = company.reportingCurrency !== "USD";
  const filing = (day: IsoDate, type: string, title: string) => ({
    date: day,
    epochDate: dayStamp(day),
    type,
    title,
    edgarUrl: `https://finance.yahoo.com/sec-filing/${company.symbol}/${day}`,
    exhibits: [{ type, url: `https://cdn.yahoofinance.com/prod/sec-filings/${company.symbol}/${day}.htm` }],
    maxAge: 1,
  });
  const reportOf = ({ fiscalQuarter }: Quarter): string => {
    if (fiscalQuarter === 4) return isForeign ? "20-F" : "10-K";
    return isForeign ? "6-K" : "10-Q";
  };
  const filings = company.quarters
    .filter(({ announcedAt, filed }) => Math.max(announcedAt, newYorkInstant(filed, MORNING)) <= now)
    .flatMap((quarter) => [
      filing(quarter.announced, isForeign ? "6-K" : "8-K", "Corporate Changes & Voting Matters"),
      filing(quarter.filed, reportOf(quarter), "Periodic Financial Reports"),
    ]);
  return { filings: filings.reverse(), maxAge: 86_400 };
}
