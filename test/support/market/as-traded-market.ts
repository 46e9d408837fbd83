import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import type { Bar, Dividend, Instrument, Split } from "./instrument.ts";
import { termsOf } from "./terms.ts";

/** Where the repository keeps AAPL and IWM as they traded. */
export const AS_TRADED = fileURLToPath(new URL("../../recorded/as-traded/", import.meta.url));

/** Of a split, old and new shares are at most so many. */
const LARGEST_SHARE_COUNT = 100;
/** The files' split factors have six digits. */
const RATIO_ACCURACY = 1e-4;

interface FactorRow {
  readonly date: IsoDate;
  readonly price: number;
  readonly split: number;
}

function rowsOf(csv: string): string[][] {
  return csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));
}

function barsOf(csv: string): Map<IsoDate, Bar> {
  return new Map(
    rowsOf(csv).map(([date = "", open, high, low, close, volume]) => [
      isoDate(date),
      {
        open: Number(open),
        high: Number(high),
        low: Number(low),
        close: Number(close),
        volume: Number(volume),
      },
    ]),
  );
}

/** The smallest whole numbers of new and old shares whose ratio is the factor's. */
function sharesOf(oldPerNew: number): Pick<Split, "numerator" | "denominator"> {
  for (let denominator = 1; denominator <= LARGEST_SHARE_COUNT; denominator += 1) {
    const numerator = Math.round(denominator / oldPerNew);
    const isExact = Math.abs(denominator / numerator / oldPerNew - 1) < RATIO_ACCURACY;
    if (numerator >= 1 && numerator <= LARGEST_SHARE_COUNT && isExact) return { numerator, denominator };
  }
  throw new Error(`${oldPerNew} is no ratio of small whole numbers.`);
}

/** A row's factors hold through its day, so that what changes from a row to the next happened on the session after it. */
function eventsOf(factors: readonly FactorRow[], bars: ReadonlyMap<IsoDate, Bar>) {
  const splits: Split[] = [];
  const dividends: Dividend[] = [];
  for (const [at, row] of factors.entries()) {
    const next = factors[at + 1] ?? { price: 1, split: 1 };
    const bar = bars.get(row.date);
    if (bar === undefined) continue;
    const exDate = calendarOf("XNYS").nextSession(row.date);
    if (row.split !== next.split) splits.push({ exDate, ...sharesOf(row.split / next.split) });
    if (row.price !== next.price) {
      dividends.push({ exDate, amount: bar.close * (1 - row.price / next.price) });
    }
  }
  return { splits, dividends };
}

/**
 * A US instrument as it truly traded, from `{symbol}.csv.gz` and `{symbol}.factors.csv`. Dividends are derived from the
 * factors' seven digits (D = P(1 - factor / next factor)), so they are right to about a hundredth of a cent, not exact.
 * @throws Error when the files are not there or cannot be read.
 */
export function asTradedMarket(symbol: string, folder: string = AS_TRADED): Instrument {
  const zipped = readFileSync(join(folder, `${symbol}.csv.gz`));
  const bars = barsOf(new TextDecoder().decode(Bun.gunzipSync(new Uint8Array(zipped))));
  const factors = rowsOf(readFileSync(join(folder, `${symbol}.factors.csv`), "utf8")).map(
    ([date = "", price, split]) => ({ date: isoDate(date), price: Number(price), split: Number(split) }),
  );
  const [firstTrade] = bars.keys();
  if (firstTrade === undefined) throw new Error(`${symbol}.csv.gz has no rows.`);
  const { type, currency, calendar, zone, exchange } = termsOf(symbol);
  return {
    symbol,
    type,
    currency,
    calendar,
    zone,
    exchange,
    firstTrade,
    lastTrade: null,
    bars,
    ...eventsOf(factors, bars),
  };
}
