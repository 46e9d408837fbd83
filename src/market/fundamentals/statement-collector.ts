import { FREQUENCIES } from "../../../db/schema/words.ts";
import { type EpochMs, formatInstant } from "../../platform/clock.ts";
import { addDays, fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import type { StatementOutcome, StatementQuery } from "../providers/fundamentals-provider.ts";
import type { FundamentalPorts, SearchEnd } from "./collect-ports.ts";
import type { FundamentalsTally } from "./fundamentals-counts.ts";
import { decisive, GroupStates, isPassing, type Untold } from "./group-state.ts";
import { ProfileStore } from "./profile-store.ts";
import type { StatementNeed } from "./statement-needs.ts";
import { StatementSearches } from "./statement-search.ts";
import { StatementStore } from "./statement-store.ts";

/** Periods that ended so many days ago at most are asked for: five fiscal years and a half. */
const HISTORY_DAYS = 2_010;
const NOBODY: Untold = { kind: "no_data", detail: "no provider that is asked has statements of it" };
const NOTHING_KNOWN = { quarterly: null, annual: null } as const;
const DONE: SearchEnd = { missing: null, detail: null };

interface PendingQuery extends StatementQuery {
  readonly need: StatementNeed;
}

/** Collects the statements that are due: provider after provider, until one has told any. */
export class StatementCollector {
  readonly #ports: FundamentalPorts;
  readonly #store: StatementStore;
  readonly #states: GroupStates;
  readonly #searches: StatementSearches;
  readonly #profiles: ProfileStore;
  readonly #now: EpochMs;
  readonly #today: IsoDate;

  constructor(ports: FundamentalPorts) {
    const { db } = ports.writer;
    this.#ports = ports;
    this.#store = new StatementStore(db);
    this.#states = new GroupStates(db);
    this.#searches = new StatementSearches(db);
    this.#profiles = new ProfileStore(db);
    this.#now = ports.clock.now();
    this.#today = fromEpochDay(newYorkDayAt(this.#now));
  }

  /**
   * Collects what is needed; each need is told as ended once.
   * @throws the signal's reason, and what the writer throws.
   */
  async collect(needs: readonly StatementNeed[]): Promise<void> {
    const open = new Map<StatementNeed, Untold>(needs.map((need) => [need, NOBODY]));
    for (const tally of this.#ports.providers) {
      const { provider } = tally;
      const queries = [...open.keys()]
        .filter(({ symbol }) => provider.supports(symbol))
        .map((need): PendingQuery => {
          const { symbol } = need;
          // Of a period that came in part all parts are asked for.
          const known = need.isPartial ? NOTHING_KNOWN : need.known;
          return { need, symbol, known, frequencies: ORDER, since: addDays(this.#today, -HISTORY_DAYS) };
        });
      if (queries.length === 0) continue;
      await provider.statements(queries, (query, outcome) => this.#told(tally, query, outcome, open), {
        now: this.#now,
        signal: this.#ports.signal,
      });
    }
    for (const [need, said] of open) await this.#giveUp(need, said);
  }

  async #told(
    tally: FundamentalsTally,
    { need }: PendingQuery,
    outcome: StatementOutcome,
    open: Map<StatementNeed, Untold>,
  ): Promise<void> {
    tally.said(outcome.kind);
    if (outcome.kind !== "statements") {
      open.set(need, decisive(open.get(need), outcome));
      return;
    }
    open.delete(need);
    const { symbol, search } = need;
    const ended = outcome.ended !== undefined && isPassing(outcome.ended) ? outcome.ended : null;
    const { runId, night } = this.#ports;
    const now = this.#ports.clock.now();
    await this.#ports.step(symbol, () => {
      const symbolId = this.#profiles.idOf(symbol);
      const by = { today: this.#today, at: formatInstant(now), runId };
      const { newest } = this.#store.store(symbolId, tally.provider.id, outcome.statements, by);
      if (ended !== null) {
        this.#states.failed(symbolId, "statements", ended, { now, night });
        return { missing: ended.kind, detail: ended.detail };
      }
      this.#states.answered(symbolId, "statements", tally.provider.id, null, { now, night });
      if (search !== null) this.#searches.answered(symbolId, search, newest, this.#today);
      return DONE;
    });
  }

  /** Ends the search for a company's statements where nobody has told any: what is stored stands. */
  async #giveUp({ symbol, search, known }: StatementNeed, said: Untold): Promise<void> {
    const run = { now: this.#ports.clock.now(), night: this.#ports.night };
    const { kind, detail } = said;
    await this.#ports.step(symbol, () => {
      const symbolId = this.#profiles.idOf(symbol);
      if (said.kind === "no_data" || said.kind === "not_found") {
        this.#states.answered(symbolId, "statements", null, { reason: kind, detail }, run);
        const newest = known.quarterly ?? known.annual;
        if (search !== null) this.#searches.answered(symbolId, search, newest, this.#today);
      } else this.#states.failed(symbolId, "statements", said, run);
      return { missing: kind, detail };
    });
  }
}

/** Quarters first: they tell whether there is anything new. */
const ORDER = [...FREQUENCIES].sort((a, b) => Number(b === "quarterly") - Number(a === "quarterly"));
