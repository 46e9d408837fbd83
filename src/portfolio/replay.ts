import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, cents, ZERO_CENTS } from "../platform/money.ts";
import { type Account, type Holding, stateOn } from "./account.ts";
import { Accounts, type BookInputs } from "./accounts.ts";
import { type CashMovement, NO_CASH, sumOfCash } from "./cash-book.ts";
import { Closing } from "./closing.ts";
import { Conversions, type MovedLot } from "./conversions.ts";
import { missingRate } from "./exchange.ts";
import { intervalOf, movedBetween, openingInterval } from "./interval.ts";
import type { Movement } from "./ledger.ts";
import { openingOf } from "./portfolio.ts";
import { placeAfter, RunningTotals } from "./running-totals.ts";
import type { ReplayedSession, UntoldSession } from "./snapshot.ts";

const NONE: readonly Movement[] = [];
const sessionOf = ({ session }: { readonly session: IsoDate }) => session;

/** So many sessions are closed together: enough to read each lot seldom, few enough for their columns to be held. */
const SESSIONS_AT_ONCE = 16;
const NOTHING_MOVED: ReadonlyMap<number, readonly Movement[]> = new Map();

/** A session that is being closed. */
interface Opened {
  /** The session of the snapshot before; null at inception. */
  readonly before: IsoDate | null;
  readonly session: IsoDate;
  /** The movements since, by the places of their accounts. */
  readonly moved: ReadonlyMap<number, readonly Movement[]>;
  readonly conversions: Conversions;
  readonly closing: Closing;
}

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
    const waiting = [...sessions];
    for (let from = 0; from < waiting.length; from += SESSIONS_AT_ONCE) {
      yield* this.#together(waiting.slice(from, from + SESSIONS_AT_ONCE));
    }
  }

  /** Lot by lot over all of the sessions, not session by session: what a lot is made of is then read once for many of them. */
  #together(sessions: readonly IsoDate[]): readonly ReplayedSession[] {
    const asked = sessions.map((session) => this.#untold(session) ?? this.#opened(session));
    const opened = asked.filter((each) => "closing" in each);
    for (const [at, account] of this.#accounts.all.entries()) {
      let last: { readonly session: IsoDate; readonly holding: Holding | null } | null = null;
      for (const each of opened) {
        const { before, session } = each;
        const was =
          before === null ? null : before === last?.session ? last.holding : this.#holding(account, before);
        const now = this.#holding(account, session);
        last = { session, holding: now };
        this.#add(each, at, account, was, now);
      }
    }
    return asked.map((each) => ("closing" in each ? each.closing.close() : each));
  }

  #opened(session: IsoDate): Opened {
    const { all } = this.#accounts;
    const before = this.#before(session);
    const moved = before === null ? NOTHING_MOVED : this.#movedBetween(before, session);
    const totals = this.#totals.through(session);
    const terms = {
      portfolio: this.#inputs.portfolio,
      ...{ before, session, totals },
      moved: before === null ? NO_CASH : sumOfCash(this.#cashBetween(before, session)),
      cash: cents(this.#accounts.openingCash + totals.cash),
    };
    const givers = [...moved].filter(([, own]) => own.some(({ given }) => given !== null));
    const conversions = new Conversions(
      givers.map(([at, own]): MovedLot => {
        const account = all[at] as Account;
        const held = before === null ? null : this.#holding(account, before);
        return { lotId: account.lot.id, before: held, moved: own };
      }),
    );
    return { before, session, moved, conversions, closing: new Closing(terms, all.length) };
  }

  #add(
    { before, session, moved, conversions, closing }: Opened,
    at: number,
    account: Account,
    was: Holding | null,
    now: Holding | null,
  ): void {
    if (before === null) {
      if (now !== null) closing.add(openingInterval(account, now));
      return;
    }
    const own = moved.get(at) ?? NONE;
    const value = conversions.net(account.lot.id);
    if (was === null && now === null && own.length === 0 && value === null) return;
    const rate = value === null ? null : (this.#accounts.valuer.rate(account, before) ?? 1);
    const converted = value === null || rate === null ? null : { value, rate };
    closing.add(intervalOf(account, session, was, now, own, converted));
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

  #holding(account: Account, session: IsoDate): Holding | null {
    const state = stateOn(account.states, session);
    const holding = state === null ? null : this.#accounts.valuer.value(account, state, session);
    return holding === "no_rate" ? null : holding;
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
}
