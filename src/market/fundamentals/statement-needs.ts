import type { Statement as Prepared, Sqlite } from "../../../db/driver.ts";
import { formatInstant } from "../../platform/clock.ts";
import { fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import type { Requirement } from "../collect/needs.ts";
import type { SymbolName } from "../symbol.ts";
import { EarningsRows } from "./earnings-rows.ts";
import { GroupStates } from "./group-state.ts";
import { hasStatements } from "./profile-terms.ts";
import { type DeferredSearch, type FundamentalQuestion, SymbolFinder } from "./searched-symbol.ts";
import {
  begun,
  dueSearch,
  hasComeUnnoted,
  reckonedDay,
  type StatementSearch,
  StatementSearches,
} from "./statement-search.ts";
import { StatementStore } from "./statement-store.ts";
import { lastTurn, MONTH_SESSIONS } from "./turn.ts";

/** Companies whose statements are fetched for the first time in one night: a new universe is filled over some nights. */
const FIRST_A_NIGHT = 100;

/** A company of which statements are due. */
export interface StatementNeed {
  readonly symbol: SymbolName;
  /** missing: nothing of it was ever told. earnings: the period of an earnings day has not come yet. asked: somebody wants it. */
  readonly why: "missing" | "earnings" | "asked";
  /** The search that an answer is noted under; null where no earnings day is known. */
  readonly search: StatementSearch | null;
  readonly known: { readonly quarterly: IsoDate | null; readonly annual: IsoDate | null };
  /** Whether the last search was broken off when some of a period's statements had come, and others not. */
  readonly isPartial: boolean;
}

export interface StatementNeeds {
  readonly due: readonly StatementNeed[];
  readonly deferred: readonly DeferredSearch[];
}

/** Reads of which companies statements are due, from a connection that only reads. */
export class StatementNeedReader {
  readonly #question: FundamentalQuestion;
  readonly #at: string;
  readonly #today: IsoDate;
  readonly #states: GroupStates;
  readonly #earnings: EarningsRows;
  readonly #searches: StatementSearches;
  readonly #statements: StatementStore;
  readonly #symbols: SymbolFinder;
  readonly #firstTonight: Prepared;
  readonly #held: Prepared;

  constructor(db: Sqlite, question: FundamentalQuestion) {
    this.#question = question;
    this.#at = formatInstant(question.now);
    this.#today = fromEpochDay(newYorkDayAt(question.now));
    this.#states = new GroupStates(db);
    this.#earnings = new EarningsRows(db);
    this.#searches = new StatementSearches(db);
    this.#statements = new StatementStore(db);
    this.#symbols = new SymbolFinder(db);
    this.#firstTonight = db
      .prepare("SELECT count(*) FROM field_group_state WHERE field_group = 'statements' AND night = ?")
      .pluck();
    this.#held = db
      .prepare(
        `SELECT l.symbol, sum(abs(v.market_value)) FROM position_value v JOIN lot l ON l.id = v.lot_id
         WHERE l.asset_class = 'PUBLIC' GROUP BY l.symbol`,
      )
      .raw();
  }

  /** What is due: periods that should have come first, then what was never told, what is held most first. */
  read(requirements: readonly Requirement[]): StatementNeeds {
    const deferred: DeferredSearch[] = [];
    const needs = requirements.flatMap((each) => this.#need(each, deferred) ?? []);
    const held = new Map(this.#held.all() as [string, number][]);
    const missing = needs
      .filter(({ why }) => why === "missing")
      .sort((a, b) => (held.get(b.symbol) ?? 0) - (held.get(a.symbol) ?? 0));
    const left = Math.max(0, FIRST_A_NIGHT - (this.#firstTonight.get(this.#question.night) as number));
    const due = [...needs.filter(({ why }) => why !== "missing"), ...missing.slice(0, left)];
    return { due, deferred };
  }

  #need({ symbol }: Requirement, deferred: DeferredSearch[]): StatementNeed | null {
    const row = this.#symbols.find(symbol);
    if (row === null || row === "nobody") return null;
    if (!hasStatements(symbol, row.type)) return null;
    const known = this.#statements.known(row.id);
    const newest = known.quarterly ?? known.annual;
    const last = this.#lastDay(row.id, known);
    const stored = this.#searches.of(row.id);
    const first = last === null ? null : begun(null, last, newest);
    const state = this.#states.of(row.id).get("statements");
    const isBroken = (state?.failures ?? 0) > 0;
    const isPartial = isBroken && (state?.night == null || hasComeUnnoted(stored, last, newest));
    if (this.#question.isAsked) return { symbol, why: "asked", search: stored ?? first, known, isPartial };
    // Of whom nobody had any is asked for again, by the month.
    const turn = lastTurn(symbol, this.#question.night, MONTH_SESSIONS);
    const isMissing = state?.night == null || (newest === null && state.night < turn);
    const search =
      dueSearch(stored, last, newest, this.#today) ??
      (isPartial && last !== null ? begun(stored, last, newest) : null);
    if (!isMissing && search === null) return null;
    if (state?.nextTryAt != null && state.nextTryAt > this.#at) {
      deferred.push({ symbol, until: state.nextTryAt, because: state.missing ?? "deferred" });
      return null;
    }
    if (!isMissing) return { symbol, why: "earnings", search, known, isPartial };
    return { symbol, why: "missing", search: first, known, isPartial };
  }

  /** The newest earnings day up to today; one that is reckoned where no provider has ever named any. */
  #lastDay(id: number, known: StatementNeed["known"]): IsoDate | null {
    if (this.#earnings.on(id, this.#today) !== null) return this.#earnings.lastDay(id, this.#today);
    const day = reckonedDay(known);
    return day !== null && day <= this.#today ? day : null;
  }
}
