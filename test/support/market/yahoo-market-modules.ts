import { addDays, type IsoDate } from "../../../src/platform/iso-date.ts";
import type { Company, Fund } from "./company.ts";
import { standingOf } from "./company-standing.ts";
import type { Instrument } from "./instrument.ts";
import { dayStamp, rounded, type Snapshot } from "./yahoo-snapshot.ts";

/** Of whatever has no currency to convert from, no market before and no algorithm. */
const NOT_A_COIN = { fromCurrency: null, toCurrency: null, lastMarket: null } as const;
const YEAR_DAYS = 365;
const FLOATING = 0.98;

function stand(company: Company, { meta, today }: Snapshot, now: number) {
  const { regularMarketPrice: price, currency } = meta;
  return standingOf(company, { price, currency, day: today }, now);
}

/** What a share's or fund's price is; of a company its dividends and multiples as well, the yield as a fraction. */
export function summaryDetail(
  { type }: Instrument,
  snapshot: Snapshot,
  company: Company | null,
  now: number,
) {
  const { meta, previousClose } = snapshot;
  return {
    maxAge: 1,
    priceHint: meta.priceHint,
    previousClose,
    regularMarketPreviousClose: previousClose,
    fiftyTwoWeekLow: meta.fiftyTwoWeekLow,
    fiftyTwoWeekHigh: meta.fiftyTwoWeekHigh,
    currency: meta.currency,
    ...NOT_A_COIN,
    coinMarketCapLink: null,
    algorithm: null,
    tradeable: false,
    ...(type === "MUTUALFUND" ? {} : dayOf(snapshot)),
    ...(type === "INDEX" ? {} : averagesOf(snapshot)),
    ...(company === null ? {} : companyDetail(company, snapshot, now)),
  };
}

/** A fund that has one price a day has no day's range. */
function dayOf({ meta, open }: Snapshot) {
  const { regularMarketDayLow, regularMarketDayHigh, regularMarketVolume } = meta;
  return {
    open,
    dayLow: regularMarketDayLow,
    dayHigh: regularMarketDayHigh,
    regularMarketOpen: open,
    regularMarketDayLow,
    regularMarketDayHigh,
    volume: regularMarketVolume,
    regularMarketVolume,
  };
}

function averagesOf(snapshot: Snapshot) {
  return {
    averageVolume: snapshot.averageVolume3Month,
    averageVolume10days: snapshot.averageVolume10Day,
    averageDailyVolume10Day: snapshot.averageVolume10Day,
    fiftyDayAverage: snapshot.fiftyDayAverage,
    twoHundredDayAverage: snapshot.twoHundredDayAverage,
  };
}

function companyDetail(company: Company, snapshot: Snapshot, now: number) {
  const { meta, rate, paid, lastDividend } = snapshot;
  const { regularMarketPrice: price } = meta;
  const { trailingPE, forwardPE, marketCap, year, epsTrailing } = stand(company, snapshot, now);
  const revenue = year?.totalRevenue;
  return {
    beta: company.beta,
    marketCap,
    bid: rounded(price * 0.999, 2),
    ask: rounded(price * 1.001, 2),
    bidSize: 100,
    askSize: 100,
    trailingAnnualDividendRate: paid,
    trailingAnnualDividendYield: rounded(paid / price, 10),
    payoutRatio: epsTrailing === null || epsTrailing <= 0 ? 0 : rounded(paid / epsTrailing, 4),
    ...(rate === null ? {} : { dividendRate: rate, dividendYield: rounded(rate / price, 4) }),
    ...(lastDividend === null ? {} : { exDividendDate: lastDividend.date, fiveYearAvgDividendYield: 0.6 }),
    ...(trailingPE === null ? {} : { trailingPE }),
    ...(forwardPE === null ? {} : { forwardPE }),
    ...(revenue === undefined
      ? {}
      : { priceToSalesTrailing12Months: rounded(marketCap / (revenue * company.rate), 6) }),
  };
}

/** Of an index or of a share that nobody knows more of there are only empty places. */
export function bareStatistics({ meta }: Snapshot) {
  return {
    maxAge: 1,
    priceHint: meta.priceHint,
    category: null,
    fundFamily: null,
    legalType: null,
    lastSplitFactor: null as string | null,
    latestShareClass: null,
    leadInvestor: null,
  };
}

/** What a fund costs and how it moves. */
export function fundStatistics(fund: Fund, snapshot: Snapshot) {
  return {
    ...bareStatistics(snapshot),
    annualReportExpenseRatio: fund.expenseRatio,
    ytdReturn: rounded(snapshot.meta.regularMarketPrice / snapshot.yearAgoClose - 1, 7),
    beta3Year: fund.beta3Year,
    fundInceptionDate: snapshot.meta.firstTradeDate,
    ...(snapshot.lastDividend === null ? {} : { lastDividendValue: snapshot.lastDividend.amount }),
  };
}

