import type { Companies, Company } from "./company.ts";
import { standingOf } from "./company-standing.ts";
import { earningsOutlook } from "./earnings-outlook.ts";
import type { Instrument } from "./instrument.ts";
import type { ChartView } from "./yahoo-chart.ts";
import { payDay, rounded, type Snapshot, snapshotOf } from "./yahoo-snapshot.ts";

/** How Yahoo writes the kinds of instruments. */
export const TYPE_WORDS: Readonly<Record<Instrument["type"], string>> = {
  EQUITY: "Equity",
  ETF: "ETF",
  MUTUALFUND: "Fund",
  INDEX: "Index",
  CURRENCY: "Currency",
  CRYPTOCURRENCY: "Cryptocurrency",
  FUTURE: "Futures",
};
const PER_CENT = 100;
const COIN_SUPPLY = 20_000_000;

/** One instrument in the answer of `/v7/finance/quote`. */
export type YahooQuote = ReturnType<typeof quoteOf>;

/** An instrument's quote as of a view's instant; null when Yahoo does not have it, which leaves it out of the answer. */
export function yahooQuote(
  instrument: Instrument | null,
  view: Pick<ChartView, "now" | "distortions">,
  companies: Companies | null = null,
): YahooQuote | null {
  const snapshot = snapshotOf(instrument, view);
  if (instrument === null || snapshot === null) return null;
  return quoteOf(instrument, snapshot, companies?.find(instrument.symbol) ?? null, view.now);
}

function quoteOf(instrument: Instrument, snapshot: Snapshot, company: Company | null, now: number) {
  const { type, symbol } = instrument;
  const isShare = type === "EQUITY" || type === "ETF";
  const { meta } = snapshot;
  return {
    ...whatItIs(instrument, snapshot),
    ...pricesOf(snapshot),
    // A fund that has one price a day has no day's range.
    ...(type === "MUTUALFUND" ? {} : dayOf(snapshot)),
    ...(type === "FUTURE" ? {} : { longName: meta.longName }),
    ...(type === "MUTUALFUND" || type === "FUTURE" ? {} : { messageBoardId: `finmb_${symbol}` }),
    ...(isShare ? extendedHours(snapshot) : {}),
    ...(isShare ? dividendsOf(snapshot) : {}),
    ...(company === null ? {} : companyFields(company, snapshot, now)),
    ...(type === "CRYPTOCURRENCY" ? { marketCap: rounded(meta.regularMarketPrice * COIN_SUPPLY, 0) } : {}),
    symbol,
  };
}

function whatItIs(instrument: Instrument, { meta, isLive }: Snapshot) {
  return {
    language: "en-US",
    region: "US",
    quoteType: meta.instrumentType,
    typeDisp: TYPE_WORDS[instrument.type],
    quoteSourceName: "Delayed Quote",
    triggerable: true,
    customPriceAlertConfidence: "HIGH",
    shortName: meta.shortName,
    marketState: isLive ? "REGULAR" : "CLOSED",
    currency: meta.currency,
    exchange: meta.exchangeName,
    fullExchangeName: meta.fullExchangeName,
    exchangeTimezoneName: meta.exchangeTimezoneName,
    exchangeTimezoneShortName: meta.timezone,
    gmtOffSetMilliseconds: meta.gmtoffset * 1000,
    market: "us_market",
    esgPopulated: false,
    corporateActions: [],
    sourceInterval: 15,
    exchangeDataDelayedBy: 0,
    hasPrePostMarketData: meta.hasPrePostMarketData,
    firstTradeDateMilliseconds: meta.firstTradeDate * 1000,
    priceHint: meta.priceHint,
    tradeable: false,
    cryptoTradeable: false,
  };
}

/** A value against another: the difference, and the difference as a fraction. */
function changeFrom(price: number, other: number) {
  return [rounded(price - other, 5), other === 0 ? 0 : rounded(price / other - 1, 7)] as const;
}

