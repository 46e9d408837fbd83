import type { SnapshotStatus } from "../../db/schema/words.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { hashOf } from "../platform/hash.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { known, notKnown } from "../platform/known.ts";
import { addCents, type Cents, cents, centsOfProduct, sumCents, ZERO_CENTS } from "../platform/money.ts";
import { type Flow, flowsBetween, flowsOf, isOpeningHolding } from "./flow.ts";
import { type Account, columnsOf, flagsIn, type Holding, type Interval } from "./interval.ts";
import { markOf, standingFlags } from "./mark.ts";
import { type Lot, openingOf, type Portfolio, quantityOn } from "./portfolio.ts";
import { bitsOf, flagsOf } from "./position-flag.ts";
import { type PriceHistory, sharesAt } from "./price-history.ts";
import { type Replayed, SNAPSHOT_METHOD, type SnapshotFlag, type SnapshotReason } from "./snapshot.ts";

const isAtCost = (holding: Holding | null) => holding?.mark.flags.includes("at_cost") ?? false;

/**
 * A portfolio's books, replayed from its events: every snapshot is a function of events and prices up to its session and
 * of nothing that was computed before, so any session can be asked for, in any order, and gives the same cents.
 *
 *     equity = cash + market values;   equity(d1) = equity(d0) + P&L(d0, d1]
 *
 * Opening holdings enter at their value at the inception close, and cash then is what the stated equity leaves; later lots
 * enter through cash at their entry price.
 */
export class Replay {
  readonly #portfolio: Portfolio;
  readonly #accounts: readonly Account[];
  readonly #openingCash: Cents;
  readonly #flows: readonly Flow[];

