import type { Writer } from "../../../db/writer.ts";
import { type EpochMs, formatInstant, type TechnicalClock } from "../../platform/clock.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import type { Outcome } from "../providers/outcome.ts";
import type { PriceProvider } from "../providers/provider.ts";
import { calendarOfSymbol } from "../symbol.ts";
import type { PriceChanges } from "./changes.ts";
import { type CollectRun, CollectStore } from "./collect-store.ts";
import { type Ending, endingOf } from "./ending.ts";
import { marketReturns } from "./market-return.ts";
import { type Need, NeedReader } from "./needs.ts";
import { Pending, type PendingQuery } from "./pending.ts";
import { type CountedOutcome, type ProviderCount, ProviderTally } from "./provider-counts.ts";
import { reconcile } from "./reconcile.ts";

/** What a collector works with. */
export interface CollectorPorts {
  readonly writer: Writer;
  /** In the order in which they are asked. */
  readonly providers: readonly PriceProvider[];
  readonly clock: TechnicalClock;
  readonly signal: AbortSignal;
  readonly runId: string;
  /** The session that the run is for. */
  readonly night: IsoDate;
  /** The symbol that stands for the market: it is asked for first. */
  readonly marketProxy: string;
  /** Does some work on a symbol in one transaction, and stores with it how the search ended; null while it goes on. */
  readonly step: (need: Need, work: () => Ending | null) => Promise<void>;
  /** Told what an operator should know. */
  readonly warn: (message: string) => Promise<void>;
}

/**
 * Collects the prices that are missing: provider after provider is asked for what the ones before it have not filled, each
 * symbol once, from its first missing session to the real now. What an answer changes is stored with it in one transaction.
 */
export class Collector {
  readonly #ports: CollectorPorts;
  readonly #store: CollectStore;
  /** What is still to be asked for of other providers: an absence that only one has told of is not confirmed. */
  readonly #open: NeedReader;
  /** What is missing when all have been asked. */
  readonly #missing: NeedReader;
  readonly #now: EpochMs;
  readonly #marketReturn: (session: IsoDate) => number | null;
  readonly #tallies: readonly (readonly [PriceProvider, ProviderTally])[];

  constructor(ports: CollectorPorts) {
    const { writer, clock, night, providers, marketProxy } = ports;
    this.#ports = ports;
    this.#now = clock.now();
    this.#store = new CollectStore(writer.db);
    this.#open = new NeedReader(writer.db, { now: this.#now, night: null });
    this.#missing = new NeedReader(writer.db, { now: this.#now, night, isEnding: true });
    this.#marketReturn = marketReturns(writer.db, marketProxy);
    this.#tallies = providers.map((provider) => [provider, new ProviderTally(provider)]);
  }

  /** What each provider was asked so far, and how it answered. */
  get counts(): readonly ProviderCount[] {
    return this.#tallies.map(([, tally]) => tally.count);
  }

  /**
   * Collects what is needed; each need is told as ended once.
   * @throws the signal's reason, and what the writer throws.
   */
  async collect(needs: readonly Need[]): Promise<void> {
    const { marketProxy } = this.#ports;
    const order = [...needs].sort(
      (a, b) => Number(b.symbol === marketProxy) - Number(a.symbol === marketProxy),
    );
    const all = order.map((need) => new Pending(need));
    for (const [provider, tally] of this.#tallies) {
      const open = all.filter((each) => each.isOpen && provider.supports(each.symbol));
      if (open.length > 0) await this.#ask(provider, tally, open);
    }
    for (const pending of all) if (pending.isOpen) await this.#giveUp(pending);
  }

  async #ask(provider: PriceProvider, tally: ProviderTally, open: readonly Pending[]): Promise<void> {
    const { signal } = this.#ports;
    const again: PendingQuery[] = [];
    const told = async (query: PendingQuery, outcome: Outcome) => {
      const whole = await this.#told(provider, tally, query, outcome);
      if (whole !== null) again.push(whole);
    };
    const context = { now: this.#now, signal };
    await provider.fetch(
      open.map((pending) => queryOf(pending)),
      told,
      context,
    );
    if (again.length > 0) await provider.fetch([...again], told, context);
  }

