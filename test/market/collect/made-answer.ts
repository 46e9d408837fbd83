import fc from "fast-check";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import type { ReconcileContext } from "../../../src/market/collect/context.ts";
import type { ExactSplit } from "../../../src/market/collect/exact-split.ts";
import type { SourcedBar, StoredAction, StoredPrices } from "../../../src/market/collect/stored-prices.ts";
import { splitRatio } from "../../../src/market/prices/number.ts";
import type { AnswerBar, PriceAnswer } from "../../../src/market/providers/answer.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";

const xnys = calendarOf("XNYS");
export const SESSIONS = xnys.sessionsBetween(isoDate("2024-01-02"), isoDate("2024-06-28"));
const [CHEAPEST, DEAREST] = [2, 3_000];

/** A day of SESSIONS. */
export const day = (at: number): IsoDate => SESSIONS[at] ?? isoDate("2024-06-28");

/** A series as it truly traded, in whole cents, and its splits. */
export interface History {
  /** By the number of the session. */
  readonly closes: readonly number[];
  readonly splits: readonly ExactSplit[];
}

/** A split on the session of a number. */
export const split = (at: number, numerator: number, denominator: number): ExactSplit => ({
  exDate: day(at),
  ...splitRatio(numerator, denominator),
});

const cents = (price: number) => Math.round(price * 100) / 100;

/** Closes of small moves from a price, which fall at the splits as they should; a split that would leave the range is left out. */
export function madeHistory(
  start: number,
  moves: readonly number[],
  planned: readonly (readonly [at: number, numerator: number, denominator: number])[],
): History {
  const splits: ExactSplit[] = [];
  const closes: number[] = [];
  let price = start;
  for (const [at, move] of moves.entries()) {
    const here = planned.find(([each]) => each === at && at > 0);
    if (here !== undefined) {
      const [, numerator, denominator] = here;
      const after = (price * denominator) / numerator;
      if (after >= CHEAPEST && after <= DEAREST && numerator !== denominator) {
        price = after;
        splits.push(split(at, numerator, denominator));
      }
    }
    price = cents(Math.min(DEAREST, Math.max(CHEAPEST, price * (1 + move))));
    closes.push(price);
  }
  return { closes, splits };
}

/** Ratios large enough that a day's own move cannot hide them. */
const RATIOS = [
  [2, 1],
  [3, 1],
  [4, 1],
  [7, 1],
  [20, 1],
  [3, 2],
  [1, 10],
  [1, 4],
] as const;

/** Any history of up to 60 sessions with up to three splits. */
export const history = fc
  .tuple(
    fc.double({ min: CHEAPEST * 20, max: 500, noNaN: true }),
    fc.array(fc.double({ min: -0.08, max: 0.08, noNaN: true }), { minLength: 12, maxLength: 60 }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 59 }), fc.constantFrom(...RATIOS)), { maxLength: 3 }),
  )
  .map(([start, moves, splits]) =>
    madeHistory(
      start,
      moves,
      splits.map(([at, [n, d]]) => [at, n, d] as const),
    ),
  );

/** Any history with one split, which has at least eight sessions before and three after it. */
export const splitHistory = fc
  .tuple(
    fc.double({ min: CHEAPEST * 20, max: 140, noNaN: true }),
    fc.array(fc.double({ min: -0.08, max: 0.08, noNaN: true }), { minLength: 20, maxLength: 60 }),
    fc.integer({ min: 8, max: 16 }),
    fc.constantFrom(...RATIOS),
  )
  .map(([start, moves, at, [n, d]]) => ({ at, ...madeHistory(start, moves, [[at, n, d]]) }))
  .filter(({ splits }) => splits.length === 1);

const PLAIN = {
  symbol: parseSymbol("AAA"),
  basis: "split_adjusted",
  single: true,
  currency: "USD",
  type: "EQUITY",
  firstTrade: null,
  lastTrade: null,
  days: null,
  dividends: [],
} as const satisfies Partial<PriceAnswer>;

/** An answer that says nothing of any day. */
export function emptyAnswer(from: number, today: number): PriceAnswer {
  return { ...PLAIN, from: day(from), today: day(today), bars: [], splits: [] };
}

/** What is asked for, and what the provider gets wrong about splits. */
export interface Rendering {
  readonly from?: number;
  /** The splits by which prices are adjusted, one twice for twice; the true ones unless said. */
  readonly applied?: readonly ExactSplit[];
  /** The splits that are told; the true ones unless said. */
  readonly listed?: readonly ExactSplit[];
}

/** A history as a provider tells it that adjusts by splits and rounds to single precision. */
export function rendered({ closes, splits }: History, rendering: Rendering = {}): PriceAnswer {
  const { from = 0, applied = splits, listed = splits } = rendering;
  const bars = closes.map((close, at): AnswerBar => {
    let [into, old] = [1, 1];
    for (const { exDate, numerator, denominator } of applied) {
      if (exDate > day(at)) [into, old] = [into * numerator, old * denominator];
    }
    const price = (value: number) => Math.fround((value * old) / into);
    const [high, low] = [cents(close * 1.01), cents(close * 0.99)];
    const values = { open: price(close), high: price(high), low: price(low), close: price(close) };
    return { day: day(at), ...values, volume: (1_000_000 * into) / old, adjusted: price(close) };
  });
  const today = closes.length - 1;
  return {
    ...emptyAnswer(from, today),
    bars: bars.slice(from),
    splits: listed.filter(({ exDate }) => exDate >= day(from) && exDate <= day(today)),
  };
}

/** Bars as they are stored when a history has been told rightly, from one session up to but not including another. */
export function storedBars({ closes }: History, until: number, from = 0): readonly SourcedBar[] {
  return closes.slice(from, until).map((close, at) => ({
    session: day(from + at),
    close,
    open: close,
    high: cents(close * 1.01),
    low: cents(close * 0.99),
    volume: 1_000_000,
    source: "yahoo",
  }));
}

export function storedSplit({ exDate, numerator, denominator }: ExactSplit): StoredAction {
  const terms = { exDate, kind: "split", numerator, denominator, amount: null } as const;
  return { ...terms, status: "confirmed", source: "yahoo", decided: false };
}

/** What is stored, as traded; nothing where there are no bars. */
export function stored(bars: readonly SourcedBar[], splits: readonly ExactSplit[] = []): StoredPrices {
  const basis = bars.length === 0 ? null : "as_traded";
  return { basis, bars, others: 0, actions: splits.map(storedSplit), suspects: [] };
}

/** A context at the end of a history. */
export function contextOf(sessions: number, more: Partial<ReconcileContext> = {}): ReconcileContext {
  return {
    provider: "yahoo",
    calendar: xnys,
    lastSession: day(sessions - 1),
    whole: false,
    wanted: [],
    marketReturn: () => null,
    doubts: new Map(),
    ...more,
  };
}
