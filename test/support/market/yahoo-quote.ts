import type { Instrument } from "./instrument.ts";
import { type ChartView, yahooChart } from "./yahoo-chart.ts";

/** One instrument in the answer of `/v7/finance/quote`; prices as in the chart's meta. */
export interface YahooQuote {
  readonly language: string;
  readonly region: string;
  readonly quoteType: string;
  readonly currency: string;
  readonly exchange: string;
  readonly fullExchangeName: string;
  readonly exchangeTimezoneName: string;
  readonly gmtOffSetMilliseconds: number;
  readonly regularMarketPrice: number;
  readonly regularMarketDayHigh: number;
  readonly regularMarketDayLow: number;
  readonly regularMarketVolume: number;
  readonly regularMarketPreviousClose: number;
  readonly regularMarketTime: number;
  readonly firstTradeDateMilliseconds: number;
  readonly priceHint: number;
  readonly shortName: string;
  readonly longName: string;
  readonly symbol: string;
}

/** An instrument's quote as of a view's instant; null when Yahoo does not have it, which leaves it out of the answer. */
export function yahooQuote(
  instrument: Instrument | null,
  view: Pick<ChartView, "now" | "distortions">,
): YahooQuote | null {
  const everything = { ...view, period1: 0, period2: Math.floor(view.now / 1000) + 1 };
  const [result] = yahooChart(instrument, everything).body.chart.result ?? [];
  if (result === undefined) return null;
  const { meta } = result;
  const closes = result.indicators.quote[0].close ?? [];
  return {
    language: "en-US",
    region: "US",
    quoteType: meta.instrumentType,
    currency: meta.currency,
    exchange: meta.exchangeName,
    fullExchangeName: meta.fullExchangeName,
    exchangeTimezoneName: meta.exchangeTimezoneName,
    gmtOffSetMilliseconds: meta.gmtoffset * 1000,
    regularMarketPrice: meta.regularMarketPrice,
    regularMarketDayHigh: meta.regularMarketDayHigh,
    regularMarketDayLow: meta.regularMarketDayLow,
    regularMarketVolume: meta.regularMarketVolume,
    regularMarketPreviousClose: closes.at(-2) ?? meta.chartPreviousClose,
    regularMarketTime: meta.regularMarketTime,
    firstTradeDateMilliseconds: meta.firstTradeDate * 1000,
    priceHint: meta.priceHint,
    shortName: meta.shortName,
    longName: meta.longName,
    symbol: meta.symbol,
  };
}
