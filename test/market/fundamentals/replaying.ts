import type { InstrumentType } from "../../../db/schema/words.ts";
import type { SearchEnd } from "../../../src/market/fundamentals/collect-ports.ts";
import type { ProfileGroup } from "../../../src/market/fundamentals/field-group.ts";
import { FundamentalsTally } from "../../../src/market/fundamentals/fundamentals-counts.ts";
import { ProfileCollector } from "../../../src/market/fundamentals/profile-collector.ts";
import { StatementCollector } from "../../../src/market/fundamentals/statement-collector.ts";
import type {
  FundamentalsProvider,
  ProfileOutcome,
  StatementOutcome,
} from "../../../src/market/providers/fundamentals-provider.ts";
import type { PriceProvider } from "../../../src/market/providers/provider.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { clientsOf } from "../../support/collecting.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { listening } from "../providers/replay.ts";
import { type Answering, asRecorded, YahooReplay } from "./yahoo-replay.ts";

/** The Monday in February 2025 on which answers were recorded; New York was closed. */
export const NOW = "2025-02-17T22:00:00Z";
export const TODAY = isoDate("2025-02-17");
/** The session of the night. */
const NIGHT = isoDate("2025-02-14");

export const ALL_GROUPS: readonly ProfileGroup[] = [
  "identity",
  "valuation",
  "beta",
  "ratios",
  "targets",
  "estimates",
  "earnings_dates",
  "sector_weights",
];

/** What is asked for of a symbol whose kind is not known yet, unless said otherwise. */
export interface Asked {
  readonly type?: InstrumentType | null;
  readonly groups?: readonly ProfileGroup[];
  /** Whether all of it was told before. */
  readonly isKnown?: boolean;
}

/**
 * A database, the real clients of one road to Yahoo, and a server that replays recordings to them; nothing that is printed
 * meanwhile is lost. `await using` ends it.
 */
export class Replaying implements AsyncDisposable {
  readonly base = new TemporaryDatabase();
  readonly clock = new MovableClock(NOW);
  readonly server: YahooReplay;
  readonly fundamentals: FundamentalsProvider;
  readonly prices: PriceProvider;
  readonly printed: string[] = [];

  /** @param answering Whole recordings unless said. */
  constructor(provider: "yahoo" | "yahooquery", answering: Answering = asRecorded) {
    this.server = new YahooReplay(answering);
    const clients = clientsOf({ id: provider, origin: this.server.origin, clock: this.clock });
    if (clients.fundamentals === null) throw new Error("nobody is asked for profiles");
    this.fundamentals = clients.fundamentals;
    this.prices = clients.provider;
  }

  /** Collects the profiles of symbols, as phase 0 of a night does. @returns how each search ended. */
  async profiles(
    symbols: readonly string[],
    { type = null, groups = ALL_GROUPS, isKnown = false }: Asked = {},
  ) {
    const needs = symbols.map((each) => {
      return { symbol: parseSymbol(each), type, groups, missing: isKnown ? [] : groups, told: [] };
    });
    return this.#collect((ports) => new ProfileCollector(ports).collect(needs));
  }

  /** Collects the statements of symbols, as phase 1.5 of a night does. @returns how each search ended. */
  async statements(symbols: readonly string[]) {
    const needs = symbols.map((each) => {
      const known = { quarterly: null, annual: null };
      return { symbol: parseSymbol(each), why: "missing" as const, search: null, known, isPartial: false };
    });
    return this.#collect((ports) => new StatementCollector(ports).collect(needs));
  }

  /** What the client itself says of a symbol's profile, whatever is asked of whom. */
  async profileOf(symbol: string, groups: readonly ProfileGroup[] = ALL_GROUPS): Promise<ProfileOutcome> {
    const told: ProfileOutcome[] = [];
    const query = { symbol: parseSymbol(symbol), type: null, groups };
    await this.#listen(() =>
      this.fundamentals.profiles(
        [query],
        async (_, outcome) => {
          told.push(outcome);
        },
        this.#context,
      ),
    );
    return onlyOne(told);
  }

  /** What the client itself says of a symbol's statements. */
  async statementsOf(symbol: string): Promise<StatementOutcome> {
    const told: StatementOutcome[] = [];
    const query = {
      symbol: parseSymbol(symbol),
      frequencies: ["quarterly", "trailing", "annual"] as const,
      since: isoDate("2019-08-18"),
      known: { quarterly: null, annual: null },
      isPartial: false,
    };
    await this.#listen(() =>
      this.fundamentals.statements(
        [query],
        async (_, outcome) => {
          told.push(outcome);
        },
        this.#context,
      ),
    );
    return onlyOne(told);
  }

  /** Rows of a table of a symbol, without its id. */
  rows(table: string, symbol: string, order = "2, 3"): Record<string, string | number | null>[] {
    const sql = `SELECT * FROM ${table} WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = ?) ORDER BY ${order}`;
    return this.base.rows(sql, symbol).map(({ symbol_id: _, ...row }) => row);
  }

  /** Why each group of a symbol is missing, if it is. */
  missing(symbol: string): Record<string, string | number | null> {
    const states = this.rows("field_group_state", symbol, "field_group");
    return Object.fromEntries(states.map(({ field_group, missing }) => [field_group, missing ?? null]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.base[Symbol.dispose]();
    await this.server[Symbol.asyncDispose]();
  }

  get #context() {
    return { now: this.clock.now(), signal: new AbortController().signal };
  }

  async #collect(
    work: (ports: ConstructorParameters<typeof ProfileCollector>[0]) => Promise<void>,
  ): Promise<ReadonlyMap<string, SearchEnd>> {
    const ends = new Map<string, SearchEnd>();
    const { writer } = this.base;
    const ports = {
      writer,
      providers: [new FundamentalsTally(this.fundamentals)],
      clock: this.clock,
      signal: new AbortController().signal,
      runId: "r1",
      night: NIGHT,
      step: (symbol: string, step: () => SearchEnd | null) =>
        writer.transact("step", () => {
          const end = step();
          if (end === null) return;
          if (ends.has(symbol)) throw new Error(`${symbol} has ended twice`);
          ends.set(symbol, end);
        }),
    };
    await this.#listen(() => work(ports));
    return ends;
  }

  async #listen(work: () => Promise<void>): Promise<void> {
    const { printed } = await listening(work);
    this.printed.push(...printed);
  }
}

function onlyOne<T>(told: readonly T[]): T {
  const [first, ...others] = told;
  if (first === undefined || others.length > 0) throw new Error(`told ${told.length} times`);
  return first;
}
