import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { FieldGroup, InstrumentType } from "../../../db/schema/words.ts";
import { formatInstant } from "../../platform/clock.ts";
import { addDays, fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import type { Requirement } from "../collect/needs.ts";
import type { SymbolName } from "../symbol.ts";
import { EarningsRows } from "./earnings-rows.ts";
import type { ProfileGroup } from "./field-group.ts";
import { type GroupState, GroupStates } from "./group-state.ts";
import { profileTerms } from "./profile-terms.ts";
import { type DeferredSearch, type FundamentalQuestion, SymbolFinder } from "./searched-symbol.ts";
import { lastTurn, MONTH_SESSIONS, WEEK_SESSIONS } from "./turn.ts";

/**
 * Symbols a night whose turn it is to be asked for more than a quote, as a share of the universe: with a chart and a
 * hundredth of a quote a night, and the statements of four quarters a year, that keeps a known symbol at 1.2 requests.
 * Small universes are not held back: nobody counts a few requests.
 */
const TURNS_SHARE = 0.07;
const FEWEST_TURNS = 10;
/** Nobody waits longer for a turn because others have news every week. */
const LONGEST_WAIT_SESSIONS = 25;
/** What is gone for so many nights is gone. */
const NIGHTS_GONE = 3;

/** A symbol of whose profile something is due. */
export interface ProfileNeed {
  readonly symbol: SymbolName;
  readonly type: InstrumentType | null;
  /** At least one. */
  readonly groups: readonly ProfileGroup[];
  /** Groups that nobody has told yet: for these any provider will do. */
  readonly missing: readonly ProfileGroup[];
  /** Groups that were told before: that there is nothing of the kind is not believed at once. */
  readonly told: readonly ProfileGroup[];
}

export interface ProfileNeeds {
  readonly due: readonly ProfileNeed[];
  readonly deferred: readonly DeferredSearch[];
}

/** Why a symbol's turn is more urgent than another's, and the session since which it waits. */
interface Turn {
  readonly isAfterEarnings: boolean;
  readonly hasWaited: boolean;
  readonly hasNews: boolean;
  readonly since: IsoDate;
}

/** What of one symbol is due, before turns are counted. */
interface Draft extends ProfileNeed {
  /** Whether more than a quote is due of a symbol that has had its turn before, and when it had it. */
  readonly turn: Turn | null;
}

/** Reads what of the universe's profiles is due, from a connection that only reads. */
export class ProfileNeedReader {
  readonly #question: FundamentalQuestion;
  readonly #at: string;
  readonly #today: IsoDate;
  readonly #longAgo: IsoDate;
  readonly #states: GroupStates;
  readonly #earnings: EarningsRows;
  readonly #symbols: SymbolFinder;
  readonly #turnsTaken: Statement;
  readonly #expected: Statement;

  constructor(db: Sqlite, question: FundamentalQuestion) {
    this.#question = question;
    this.#at = formatInstant(question.now);
    this.#today = fromEpochDay(newYorkDayAt(question.now));
    const xnys = calendarOf("XNYS");
    const night = xnys.ordinalOf(xnys.sessionOnOrBefore(question.night));
    this.#longAgo = xnys.sessionAt(Math.max(0, night - LONGEST_WAIT_SESSIONS));
    this.#states = new GroupStates(db);
    this.#earnings = new EarningsRows(db);
    this.#symbols = new SymbolFinder(db);
    this.#turnsTaken = db
      .prepare(
        `SELECT count(DISTINCT symbol_id) FROM field_group_state
         WHERE field_group IN ('identity', 'ratios') AND (night = ? OR next_try_at > ?)`,
      )
      .pluck();
    // What analysts expect of the next year stands in every quote: another figure tells that their estimates are others.
    this.#expected = db
      .prepare(
        `SELECT count(DISTINCT eps_forward) > 1 FROM valuation WHERE symbol_id = ? AND as_of >= coalesce(
           (SELECT max(as_of) FROM valuation WHERE symbol_id = ? AND as_of <= ?), '')`,
      )
      .pluck();
  }

  /** What is due of some symbols: quotes of all, more of those whose turn it is. */
  read(requirements: readonly Requirement[]): ProfileNeeds {
    const { night, isAsked } = this.#question;
    const deferred = new Map<SymbolName, DeferredSearch>();
    const drafts = requirements.flatMap((each) => this.#draft(each, deferred) ?? []);
    const share = Math.floor(requirements.length * TURNS_SHARE);
    const most = isAsked ? Number.POSITIVE_INFINITY : Math.max(FEWEST_TURNS, share);
    const left = Math.max(0, most - (this.#turnsTaken.get(night, this.#at) as number));
    const turns = drafts.filter((each) => each.turn !== null).sort(byUrgency);
    const waiting = new Set(turns.slice(left));
    const due = drafts.flatMap(({ turn: _, ...need }, at): ProfileNeed[] => {
      if (!waiting.has(drafts[at] as Draft)) return [need];
      return need.groups.includes("valuation") ? [{ ...need, groups: ["valuation"] }] : [];
    });
    return { due, deferred: [...deferred.values()] };
  }

  #draft({ symbol }: Requirement, deferred: Map<SymbolName, DeferredSearch>): Draft | null {
    const row = this.#symbols.find(symbol);
    if (row === "nobody") return null;
    const { daily, weekly, monthly } = profileTerms(symbol, row?.type ?? null);
    if (daily.length === 0) return null;
    const states = row === null ? new Map<FieldGroup, GroupState>() : this.#states.of(row.id);
    const event = row === null ? null : this.#earnings.lastDay(row.id, addDays(this.#today, -1));
    const isDue = (group: ProfileGroup, since: IsoDate) => {
      const state = states.get(group);
      if (this.#question.isAsked) return true;
      if (state?.nextTryAt != null && state.nextTryAt > this.#at) {
        deferred.set(symbol, { symbol, until: state.nextTryAt, because: state.missing ?? "deferred" });
        return false;
      }
      return state?.night == null || state.night < since;
    };
    const night = this.#question.night;
    const week = this.#weekOf(symbol, weekly, states);
    const ofWeek = weekly.filter((group) => isDue(group, event !== null && event > week ? event : week));
    const month = lastTurn(symbol, night, MONTH_SESSIONS);
    // Who is asked every week is asked for the month's groups with the same request.
    const waits = (group: ProfileGroup) =>
      weekly.length > 0 && ofWeek.length === 0 && states.get(group)?.night != null;
    const ofMonth = monthly.filter((group) => !waits(group) && isDue(group, month));
    const wanted = [...daily.filter((group) => isDue(group, night)), ...ofWeek, ...ofMonth];
    if (wanted.length === 0) return null;
    const missing = wanted.filter((group) => states.get(group)?.night == null);
    const told = wanted.filter((group) => wasTold(states.get(group)));
    const nights = wanted
      .filter((group) => group !== "valuation")
      .map((group) => states.get(group)?.night ?? null);
    const since = nights.filter((each) => each !== null).sort()[0];
    const isTurn = nights.length > 0 && nights.every((each) => each !== null);
    const turn =
      isTurn && since !== undefined && row !== null
        ? {
            isAfterEarnings: event !== null && since < event,
            hasWaited: since < this.#longAgo,
            hasNews: this.#hasNews(row.id, since),
            since,
          }
        : null;
    return { symbol, type: row?.type ?? null, groups: wanted, missing, told, turn };
  }

  /** A company of which nobody tells anything every week is asked for every month. */
  #weekOf(
    symbol: SymbolName,
    weekly: readonly ProfileGroup[],
    states: ReadonlyMap<FieldGroup, GroupState>,
  ): IsoDate {
    const isBare = weekly.every((group) => states.get(group)?.missing === "no_data");
    return lastTurn(symbol, this.#question.night, isBare ? MONTH_SESSIONS : WEEK_SESSIONS);
  }

  #hasNews(symbolId: number, since: IsoDate): boolean {
    return this.#expected.get(symbolId, symbolId, since) === 1;
  }
}

/** Whether a group was told when it was last answered, and has not been gone for some nights. */
function wasTold(state: GroupState | undefined): boolean {
  if (state?.night == null) return false;
  return state.missing === null || (state.failures > 0 && state.failures < NIGHTS_GONE);
}

/** After earnings first, then who has waited too long, then where analysts expect something else, then who has waited longest. */
function byUrgency(a: Draft, b: Draft): number {
  const [x, y] = [a.turn, b.turn] as [Turn, Turn];
  for (const reason of ["isAfterEarnings", "hasWaited", "hasNews"] as const)
    if (x[reason] !== y[reason]) return x[reason] ? -1 : 1;
  if (x.since !== y.since) return x.since < y.since ? -1 : 1;
  return a.symbol < b.symbol ? -1 : 1;
}
