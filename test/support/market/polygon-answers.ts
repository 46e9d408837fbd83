import { newYorkInstant } from "../../../src/market/calendar/new-york.ts";
import { addDays, type IsoDate } from "../../../src/platform/iso-date.ts";
import { type Distortion, distortedBars, isDelisted, listedDividends, listedSplits } from "./distortion.ts";
import { type DatedBar, type Instrument, type Market, shareRatio } from "./instrument.ts";
import { requestId } from "./polygon-page.ts";
import { type SeenBar, seenBars } from "./seen-bars.ts";
import { closeOf } from "./session-hours.ts";
import { dayIn } from "./zone.ts";

/** What Polygon knows and when it is asked. */
export interface PolygonView {
  readonly market: Market;
  /** UTC ms. */
  readonly now: number;
  readonly distortions?: ReadonlyMap<string, readonly Distortion[]>;
}

/** One bar of an answer; `T` (the ticker) only in a grouped one. */
export interface PolygonBar {
  readonly T?: string;
  readonly v: number;
  readonly vw: number;
  readonly o: number;
  readonly c: number;
  readonly h: number;
  readonly l: number;
  /** UTC ms: midnight in New York of the day, in a grouped answer 16:00. */
  readonly t: number;
  readonly n: number;
}

export interface PolygonBars {
  readonly ticker?: string;
  readonly queryCount: number;
  readonly resultsCount: number;
  readonly adjusted: boolean;
  readonly results?: readonly PolygonBar[];
  readonly status: "OK";
  readonly request_id: string;
  readonly count: number;
  readonly next_url?: string;
}

export interface PolygonSplit {
  readonly execution_date: IsoDate;
  /** Old shares. */
  readonly split_from: number;
  /** New shares. */
  readonly split_to: number;
  readonly ticker: string;
}

export interface PolygonDividend {
  readonly cash_amount: number;
  readonly currency: string;
  readonly declaration_date: IsoDate;
  readonly dividend_type: "CD";
  readonly ex_dividend_date: IsoDate;
  readonly frequency: number;
  readonly pay_date: IsoDate;
  readonly record_date: IsoDate;
  readonly ticker: string;
}

const NEW_YORK = "America/New_York";
const CLOSE = 16 * 60;
/** Events are listed so many days before they happen. */
const ANNOUNCED_DAYS = 14;
const MAX_BARS = 50_000;

/** A symbol in Polygon's spelling: BRK-B is BRK.B there. */
export function tickerOf(symbol: string): string {
  return symbol.replace(/-([A-Z])$/, ".$1");
}

/** A ticker of Polygon's in Yahoo's spelling. */
export function symbolOf(ticker: string): string {
  return ticker.replace(/\.([A-Z])$/, "-$1");
}

function isListed(instrument: Instrument): boolean {
  const { calendar, type } = instrument;
  return calendar === "XNYS" && (type === "EQUITY" || type === "ETF");
}

function distortionsOf(view: PolygonView, symbol: string): readonly Distortion[] {
  return view.distortions?.get(symbol) ?? [];
}

/** The US shares of the market, without those whose history is gone. */
export function listedShares(
  view: PolygonView,
  symbols: readonly string[] = view.market.symbols,
): Instrument[] {
  const today = dayIn(NEW_YORK, view.now);
  return symbols
    .filter((symbol) => !isDelisted(distortionsOf(view, symbol), today))
    .map((symbol) => view.market.find(symbol))
    .filter((instrument) => instrument !== null)
    .filter(isListed);
}

/** The finished sessions' bars. */
function barsOf(view: PolygonView, instrument: Instrument): SeenBar[] {
  const today = dayIn(NEW_YORK, view.now);
  const seen = distortedBars(
    seenBars(instrument, view.now),
    distortionsOf(view, instrument.symbol),
    instrument,
    today,
  );
  return seen.filter((bar) => !bar.isLive);
}

function finishedBar(view: PolygonView, instrument: Instrument, date: IsoDate): DatedBar | undefined {
  const bar = instrument.bars.get(date);
  return bar === undefined || view.now < closeOf(instrument, date) ? undefined : { date, ...bar };
}

