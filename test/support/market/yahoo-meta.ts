import { addDays, type IsoDate } from "../../../src/platform/iso-date.ts";
import type { Instrument } from "./instrument.ts";
import { closeOf, openOf, sessionOnOrAfter } from "./session-hours.ts";
import type { AdjustedBar } from "./yahoo-basis.ts";
import { offsetSeconds, zoneName } from "./zone.ts";

interface Period {
  readonly timezone: string;
  readonly start: number;
  readonly end: number;
  readonly gmtoffset: number;
}

/** What a chart says of its instrument. Times are epoch seconds, the offset is of the answer's instant. */
export interface ChartMeta {
  readonly currency: string;
  readonly symbol: string;
  readonly exchangeName: string;
  readonly fullExchangeName: string;
  readonly instrumentType: string;
  readonly firstTradeDate: number;
  readonly regularMarketTime: number;
  readonly hasPrePostMarketData: boolean;
  readonly gmtoffset: number;
  readonly timezone: string;
  readonly exchangeTimezoneName: string;
  readonly regularMarketPrice: number;
  readonly fiftyTwoWeekHigh: number;
  readonly fiftyTwoWeekLow: number;
  readonly regularMarketDayHigh: number;
  readonly regularMarketDayLow: number;
  readonly regularMarketVolume: number;
  readonly longName: string;
  readonly shortName: string;
  readonly chartPreviousClose: number;
  readonly priceHint: number;
  readonly currentTradingPeriod: {
    readonly pre: Period;
    readonly regular: Period;
    readonly post: Period;
  };
  readonly dataGranularity: string;
  readonly range: string;
  readonly validRanges: readonly string[];
}

const FULL_NAMES: Readonly<Record<string, string>> = {
  NMS: "NasdaqGS",
  NYQ: "NYSE",
  PCX: "NYSEArca",
  NAS: "Nasdaq",
  CGI: "Cboe Indices",
  CMX: "COMEX",
  TOR: "Toronto",
};
const SHARE_RANGES = ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"];
const FUND_RANGES = ["1mo", "3mo", "6mo", "ytd", "1y", "2y", "5y", "10y", "max"];
const HOUR = 3600;
/** New York trades from 04:00 until 20:00 outside of the session. */
const PRE_MARKET = 5.5 * HOUR;
const POST_MARKET = 4 * HOUR;

function tradingPeriod(
  instrument: Instrument,
  today: IsoDate,
  hasMargins: boolean,
): ChartMeta["currentTradingPeriod"] {
  const day = sessionOnOrAfter(instrument, today);
  const [open, close] = [openOf(instrument, day) / 1000, closeOf(instrument, day) / 1000];
  const period = (start: number, end: number): Period => ({
    timezone: zoneName(instrument.zone, open * 1000),
    start,
    end,
    gmtoffset: offsetSeconds(instrument.zone, open * 1000),
  });
  return {
    pre: period(hasMargins ? open - PRE_MARKET : open, open),
    regular: period(open, close),
    post: period(close, hasMargins ? close + POST_MARKET : close),
  };
}

/** When the newest price of a chart is from: now while the session runs, else the last close. */
function marketTime(instrument: Instrument, last: AdjustedBar | undefined, now: number, isLive: boolean) {
  return isLive || last === undefined ? Math.floor(now / 1000) : closeOf(instrument, last.date) / 1000;
}

/** What a chart knows besides its rows. */
export interface MetaView {
  readonly now: number;
  readonly period1: number;
  readonly today: IsoDate;
  readonly isLive: boolean;
}

/** The meta of a chart whose instrument has these rows, in and outside of the asked period. */
export function chartMeta(instrument: Instrument, all: readonly AdjustedBar[], view: MetaView): ChartMeta {
  const { now, period1, today, isLive } = view;
  const rows = all.filter((row) => row.date <= today);
  const last = rows.at(-1);
  const yearAgo = addDays(today, -365);
  const year = rows.filter((row) => row.date >= yearAgo);
  const price = last?.close ?? 0;
  const hasMargins =
    instrument.calendar === "XNYS" && (instrument.type === "EQUITY" || instrument.type === "ETF");
  return {
    currency: instrument.currency,
    symbol: instrument.symbol,
    exchangeName: instrument.exchange,
    fullExchangeName: FULL_NAMES[instrument.exchange] ?? instrument.exchange,
    instrumentType: instrument.type,
    firstTradeDate: openOf(instrument, instrument.firstTrade) / 1000,
    regularMarketTime: marketTime(instrument, last, now, isLive),
    hasPrePostMarketData: hasMargins,
    gmtoffset: offsetSeconds(instrument.zone, now),
    timezone: zoneName(instrument.zone, now),
    exchangeTimezoneName: instrument.zone,
    regularMarketPrice: price,
    fiftyTwoWeekHigh: year.reduce((high, row) => Math.max(high, row.high), price),
    fiftyTwoWeekLow: year.reduce((low, row) => Math.min(low, row.low), price),
    regularMarketDayHigh: last?.high ?? 0,
    regularMarketDayLow: last?.low ?? 0,
    regularMarketVolume: last?.volume ?? 0,
    longName: `${instrument.symbol} Incorporated`,
    shortName: instrument.symbol,
    chartPreviousClose: rows.findLast((row) => row.stamp < period1)?.close ?? rows[0]?.open ?? price,
    priceHint: instrument.type === "CURRENCY" || price < 5 ? 4 : 2,
    currentTradingPeriod: tradingPeriod(instrument, today, hasMargins),
    dataGranularity: "1d",
    range: "",
    validRanges: instrument.type === "MUTUALFUND" ? FUND_RANGES : SHARE_RANGES,
  };
}