function pricesOf(snapshot: Snapshot) {
  const { meta } = snapshot;
  const { regularMarketPrice: price, fiftyTwoWeekLow: low, fiftyTwoWeekHigh: high } = meta;
  const [change, fraction] = changeFrom(price, snapshot.previousClose);
  const [fromLow, ofLow] = changeFrom(price, low);
  const [fromHigh, ofHigh] = changeFrom(price, high);
  const [from50, of50] = changeFrom(price, snapshot.fiftyDayAverage);
  const [from200, of200] = changeFrom(price, snapshot.twoHundredDayAverage);
  return {
    regularMarketChangePercent: rounded(fraction * PER_CENT, 6),
    regularMarketPrice: price,
    regularMarketTime: meta.regularMarketTime,
    regularMarketChange: change,
    regularMarketPreviousClose: snapshot.previousClose,
    averageDailyVolume3Month: snapshot.averageVolume3Month,
    averageDailyVolume10Day: snapshot.averageVolume10Day,
    fiftyTwoWeekLowChange: fromLow,
    fiftyTwoWeekLowChangePercent: ofLow,
    fiftyTwoWeekRange: `${low} - ${high}`,
    fiftyTwoWeekHighChange: fromHigh,
    fiftyTwoWeekHighChangePercent: ofHigh,
    fiftyTwoWeekLow: low,
    fiftyTwoWeekHigh: high,
    fiftyTwoWeekChangePercent: rounded(changeFrom(price, snapshot.yearAgoClose)[1] * PER_CENT, 6),
    fiftyDayAverage: snapshot.fiftyDayAverage,
    fiftyDayAverageChange: from50,
    fiftyDayAverageChangePercent: of50,
    twoHundredDayAverage: snapshot.twoHundredDayAverage,
    twoHundredDayAverageChange: from200,
    twoHundredDayAverageChangePercent: of200,
  };
}

function dayOf({ meta, open }: Snapshot) {
  const { regularMarketDayHigh, regularMarketDayLow, regularMarketVolume } = meta;
  return {
    regularMarketDayHigh,
    regularMarketDayRange: `${regularMarketDayLow} - ${regularMarketDayHigh}`,
    regularMarketDayLow,
    regularMarketVolume,
    regularMarketOpen: open,
  };
}

function extendedHours({ meta }: Snapshot) {
  const price = meta.regularMarketPrice;
  return {
    postMarketTime: meta.regularMarketTime + 14_398,
    postMarketChangePercent: 0,
    postMarketPrice: price,
    postMarketChange: 0,
    bid: rounded(price * 0.999, 2),
    ask: rounded(price * 1.001, 2),
    bidSize: 2,
    askSize: 1,
  };
}

/** The yield in per cent where it is of the coming year, as a fraction where it is of the last one. */
function dividendsOf({ meta, paid, rate, lastDividend }: Snapshot) {
  const price = meta.regularMarketPrice;
  return {
    trailingAnnualDividendRate: paid,
    trailingAnnualDividendYield: rounded(paid / price, 8),
    ...(rate === null ? {} : { dividendRate: rate, dividendYield: rounded((rate / price) * PER_CENT, 2) }),
    ...(lastDividend === null ? {} : { dividendDate: payDay(lastDividend.date) }),
  };
}

function companyFields(company: Company, snapshot: Snapshot, now: number) {
  const { meta, today } = snapshot;
  const { regularMarketPrice: price, currency } = meta;
  const standing = standingOf(company, { price, currency, day: today }, now);
  const { epsTrailing, epsForward, epsCurrentYear, trailingPE, forwardPE, bookValue, priceToBook } = standing;
  return {
    financialCurrency: company.reportingCurrency,
    displayName: company.symbol,
    ...earningsFields(company, now),
    sharesOutstanding: standing.shares,
    marketCap: standing.marketCap,
    averageAnalystRating: "2.1 - Buy",
    ...(epsTrailing === null ? {} : { epsTrailingTwelveMonths: epsTrailing }),
    ...(epsForward === null ? {} : { epsForward }),
    ...(epsCurrentYear === null || epsCurrentYear === 0
      ? {}
      : { epsCurrentYear, priceEpsCurrentYear: rounded(price / epsCurrentYear, 5) }),
    ...(trailingPE === null ? {} : { trailingPE }),
    ...(forwardPE === null ? {} : { forwardPE }),
    ...(bookValue === null ? {} : { bookValue }),
    ...(priceToBook === null ? {} : { priceToBook }),
  };
}

function earningsFields(company: Company, now: number) {
  const outlook = earningsOutlook(company, now);
  if (outlook === null) return {};
  const { last, from, through, isEstimate } = outlook;
  const call = (last ?? from) / 1000 + 1800;
  return {
    ...(last === null ? {} : { earningsTimestamp: last / 1000 }),
    earningsTimestampStart: from / 1000,
    earningsTimestampEnd: through / 1000,
    earningsCallTimestampStart: call,
    earningsCallTimestampEnd: call,
    isEarningsDateEstimate: isEstimate,
  };
}
