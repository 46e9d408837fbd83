import type { FieldGroup } from "../../../db/schema/words.ts";
import type { RunReport } from "../../../src/batch/night.ts";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { newYorkDayAt } from "../../../src/market/calendar/new-york.ts";
import {
  addDays,
  fromEpochDay,
  type IsoDate,
  isoDate,
  toEpochDay,
  weekdayOf,
} from "../../../src/platform/iso-date.ts";
import type { ServedProvider } from "../../support/provider-desk.ts";
import { eveningOf, sessionAfter, WANTED_ANYWAY } from "../collect/collecting.ts";
import { type ComingQuarter, comingQuarters } from "./coming-quarters.ts";
import { companyNames, DeskOfCompanies, FUNDS } from "./desk-of-companies.ts";
import { StatementSearchLog } from "./statement-searches.ts";
import { type Gaps, sessionsBetween, Tellings } from "./tellings.ts";
import { ToldStatements } from "./told-statements.ts";

/** Statements of so many companies are fetched for the first time in one night. */
const FIRST_A_NIGHT = 100;
/** So many have their turn to be asked for more than a quote in a night, as a share of all, and at least. */
const TURNS = { share: 0.07, fewest: 10 } as const;
/** What providers without a crumb cannot tell anything new of. */
const CRUMBED = [
  "valuation",
  "company_ratio",
  "analyst_target",
  "analyst_estimate",
  "earnings_date",
] as const;

/** How a year is set up. */
export interface YearOptions {
  readonly companies: number;
  /** The session of the first night. */
  readonly first: string;
  readonly seed?: number;
  readonly provider?: ServedProvider;
}

/** A year of nights of companies and funds, or a part of one, held against the truth night by night. */
export class FundamentalsYear implements AsyncDisposable {
  readonly companies: readonly string[];
  readonly searches: StatementSearchLog;
  readonly told: ToldStatements;
  readonly tellings = new Tellings();
  /** What was not as it should be. */
  readonly faults: string[] = [];
  /** Sessions on whose nights nobody could tell anything that needs a crumb. */
  readonly #idle = new Set<IsoDate>();
  readonly #made: DeskOfCompanies;
  readonly #parts = new Map<string, number>();
  readonly #nightsToFill: number;
  /** The days of New York on whose evenings there were nights, holidays included. */
  readonly #days: IsoDate[] = [];
  #nights = 0;
  #next: IsoDate;
  #isRefusing = false;

  private constructor(made: DeskOfCompanies, companies: readonly string[], first: string) {
    this.#made = made;
    this.companies = companies;
    this.searches = new StatementSearchLog(made.companies);
    this.told = new ToldStatements(made.companies);
    this.#nightsToFill = Math.ceil(companies.length / FIRST_A_NIGHT);
    this.#next = isoDate(first);
  }

  static async begun({ companies, first, seed, provider = "yahoo" }: YearOptions): Promise<FundamentalsYear> {
    const names = companyNames(companies);
    const made = await DeskOfCompanies.begun({
      held: { One: Object.fromEntries(names.map((name) => [name, 10])) },
      first,
      providers: [provider],
      ...(seed === undefined ? {} : { seed }),
    });
    return new FundamentalsYear(made, names, first);
  }

  get known(): number {
    return this.companies.length + WANTED_ANYWAY.length;
  }

