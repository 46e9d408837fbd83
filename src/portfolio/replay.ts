import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, cents, ZERO_CENTS } from "../platform/money.ts";
import { type Account, type Holding, stateOn } from "./account.ts";
import { Accounts, type BookInputs } from "./accounts.ts";
import { type CashMovement, NO_CASH, sumOfCash } from "./cash-book.ts";
import { closed } from "./closing.ts";
import { Conversions, type MovedLot } from "./conversions.ts";
import { missingRate } from "./exchange.ts";
import { type Interval, intervalOf, movedBetween, openingInterval } from "./interval.ts";
import type { Movement } from "./ledger.ts";
import { openingOf } from "./portfolio.ts";
import { placeAfter, RunningTotals } from "./running-totals.ts";
import type { Replayed, ReplayedSession, UntoldSession } from "./snapshot.ts";

const NONE: readonly Movement[] = [];
const sessionOf = ({ session }: { readonly session: IsoDate }) => session;

/** That something of an account moved at a session. */
interface Move {
  readonly session: IsoDate;
  /** The place of the account. */
  readonly at: number;
}

/**
 * A portfolio's books, replayed from its events: every snapshot is a function of events and prices up to its session and
 * of nothing that was computed before, so any session can be asked for, in any order, and gives the same cents.
 *
 *     equity = cash + market values;   equity(d1) = equity(d0) + P&L(d0, d1] + flows(d0, d1]
 *
 * Opening holdings enter at their value at the inception close, and cash then is what the stated equity leaves; later lots
 * enter through cash at their entry price.
 */
export class Replay {
  readonly #inputs: BookInputs;
  readonly #accounts: Accounts;
  readonly #totals: RunningTotals;
  readonly #foreign: readonly Account[];
  /** Ascending by session. */
  readonly #moves: readonly Move[];

  constructor(inputs: BookInputs) {
    this.#inputs = inputs;
    this.#accounts = new Accounts(inputs);
    const { all, cash } = this.#accounts;
    this.#foreign = all.filter(({ currency, lot }) => {
      const own = inputs.portfolio.currency;
      return currency !== own || (openingOf(lot).currency ?? own) !== own;
    });
    this.#moves = all
      .flatMap(({ movements }, at) => movements.map(({ session }): Move => ({ session, at })))
      .sort((a, b) => (a.session < b.session ? -1 : Number(a.session > b.session)));
    this.#totals = new RunningTotals([
      ...all.flatMap(({ movements }) =>
        movements.map(({ session, trade, dividend, fees, external, realized }) => ({
          session,
          cash: addCents(trade, dividend, fees),
          flow: external,
          realized,
        })),
      ),
      ...cash.map(({ session, flow, interest, fees, dividend }) => ({
        session,
        cash: addCents(flow, interest, fees, dividend),
        flow,
        realized: ZERO_CENTS,
      })),
    ]);
  }

  /** The snapshots of some sessions, none before inception, in their order; of a session that cannot be told, why. */
  *sessions(sessions: Iterable<IsoDate>): Generator<ReplayedSession> {
    let last: IsoDate | null = null;
    let holdings: readonly (Holding | null)[] = [];
    for (const session of sessions) {
      const untold = this.#untold(session);
      if (untold !== null) {
        yield untold;
        continue;
      }
      const before = this.#before(session);
      const earlier = before === null ? [] : before === last ? holdings : this.#holdings(before);
      holdings = this.#holdings(session);
      last = session;
      yield this.#replayed(before, earlier, session, holdings);
    }
  }

  /** The newest session before one whose books can be told; null at inception, which always can if any later one can. */
  #before(session: IsoDate): IsoDate | null {
    const { inception } = this.#inputs.portfolio;
    let before = session;
    while (before > inception) {
      before = calendarOf("XNYS").previousSession(before);
      if (this.#untold(before) === null) return before;
    }
    return null;
  }

  #untold(session: IsoDate): UntoldSession | null {
    const { broken, valuer } = this.#accounts;
    if (broken !== null && session >= broken.session)
      return { gap: broken.reason, session, detail: broken.detail };
    for (const account of this.#foreign) {
      const state = stateOn(account.states, session);
      if (state === null || valuer.value(account, state, session) !== "no_rate") continue;
      const { lot } = account;
      const currency = valuer.rate(account, session) === null ? account.currency : openingOf(lot).currency;
      const detail = missingRate(lot.symbol, currency ?? "unknown", this.#inputs.portfolio.currency, session);
      return { gap: "no_fx_rate", session, detail };
    }
    return null;
  }

  #holdings(session: IsoDate): readonly (Holding | null)[] {
    const { all, valuer } = this.#accounts;
    return all.map((account) => {
      const state = stateOn(account.states, session);
      const holding = state === null ? null : valuer.value(account, state, session);
      return holding === "no_rate" ? null : holding;
    });
  }

  #replayed(
    before: IsoDate | null,
    earlier: readonly (Holding | null)[],
    session: IsoDate,
    holdings: readonly (Holding | null)[],
  ): Replayed {
    const { portfolio } = this.#inputs;
    const totals = this.#totals.through(session);
    const close = {
      portfolio,
      before,
      session,
      totals,
      cash: cents(this.#accounts.openingCash + totals.cash),
    };
    if (before !== null) {
      const intervals = this.#intervals(before, earlier, session, holdings);
      return closed({ ...close, intervals, moved: sumOfCash(this.#cashBetween(before, session)) });
    }
    const intervals = this.#accounts.all.flatMap((account, at) => {
      const now = holdings[at] ?? null;
      return now === null ? [] : [openingInterval(account, now)];
    });
    return closed({ ...close, intervals, moved: NO_CASH });
  }

  /** The movements of an interval by the places of their accounts: of most lots there are none. */
  #movedBetween(after: IsoDate, through: IsoDate): ReadonlyMap<number, readonly Movement[]> {
    const moves = this.#moves;
    const moved = new Map<number, readonly Movement[]>();
    const end = placeAfter(moves, through, sessionOf);
    for (let place = placeAfter(moves, after, sessionOf); place < end; place += 1) {
      const { at } = moves[place] as Move;
      if (!moved.has(at)) moved.set(at, movedBetween(this.#accounts.all[at] as Account, after, through));
    }
    return moved;
  }

  #cashBetween(after: IsoDate, through: IsoDate): readonly CashMovement[] {
    const { cash } = this.#accounts;
    return cash.slice(placeAfter(cash, after, sessionOf), placeAfter(cash, through, sessionOf));
  }

  #intervals(
    before: IsoDate,
    earlier: readonly (Holding | null)[],
    session: IsoDate,
    holdings: readonly (Holding | null)[],
  ): readonly Interval[] {
    const { all, valuer } = this.#accounts;
    const moved = this.#movedBetween(before, session);
    const some = [...moved].map(([at, own]): MovedLot => {
      return { lotId: (all[at] as Account).lot.id, before: earlier[at] ?? null, moved: own };
    });
    const conversions = new Conversions(some);
    const intervals: Interval[] = [];
    for (const [at, account] of all.entries()) {
      const was = earlier[at] ?? null;
      const now = holdings[at] ?? null;
      const own = moved.get(at) ?? NONE;
      const value = conversions.net(account.lot.id);
      if (was === null && now === null && own.length === 0 && value === null) continue;
      const converted = value === null ? null : { value, rate: valuer.rate(account, before) ?? 1 };
      intervals.push(intervalOf(account, session, was, now, own, converted));
    }
    return intervals;
  }
}
