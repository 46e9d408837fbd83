import { addDays, type IsoDate } from "../../../src/platform/iso-date.ts";
import { type Distortion, distortedBars, isDelisted, listedDividends, listedSplits } from "./distortion.ts";
import { type Instrument, type Market, shareRatio } from "./instrument.ts";
import { type SeenBar, seenBars } from "./seen-bars.ts";
import { rounded } from "./yahoo-snapshot.ts";
import { dayIn } from "./zone.ts";

/** What FMP knows of prices and when it is asked. */
export interface FmpView {
  readonly market: Market;
  /** UTC ms. */
  readonly now: number;
  readonly distortions: ReadonlyMap<string, readonly Distortion[]>;
}

/** A session's bar, adjusted for splits up to the view's day. */
export interface FmpBar {
  readonly symbol: string;
  readonly date: IsoDate;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly change: number;
  readonly changePercent: number;
  readonly vwap: number;
}

const NEW_YORK = "America/New_York";
const CENTS = 2;

/** The New York listing of a symbol; null for whatever FMP does not have. */
export function fmpListing(view: FmpView, symbol: string): Instrument | null {
  const instrument = view.market.find(symbol);
  if (instrument === null || instrument.calendar !== "XNYS" || instrument.type === "INDEX") return null;
  return isDelisted(view.distortions.get(symbol) ?? [], dayIn(NEW_YORK, view.now)) ? null : instrument;
}

/** What `/stable/historical-price-eod/full` answers: finished sessions from one day through another, the newest first. */
export function fmpPrices(view: FmpView, symbol: string, from: IsoDate | null, to: IsoDate | null): FmpBar[] {
  const instrument = fmpListing(view, symbol);
  if (instrument === null) return [];
  const today = dayIn(NEW_YORK, view.now);
  const distortions = view.distortions.get(symbol) ?? [];
  const splits = listedSplits(instrument.splits, distortions);
  return distortedBars(seenBars(instrument, view.now), distortions, instrument, today)
    .filter((bar) => !bar.isLive && bar.date >= (from ?? bar.date) && bar.date <= (to ?? bar.date))
    .map((bar) => fmpBar(symbol, bar, shareRatio(splits, bar.date, today)))
    .reverse();
}

function fmpBar(symbol: string, bar: SeenBar, ratio: { readonly old: number; readonly new: number }): FmpBar {
  const price = (traded: number) => rounded((traded * ratio.old) / ratio.new, CENTS);
  const [open, high, low, close] = [price(bar.open), price(bar.high), price(bar.low), price(bar.close)];
  return {
    symbol,
    date: bar.date,
    open,
    high,
    low,
    close,
    volume: Math.round((bar.volume * ratio.new) / ratio.old),
    change: rounded(close - open, CENTS),
    changePercent: rounded((close / open - 1) * 100, 5),
    vwap: rounded((open + high + low + close) / 4, 4),
  };
}

/** What `/stable/dividends` answers: those that have been or are announced, the newest first. */
export function fmpDividends(view: FmpView, symbol: string) {
  const instrument = fmpListing(view, symbol);
  if (instrument === null) return [];
  const today = dayIn(NEW_YORK, view.now);
  const distortions = view.distortions.get(symbol) ?? [];
  const splits = listedSplits(instrument.splits, distortions);
  return listedDividends(instrument.dividends, distortions)
    .filter(({ exDate }) => exDate <= addDays(today, 14))
    .map(({ exDate, amount, isUnadjusted }) => {
      const ratio = shareRatio(splits, exDate, today);
      const close = instrument.bars.get(exDate)?.close ?? amount;
      return {
        symbol,
        date: exDate,
        recordDate: exDate,
        paymentDate: addDays(exDate, 14),
        declarationDate: addDays(exDate, -14),
        adjDividend: isUnadjusted ? amount : rounded((amount * ratio.old) / ratio.new, 6),
        dividend: amount,
        yield: rounded((amount / close) * 400, 6),
        frequency: "Quarterly",
      };
    })
    .reverse();
}

/** What `/stable/splits` answers, the newest first. */
export function fmpSplits(view: FmpView, symbol: string) {
  const instrument = fmpListing(view, symbol);
  if (instrument === null) return [];
  const until = addDays(dayIn(NEW_YORK, view.now), 14);
  return listedSplits(instrument.splits, view.distortions.get(symbol) ?? [])
    .filter(({ exDate }) => exDate <= until)
    .map(({ exDate, numerator, denominator }) => ({ symbol, date: exDate, numerator, denominator }))
    .reverse();
}