function polygonBar(instrument: Instrument, bar: DatedBar, today: IsoDate, isAdjusted: boolean): PolygonBar {
  const ratio = isAdjusted ? shareRatio(instrument.splits, bar.date, today) : { old: 1, new: 1 };
  const price = (traded: number) => Number(((traded * ratio.old) / ratio.new).toFixed(4));
  const volume = Math.round((bar.volume * ratio.new) / ratio.old);
  return {
    v: volume,
    vw: price((bar.high + bar.low + bar.close) / 3),
    o: price(bar.open),
    c: price(bar.close),
    h: price(bar.high),
    l: price(bar.low),
    t: newYorkInstant(bar.date, 0),
    n: Math.ceil(volume / 100),
  };
}

function barsAnswer(results: readonly PolygonBar[], adjusted: boolean, ticker?: string): PolygonBars {
  return {
    ...(ticker === undefined ? {} : { ticker }),
    queryCount: results.length,
    resultsCount: results.length,
    adjusted,
    ...(results.length > 0 ? { results } : {}),
    status: "OK",
    request_id: requestId(`${ticker ?? "grouped"} ${results[0]?.t ?? 0} ${results.length}`),
    count: results.length,
  };
}

/** What `/v2/aggs/grouped/locale/us/market/stocks/{date}` answers: every US share that traded, nothing for an unfinished day. */
export function polygonGrouped(view: PolygonView, date: IsoDate, isAdjusted: boolean): PolygonBars {
  const today = dayIn(NEW_YORK, view.now);
  const t = newYorkInstant(date, CLOSE);
  const results = listedShares(view).flatMap((instrument) => {
    // A night asks for hundreds of days of a thousand symbols; only distorted ones need their whole history for it.
    const isPlain = distortionsOf(view, instrument.symbol).length === 0;
    const bar = isPlain
      ? finishedBar(view, instrument, date)
      : barsOf(view, instrument).find((each) => each.date === date);
    if (bar === undefined) return [];
    return [{ T: tickerOf(instrument.symbol), ...polygonBar(instrument, bar, today, isAdjusted), t }];
  });
  return barsAnswer(results, isAdjusted);
}

/** What `/v2/aggs/ticker/{T}/range/1/day/{from}/{to}` answers, both days included. */
export function polygonRange(
  view: PolygonView,
  ticker: string,
  asked: {
    readonly from: IsoDate;
    readonly to: IsoDate;
    readonly isAdjusted: boolean;
    readonly isDescending?: boolean;
    readonly limit?: number;
  },
): PolygonBars {
  const { from, to, isAdjusted, isDescending = false, limit = MAX_BARS } = asked;
  const today = dayIn(NEW_YORK, view.now);
  const results = listedShares(view, [symbolOf(ticker)]).flatMap((instrument) =>
    barsOf(view, instrument)
      .filter((bar) => bar.date >= from && bar.date <= to)
      .map((bar) => polygonBar(instrument, bar, today, isAdjusted)),
  );
  const ordered = isDescending ? results.reverse() : results;
  return barsAnswer(ordered.slice(0, Math.min(limit, MAX_BARS)), isAdjusted, ticker);
}

function announced(view: PolygonView): IsoDate {
  return addDays(dayIn(NEW_YORK, view.now), ANNOUNCED_DAYS);
}

/** All splits of `/v3/reference/splits`, before its filters. */
export function polygonSplits(view: PolygonView): PolygonSplit[] {
  const until = announced(view);
  return listedShares(view).flatMap((instrument) =>
    listedSplits(instrument.splits, distortionsOf(view, instrument.symbol))
      .filter((split) => split.exDate <= until)
      .map((split) => ({
        execution_date: split.exDate,
        split_from: split.denominator,
        split_to: split.numerator,
        ticker: tickerOf(instrument.symbol),
      })),
  );
}

/** All dividends of `/v3/reference/dividends`, before its filters. */
export function polygonDividends(view: PolygonView): PolygonDividend[] {
  const until = announced(view);
  return listedShares(view).flatMap((instrument) =>
    listedDividends(instrument.dividends, distortionsOf(view, instrument.symbol))
      .filter((dividend) => dividend.exDate <= until)
      .map((dividend) => ({
        cash_amount: dividend.amount,
        currency: "USD",
        declaration_date: addDays(dividend.exDate, -ANNOUNCED_DAYS),
        dividend_type: "CD",
        ex_dividend_date: dividend.exDate,
        frequency: 4,
        pay_date: addDays(dividend.exDate, 14),
        record_date: dividend.exDate,
        ticker: tickerOf(instrument.symbol),
      })),
  );
}
