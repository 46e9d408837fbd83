import { type IsoDate, toEpochDay } from "../platform/iso-date.ts";
import { type Known, known, notKnown } from "../platform/known.ts";
import { addCents, type Cents, cents } from "../platform/money.ts";
import { brent } from "../risk/math/brent.ts";

/** Money that went between the investor and the portfolio, as the investor sees it: paid in < 0, taken out > 0. */
export interface InvestorFlow {
  readonly day: IsoDate;
  readonly amount: Cents;
}

/** A portfolio's equity at the close of a day. */
export interface EquityOn {
  readonly day: IsoDate;
  readonly equity: Cents;
}

/** The money-weighted return of a period, as decimals. */
export interface MoneyWeighted {
  /** The rate a year, act/365: what an XIRR is. Of a short period too, where it says little. */
  readonly annualised: Known<number>;
  /** The same return over the whole period: (1 + annualised)^(days / 365) - 1. */
  readonly periodReturn: Known<number>;
}

/** What moved on one day, in cents, and how much of the period was over, 0 to 1. */
interface Payment {
  readonly elapsed: number;
  readonly amount: number;
}

const DAYS_PER_YEAR = 365;
/** The log return of the period is found to this; a year may hold it 365 times. */
const LOG_RETURN_TOLERANCE = 1e-15;
/** Of the search for several roots: the first step from 0 as a log return, and the growth of each step on the one before. */
const FIRST_STEP = 1e-3;
const STEP_GROWTH = 1.02;

/** The net amounts of the days, in order of the days. */
function paymentsOf(start: EquityOn, end: EquityOn, flows: readonly InvestorFlow[]): readonly Payment[] {
  const [first, last] = [toEpochDay(start.day), toEpochDay(end.day)];
  const byDay = new Map<number, Cents>();
  const add = (day: number, amount: Cents) => byDay.set(day, addCents(byDay.get(day) ?? cents(0), amount));
  add(first, cents(-start.equity));
  for (const { day, amount } of flows) {
    if (day < start.day || day > end.day) {
      throw new RangeError(`A flow of ${day} lies outside of ${start.day} to ${end.day}.`);
    }
    add(toEpochDay(day), amount);
  }
  add(last, end.equity);
  return [...byDay]
    .sort(([a], [b]) => a - b)
    .map(([day, amount]) => ({ elapsed: (day - first) / (last - first), amount }));
}

/**
 * The payments' value at a log return of the period, but for a factor above 0: at the start of the period for a gain, at its
 * end for a loss, so that every power is at most 1.
 */
function valueAt(payments: readonly Payment[], logReturn: number): number {
  let sum = 0;
  for (const { elapsed, amount } of payments) {
    sum += amount * Math.exp(logReturn < 0 ? logReturn * (1 - elapsed) : -logReturn * elapsed);
  }
  return sum;
}

/**
 * A distance from 0, as a log return, from which on the payment at one end of the period outweighs all others together, as
 * it does once gap x log return >= ln(others / own). One more in the logarithm leaves no doubt to rounding.
 * @param ordered From that end on.
 */
function outweighed(ordered: readonly Payment[]): number {
  const [own, next] = ordered as readonly [Payment, Payment];
  const others = ordered.reduce((sum, { amount }) => sum + Math.abs(amount), -Math.abs(own.amount));
  const gap = Math.abs(next.elapsed - own.elapsed);
  return Math.max(0, Math.log(others / Math.abs(own.amount)) + 1) / gap;
}

/**
 * Whether money of the investor's is in the portfolio all the while, if it grows at the rate that is asked about. Then no
 * other rate solves the payments: at a higher one every balance is larger, at a lower one smaller, the last one too.
 */
function isInvestedThroughout(payments: readonly Payment[], logReturn: number): boolean {
  let [balance, since] = [0, 0];
  for (const { elapsed, amount } of payments.slice(0, -1)) {
    balance = balance * Math.exp(logReturn * (elapsed - since)) - amount;
    since = elapsed;
    if (balance < 0) return false;
  }
  return true;
}

/** The root nearest 0 of payments of which the first is below 0 and the last above: so there is one. */
function nearestRoot(payments: readonly Payment[]): number {
  const value = (logReturn: number) => valueAt(payments, logReturn);
  const rootIn = (low: number, high: number) => brent(value, low, high, { absolute: LOG_RETURN_TOLERANCE });
  const highest = outweighed(payments);
  const lowest = -outweighed(payments.toReversed());
  const atZero = value(0);
  const found = atZero > 0 ? rootIn(0, highest) : rootIn(lowest, 0);
  if (isInvestedThroughout(payments, found)) return found;
  let [low, high, step] = [0, 0, FIRST_STEP];
  let [signLow, signHigh] = [Math.sign(atZero), Math.sign(atZero)];
  for (;;) {
    const [lower, higher] = [Math.max(lowest, low - step), Math.min(highest, high + step)];
    const [signLower, signHigher] = [Math.sign(value(lower)), Math.sign(value(higher))];
    const below = signLower === signLow ? null : rootIn(lower, low);
    const above = signHigher === signHigh ? null : rootIn(high, higher);
    if (below !== null) return above === null || -below <= above ? below : above;
    if (above !== null) return above;
    [low, high, step] = [lower, higher, step * STEP_GROWTH];
    [signLow, signHigh] = [signLower, signHigher];
  }
}

function grown(logReturn: number): Known<number> {
  const simple = Math.expm1(logReturn);
  return Number.isFinite(simple) ? known(simple) : notKnown("insufficient_history");
}

/**
 * The money-weighted return of a period: the rate at which the equity at the start and what was paid in since are worth what
 * was taken out and the equity at the end,
 *
 *     -start + sum flow[i] (1 + r)^(-days[i] / 365) + end (1 + r)^(-days / 365) = 0,    r > -1.
 *
 * Payments of changing signs may have several such rates. Taken is the one whose log return, ln(1 + r), is nearest 0 (of two
 * equally near, the loss): the same whether counted by year or by period. They are looked for outward from 0, in steps that
 * start at 0.001 of the period's log return and grow by 2 %; two within one step can be overlooked, one at least is found.
 *
 * Zero days have a return of 0. `non_positive_equity` if the equity at the start or at the end is not above 0, be it before
 * or after the flows of those days. What is past a double is `insufficient_history`, such as the rate a year of a day that
 * made a portfolio eight times itself; the return of the period is known even then.
 * @param start The inception; a flow of that day comes on top of its equity.
 * @param end A flow of that day is in its equity already.
 * @param flows In any order, from the start's day through the end's.
 * @throws RangeError if the end lies before the start, or a flow outside of them.
 */
export function moneyWeightedReturn(
  start: EquityOn,
  end: EquityOn,
  flows: readonly InvestorFlow[],
): MoneyWeighted {
  const days = toEpochDay(end.day) - toEpochDay(start.day);
  if (days < 0) throw new RangeError(`${end.day} lies before ${start.day}.`);
  if (days === 0) return { annualised: known(0), periodReturn: known(0) };
  const payments = paymentsOf(start, end, flows);
  const [invested, left] = [payments[0] as Payment, payments.at(-1) as Payment];
  if (start.equity <= 0 || end.equity <= 0 || invested.amount >= 0 || left.amount <= 0) {
    return { annualised: notKnown("non_positive_equity"), periodReturn: notKnown("non_positive_equity") };
  }
  const logReturn = nearestRoot(payments);
  return { annualised: grown((logReturn * DAYS_PER_YEAR) / days), periodReturn: grown(logReturn) };
}