  /**
   * @param lots By lot number.
   * @param histories By symbol; one that is missing has never had a price.
   * @param through No price or action after this session is read.
   */
  constructor(
    portfolio: Portfolio,
    lots: readonly Lot[],
    histories: ReadonlyMap<string, PriceHistory>,
    through: IsoDate,
  ) {
    this.#portfolio = portfolio;
    this.#accounts = lots.map((lot) => {
      const history = lot.assetClass === "PUBLIC" ? (histories.get(lot.symbol) ?? null) : null;
      return {
        lot,
        history,
        standing: standingFlags(lot, history, portfolio),
        flows: flowsOf(lot, history, portfolio, through),
        entryValue: cents(-openingOf(lot).cash),
      };
    });
    const opening = this.#accounts
      .filter(({ lot }) => isOpeningHolding(lot, portfolio))
      .map((account) => this.#holding(account, portfolio.inception)?.value ?? ZERO_CENTS);
    this.#openingCash = cents(portfolio.statedEquity - sumCents(opening));
    this.#flows = this.#accounts.flatMap(({ flows }) => flows);
  }

  /** The snapshots of some sessions, none before inception, in their order. */
  *snapshots(sessions: Iterable<IsoDate>): Generator<Replayed> {
    let session: IsoDate | null = null;
    let holdings: readonly (Holding | null)[] = [];
    for (const next of sessions) {
      const before = next === this.#portfolio.inception ? null : calendarOf("XNYS").previousSession(next);
      const earlier = before === null || before === session ? holdings : this.#holdings(before);
      holdings = this.#holdings(next);
      session = next;
      yield this.#replayed(before, before === null ? [] : earlier, session, holdings);
    }
  }

  #holdings(session: IsoDate): readonly (Holding | null)[] {
    return this.#accounts.map((account) => this.#holding(account, session));
  }

  #holding({ lot, history }: Account, session: IsoDate): Holding | null {
    const held = quantityOn(lot, session);
    if (held === 0) return null;
    const mark = markOf(lot, history, session, this.#portfolio);
    // A close that is carried over a split is of the shares there were before it.
    const { priceDate, age } = mark;
    const isClose = history !== null && priceDate !== null && age !== null;
    const quantity = isClose ? sharesAt(history, held, this.#portfolio.basisDate, priceDate) : held;
    const value = mark.price === null ? ZERO_CENTS : centsOfProduct(quantity, lot.multiplier, mark.price);
    return { quantity, mark, value };
  }

  #cashAt(session: IsoDate): Cents {
    const { trade, dividend } = flowsBetween(this.#flows, this.#portfolio.inception, session);
    return addCents(this.#openingCash, trade, dividend);
  }

  #interval(
    account: Account,
    before: Holding | null,
    now: Holding | null,
    from: IsoDate,
    to: IsoDate,
  ): Interval {
    const { trade, dividend } = flowsBetween(account.flows, from, to);
    const change = cents((now?.value ?? 0) - (before?.value ?? 0));
    return {
      account,
      before,
      now,
      trade,
      dividend,
      pnl: addCents(change, trade, dividend),
      revaluation: isAtCost(before) && now !== null && !isAtCost(now) ? change : ZERO_CENTS,
    };
  }

  #replayed(
    before: IsoDate | null,
    earlier: readonly (Holding | null)[],
    session: IsoDate,
    holdings: readonly (Holding | null)[],
  ): Replayed {
    const intervals = this.#accounts.map((account, at) => {
      const now = holdings[at] ?? null;
      if (before !== null) return this.#interval(account, earlier[at] ?? null, now, before, session);
      const nothing = { trade: ZERO_CENTS, dividend: ZERO_CENTS, pnl: ZERO_CENTS, revaluation: ZERO_CENTS };
      return { account, before: null, now, ...nothing };
    });
    const shown = intervals.filter(
      (each) => each.now !== null || each.before !== null || each.trade !== 0 || each.dividend !== 0,
    );
    const held = shown.flatMap(({ now }) => (now === null ? [] : [now]));
    const cash = this.#cashAt(session);
    const longValue = sumCents(held.map(({ value }) => value).filter((value) => value > 0));
    const shortValue = sumCents(held.map(({ value }) => value).filter((value) => value < 0));
    const equity = addCents(cash, longValue, shortValue);
    const dailyPnl = sumCents(shown.map(({ pnl }) => pnl));
    const equityBefore = cents(equity - dailyPnl);
    const flags = new Set<SnapshotFlag>(shown.flatMap((each) => flagsOf(bitsOf(flagsIn(each)))));
    if (cash < 0) flags.add("margin_debit");
    const reasons = reasonsOf(held);
    return {
      snapshot: {
        session,
        status: statusOf(reasons),
        equity,
        cash,
        longValue,
        shortValue,
        dailyPnl,
        revaluation: sumCents(shown.map(({ revaluation }) => revaluation)),
        dividends: sumCents(shown.map(({ dividend }) => dividend)),
        dailyReturn: equityBefore > 0 ? known(dailyPnl / equityBefore) : notKnown("non_positive_equity"),
        cumulativePnl: cents(equity - this.#portfolio.statedEquity),
        positionCount: held.length,
        coverage: coverageOf(held),
        flags: [...flags].sort(),
        reasons,
        inputs: this.#inputs(before, session, cash, shown),
      },
      positions: columnsOf(shown),
    };
  }

  #inputs(before: IsoDate | null, session: IsoDate, cash: Cents, shown: readonly Interval[]): string {
    const { currency, statedEquity } = this.#portfolio;
    const terms = [SNAPSHOT_METHOD, currency, statedEquity, before, session, cash];
    const lots = shown.map(
      ({ account: { lot, standing, entryValue }, before: was, now, trade, dividend }) => [
        ...[lot.lotNo, lot.symbol, lot.type, lot.multiplier, entryValue, ...standing],
        ...[was?.quantity, was?.value, was?.mark.flags.join(" "), trade, dividend],
        ...[now?.quantity, now?.mark.price, now?.mark.priceDate, now?.mark.age, now?.mark.flags.join(" ")],
      ],
    );
    return hashOf([terms, lots]);
  }
}

function statusOf(reasons: readonly SnapshotReason[]): SnapshotStatus {
  if (reasons.length === 0) return "complete";
  return reasons.every((reason) => reason === "nav_pending") ? "provisional" : "partial";
}

function reasonsOf(held: readonly Holding[]): SnapshotReason[] {
  const missing = held.filter(({ mark }) => mark.isMissing);
  const reasons: SnapshotReason[] = [];
  if (missing.some(({ mark }) => mark.price !== null)) reasons.push("no_price");
  if (missing.some(({ mark }) => mark.price === null)) reasons.push("not_priced");
  if (held.some(({ mark }) => mark.isDue)) reasons.push("nav_pending");
  return reasons;
}

function coverageOf(held: readonly Holding[]): number | null {
  const sizeOf = (some: readonly Holding[]) => some.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const total = sizeOf(held);
  return total === 0 ? null : sizeOf(held.filter(({ mark }) => mark.isCovered)) / total;
}