  /** @returns the question for the whole history, if only that can tell who is right. */
  async #told(
    provider: PriceProvider,
    tally: ProviderTally,
    query: PendingQuery,
    outcome: Outcome,
  ): Promise<PendingQuery | null> {
    if (outcome.kind !== "bars" && outcome.kind !== "nothing_new") {
      await this.#said(provider, tally, query.pending, outcome);
      return null;
    }
    if (outcome.answer === null) {
      await this.#said(provider, tally, query.pending, { kind: "nothing_new", detail: null });
      return null;
    }
    const { pending, symbol, whole } = query;
    const calendar = calendarOf(calendarOfSymbol(symbol));
    const result = reconcile(outcome.answer, this.#store.stored(symbol, query.from), {
      provider: provider.id,
      calendar,
      lastSession: calendar.lastCompletedSession(this.#now),
      whole,
      wanted: pending.need?.missing ?? [],
      marketReturn: this.#marketReturn,
      doubts: pending.doubts,
    });
    if (result.kind === "whole_needed" && !whole) return this.#wholeOf(pending);
    if (result.kind !== "agreed") {
      await this.#said(provider, tally, pending, { kind: "basis_unknown", detail: result.detail });
      return null;
    }
    await this.#agreed(provider, tally, pending, outcome.kind, result.changes);
    return null;
  }

  #wholeOf(pending: Pending): PendingQuery {
    const first = this.#store.firstOf(pending.symbol);
    const { from } = pending.first;
    const query = queryOf(pending);
    return { ...query, whole: true, from: first !== null && first < from ? first : from };
  }

  async #said(
    provider: PriceProvider,
    tally: ProviderTally,
    pending: Pending,
    said: { readonly kind: Exclude<CountedOutcome, "bars">; readonly detail: string | null },
  ): Promise<void> {
    const { kind, detail } = said;
    const run = this.#run();
    tally.said(kind);
    pending.said.push({ provider: provider.id, outcome: kind, detail });
    // A provider that was not asked has said nothing.
    if (kind === "not_asked") return;
    await this.#ports.writer.transact("provider's word", () => {
      this.#store.word(pending.symbol, provider.id, kind, detail, run);
    });
    if (kind === "basis_unknown") await this.#ports.warn(`${pending.symbol}: ${provider.id}: ${detail}`);
  }

  async #agreed(
    provider: PriceProvider,
    tally: ProviderTally,
    pending: Pending,
    kind: "bars" | "nothing_new",
    changes: PriceChanges,
  ): Promise<void> {
    const { symbol } = pending;
    const run = this.#run();
    tally.said(kind);
    pending.said.push({ provider: provider.id, outcome: kind, detail: null });
    pending.doubt(changes);
    await this.#ports.step(pending.first, () => {
      this.#store.apply(symbol, provider.id, changes, run);
      this.#store.word(symbol, provider.id, kind, null, run);
      pending.need = this.#open.need(pending.first);
      return pending.isOpen ? null : this.#end(pending, run);
    });
    tally.stored(symbol, changes.inserts.length);
    for (const warning of changes.warnings) await this.#ports.warn(`${symbol}: ${warning}`);
  }

  /** Ends the search for a symbol's prices, inside a transaction: what nobody has seconded goes into quarantine. */
  #end(pending: Pending, run: CollectRun): Ending {
    const { symbol } = pending;
    pending.need = this.#missing.need(pending.first);
    this.#store.quarantine(symbol, pending.unseconded, run);
    const isQuarantined = this.#store.isQuarantined(symbol, pending.need?.missing ?? []);
    const ending = endingOf(pending, isQuarantined, this.#store.failuresOf(symbol), this.#now);
    const { missing, detail, failures, nextTryAt } = ending;
    this.#store.end(symbol, { missing, detail, failures, nextTryAt, at: run.at });
    return ending;
  }

  /** Ends the search where every provider has been asked and something is still missing. */
  async #giveUp(pending: Pending): Promise<void> {
    const run = this.#run();
    let isInactive = false;
    await this.#ports.step(pending.first, () => {
      const ending = this.#end(pending, run);
      isInactive = pending.need !== null && this.#store.retire(pending.symbol);
      return ending;
    });
    if (isInactive) {
      await this.#ports.warn(
        `${pending.symbol} is inactive now: two providers have known none of that name on three nights; its history stays`,
      );
    }
  }

  #run(): CollectRun {
    const { runId, night, clock } = this.#ports;
    return { runId, night, at: formatInstant(clock.now()) };
  }
}

function queryOf(pending: Pending): PendingQuery {
  const { need, first, symbol } = pending;
  const { askFrom, missing, whole } = need ?? first;
  return { pending, symbol, from: askFrom, sessions: missing, whole };
}