  /** Runs so many nights, each a session later; every fifth of them twice, unless nobody gets a crumb. */
  async nights(count: number, each: (report: RunReport) => void = () => undefined): Promise<void> {
    for (let night = 0; night < count; night++) {
      const session = this.#next;
      each(await this.#night(session));
      if (this.#nights % 5 === 1 && !this.#isRefusing) await this.#twice();
      this.#next = sessionAfter(session);
      await this.#holidays(session);
    }
  }

  /** Lets so many sessions pass without a night. */
  miss(count: number): void {
    for (let missed = 0; missed < count; missed++) {
      this.#idle.add(this.#next);
      this.#next = sessionAfter(this.#next);
    }
  }

  /** Runs so many nights on which nobody gets a crumb, and the one that is held is none any more. */
  async refusedNights(count: number): Promise<void> {
    const servers = Object.values(this.#made.providers.servers);
    for (const server of servers) {
      server.crumb = `another.${server.crumb}`;
      server.fault = ({ kind }) => (kind === "crumb" ? { kind: "too_many_requests" } : null);
    }
    const before = this.#crumbed();
    this.#isRefusing = true;
    await this.nights(count);
    this.#isRefusing = false;
    if (this.#crumbed() !== before) this.faults.push("values changed that nobody told");
    for (const server of servers) server.fault = () => null;
  }

  /** Requests for each known symbol and night after the first filling, by their kind and in all. */
  requestsPerNight(): Readonly<Record<string, number>> {
    const nights = this.#nights - this.#nightsToFill;
    const parts = [...this.#parts].map(
      ([kind, count]) => [kind, rounded(count / this.known / nights)] as const,
    );
    const all = [...this.#parts.values()].reduce((sum, count) => sum + count, 0);
    return { ...Object.fromEntries(parts), all: rounded(all / this.known / nights) };
  }

  /** How long companies and funds waited for a group; what a fund has not is never told of it. */
  gaps(group: FieldGroup): Gaps {
    return this.tellings.gaps(group, [...this.companies, ...FUNDS], this.#made.session);
  }

  /** After each earnings day: the nights until estimates were told anew, without those on which nobody could. */
  waitsAfterEarnings(): readonly { readonly what: string; readonly nights: number }[] {
    const last = this.#made.session;
    return this.#made.companies.earningsDaysUpTo(last).flatMap(({ symbol, day }) => {
      const [first] = this.tellings.of("estimates", symbol);
      if (first === undefined || day < first) return [];
      const told = this.tellings.firstFrom("estimates", symbol, day);
      const idle = [...this.#idle].filter((each) => each >= day && each < (told ?? last)).length;
      const nights = sessionsBetween(day, told ?? last) - idle;
      return [{ what: `${symbol} ${day} to ${told ?? "never"}`, nights }];
    });
  }

  /** The most days from the day on which a quarter's figures were there to the one on which they were stored. */
  latest(): number {
    return Math.max(
      0,
      ...this.#quarters().map(({ found, visible }) => daysBetween(visible, found ?? visible)),
    );
  }

  /** Quarters that came and were not stored when their search was due, and whatever is stored otherwise than it was told. */
  verdict(): readonly string[] {
    const missed = this.#quarters()
      .filter(({ found, latest }) => found === null || found > latest)
      .map(({ what, due, found }) => `${what} was due on ${due}, and stored on ${found ?? "no day"}`);
    return [...this.faults, ...this.searches.causeless, ...missed, ...this.told.faults(this.#made)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#made[Symbol.asyncDispose]();
  }

  #quarters(): readonly ComingQuarter[] {
    const { searches, told } = this;
    const seen = { companies: this.#made.companies, searches, told, nights: this.#days };
    return comingQuarters(this.companies, seen);
  }

  #crumbed(): string {
    return JSON.stringify(
      CRUMBED.map((table) => this.#made.rows(`SELECT * FROM ${table} ORDER BY symbol_id, as_of`)),
    );
  }

  async #night(session: IsoDate): Promise<RunReport> {
    const report = await this.#made.night(session);
    this.#nights += 1;
    if (this.#isRefusing) this.#idle.add(session);
    this.#take();
    const say = (fault: string) => this.faults.push(`${session}: ${fault}`);
    if (report.status !== "completed") say(`the night ended as ${report.status}`);
    if (this.#made.askedFor("chart").length !== this.known) say("not every symbol had its chart");
    const quoted = this.#isRefusing ? 0 : this.companies.length + FUNDS.length;
    if (!this.#isRefusing && this.#made.askedFor("quote").length !== quoted)
      say("not every symbol had its quote");
    const summaries = this.#made.requests("quote_summary").filter(({ url }) => !isFilings(url));
    const most = Math.max(TURNS.fewest, Math.floor((this.companies.length + FUNDS.length) * TURNS.share));
    if (this.#nights > this.#nightsToFill && summaries.length > most)
      say(`${summaries.length} had their turn, and ${most} should`);
    const valued = this.#made.rows<{ readonly count: number }>(
      "SELECT count(*) AS count FROM field_group_state WHERE field_group = 'valuation' AND night = ? AND missing IS NULL",
      session,
    );
    if (valued[0]?.count !== quoted) say(`${valued[0]?.count} of ${quoted} symbols were told their value`);
    return report;
  }

  /** The same night once more asks nobody for anything. */
  async #twice(): Promise<void> {
    this.#made.providers.forget();
    const { upToDate } = await this.#made.again();
    const { requests } = this.#made.providers;
    if (!upToDate || requests > 0)
      this.faults.push(
        `${this.#made.session}, again: ${requests} requests, ${upToDate ? "" : "not "}up to date`,
      );
  }

  /** On a holiday there is no session and no quote; statements may be due all the same. */
  async #holidays(session: IsoDate): Promise<void> {
    for (let day = addDays(session, 1); day < this.#next; day = addDays(day, 1)) {
      if ([0, 6].includes(weekdayOf(toEpochDay(day))) || calendarOf("XNYS").isSession(day)) continue;
      this.#made.providers.clock.moveTo(eveningOf(day));
      this.#made.providers.forget();
      await this.#made.again();
      this.#take();
      const asked = this.#made.requests().filter(({ kind }) => kind === "chart" || kind === "quote").length;
      if (asked > 0) this.faults.push(`${day}: ${asked} prices were asked for on a holiday`);
    }
  }

  /** Holds what was asked for against the truth. */
  #take(): void {
    const made = this.#made;
    const today = fromEpochDay(newYorkDayAt(made.providers.clock.now()));
    this.#days.push(today);
    const series = made.requests("timeseries");
    this.searches.note(today, series, (symbol, end) => this.told.firstTold(symbol, end) !== null);
    this.told.note(series);
    this.tellings.note(made);
    if (this.#nights <= this.#nightsToFill) return;
    for (const { kind } of made.requests()) this.#parts.set(kind, (this.#parts.get(kind) ?? 0) + 1);
  }
}

/** Whether a summary is of reports only, which come with new statements. */
const isFilings = (url: URL): boolean => url.searchParams.get("modules") === "secFilings";
const daysBetween = (from: IsoDate, to: IsoDate): number => toEpochDay(to) - toEpochDay(from);
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