/** How many shares there are, who has them, and what the company is worth by its figures. */
export function companyStatistics(company: Company, snapshot: Snapshot, now: number) {
  const standing = stand(company, snapshot, now);
  const { shares, marketCap, year, balance, lastFiscalYearEnd, mostRecentQuarter } = standing;
  const { forwardPE, bookValue, priceToBook, epsTrailing, epsForward, earningsGrowth } = standing;
  const { lastSplit, lastDividend, meta } = snapshot;
  const netDebt = (balance?.totalDebt ?? 0) - (balance?.cashAndShortTermInvestments ?? 0);
  const value = Math.round(marketCap + netDebt * company.rate);
  return {
    ...bareStatistics(snapshot),
    enterpriseValue: value,
    floatShares: Math.round(shares * FLOATING),
    sharesOutstanding: shares,
    impliedSharesOutstanding: shares,
    sharesShort: Math.round(shares * 0.01),
    sharesShortPriorMonth: Math.round(shares * 0.011),
    sharesShortPreviousMonthDate: dayStamp(snapshot.today),
    dateShortInterest: dayStamp(snapshot.today),
    sharesPercentSharesOut: 0.01,
    shortPercentOfFloat: 0.0102,
    shortRatio: 2.1,
    heldPercentInsiders: 0.02,
    heldPercentInstitutions: 0.63,
    beta: company.beta,
    "52WeekChange": rounded(meta.regularMarketPrice / snapshot.yearAgoClose - 1, 7),
    SandP52WeekChange: 0.12,
    lastSplitFactor: lastSplit?.splitRatio ?? null,
    ...(lastSplit === null ? {} : { lastSplitDate: lastSplit.date }),
    ...(lastDividend === null
      ? {}
      : { lastDividendValue: lastDividend.amount, lastDividendDate: lastDividend.date }),
    ...(forwardPE === null ? {} : { forwardPE }),
    ...(bookValue === null ? {} : { bookValue }),
    ...(priceToBook === null ? {} : { priceToBook }),
    ...(epsTrailing === null ? {} : { trailingEps: epsTrailing }),
    ...(epsForward === null ? {} : { forwardEps: epsForward }),
    ...(earningsGrowth === null ? {} : { earningsQuarterlyGrowth: earningsGrowth }),
    ...(mostRecentQuarter === null ? {} : { mostRecentQuarter: dayStamp(mostRecentQuarter) }),
    ...(lastFiscalYearEnd === null ? {} : yearEndsOf(lastFiscalYearEnd)),
    ...(year === null ? {} : multiplesOf(year, value / company.rate)),
  };
}

function yearEndsOf(last: IsoDate) {
  return { lastFiscalYearEnd: dayStamp(last), nextFiscalYearEnd: dayStamp(addDays(last, YEAR_DAYS)) };
}

function multiplesOf(year: Readonly<Record<string, number>>, value: number) {
  const { totalRevenue = 1, netIncome = 0, ebitda = 1 } = year;
  return {
    profitMargins: rounded(netIncome / totalRevenue, 5),
    netIncomeToCommon: netIncome,
    enterpriseToRevenue: rounded(value / totalRevenue, 3),
    enterpriseToEbitda: rounded(value / ebitda, 3),
  };
}

/** What trades, and where. */
export function quoteType({ symbol, type }: Instrument, { meta }: Snapshot) {
  return {
    exchange: meta.exchangeName,
    quoteType: type,
    symbol,
    underlyingSymbol: symbol,
    shortName: meta.shortName,
    longName: meta.longName,
    ...(type === "INDEX" ? {} : { firstTradeDateEpochUtc: meta.firstTradeDate }),
    timeZoneFullName: meta.exchangeTimezoneName,
    timeZoneShortName: meta.timezone,
    uuid: "8b10e4ae-9eeb-3684-921a-9ab27e4d87aa",
    ...(type === "MUTUALFUND" ? {} : { messageBoardId: `finmb_${symbol}` }),
    gmtOffSetMilliseconds: meta.gmtoffset * 1000,
    maxAge: 1,
  };
}

/** The price once more; changes as fractions. */
export function priceModule(
  instrument: Instrument,
  snapshot: Snapshot,
  company: Company | null,
  now: number,
) {
  const { meta, previousClose } = snapshot;
  const price = meta.regularMarketPrice;
  return {
    maxAge: 1,
    regularMarketChangePercent: rounded(price / previousClose - 1, 9),
    regularMarketChange: rounded(price - previousClose, 6),
    regularMarketTime: meta.regularMarketTime,
    priceHint: meta.priceHint,
    regularMarketPrice: price,
    regularMarketPreviousClose: previousClose,
    regularMarketSource: "DELAYED",
    exchange: meta.exchangeName,
    exchangeName: meta.fullExchangeName,
    exchangeDataDelayedBy: 0,
    marketState: snapshot.isLive ? "REGULAR" : "CLOSED",
    quoteType: instrument.type,
    symbol: instrument.symbol,
    underlyingSymbol: null,
    shortName: meta.shortName,
    longName: meta.longName,
    currency: meta.currency,
    quoteSourceName: "Delayed Quote",
    currencySymbol: "$",
    ...NOT_A_COIN,
    ...(instrument.type === "MUTUALFUND" ? {} : pricesOfDay(snapshot)),
    ...(instrument.type === "INDEX"
      ? {}
      : {
          averageDailyVolume10Day: snapshot.averageVolume10Day,
          averageDailyVolume3Month: snapshot.averageVolume3Month,
        }),
    ...(company === null ? {} : { marketCap: stand(company, snapshot, now).marketCap }),
  };
}

function pricesOfDay({ meta, open }: Snapshot) {
  const { regularMarketDayHigh, regularMarketDayLow, regularMarketVolume } = meta;
  return { regularMarketDayHigh, regularMarketDayLow, regularMarketVolume, regularMarketOpen: open };
}
