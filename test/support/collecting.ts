import type { NetworkProvider } from "../../db/schema/words.ts";
import { Collector } from "../../src/market/collect/collector.ts";
import type { Ending } from "../../src/market/collect/ending.ts";
import { type Need, NeedReader, type Requirement } from "../../src/market/collect/needs.ts";
import type { ProviderCount } from "../../src/market/collect/provider-counts.ts";
import type { QuotaStore } from "../../src/market/providers/daily-quota.ts";
import type { PriceProvider } from "../../src/market/providers/provider.ts";
import { MemoryQuota } from "../../src/market/providers/quota-store.ts";
import { type Configured, providersOf } from "../../src/market/providers/registry.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import type { WaitingClock } from "../../src/platform/clock.ts";
import { requireConfig, resolveConfig } from "../../src/platform/config.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { systemNetwork } from "../../src/platform/network.ts";
import { chance } from "./market/chance.ts";
import type { TemporaryDatabase } from "./temporary-database.ts";

const MARKET_PROXY = "SPY";

/** What a collection is made with. */
export interface Collecting {
  readonly base: TemporaryDatabase;
  readonly providers: readonly PriceProvider[];
  readonly clock: WaitingClock;
  /** The session that the run is for. */
  readonly night: string;
}

/** What came of a collection. */
export interface Collected {
  /** What was missing before it. */
  readonly needs: readonly Need[];
  /** How the search for each symbol ended. */
  readonly endings: ReadonlyMap<string, Ending>;
  readonly warnings: readonly string[];
  readonly counts: readonly ProviderCount[];
}

/** A symbol's sessions that are wanted. */
export function wanted(symbol: string, from: string, through: string): Requirement {
  return { symbol: parseSymbol(symbol), from: isoDate(from), through: isoDate(through), reasons: ["held"] };
}

/** What is missing of what is wanted, at the clock's now. */
export function needsOf(
  { base, clock, night }: Omit<Collecting, "providers">,
  requirements: readonly Requirement[],
): readonly Need[] {
  const reader = new NeedReader(base.writer.db, { now: clock.now(), night: isoDate(night) });
  return requirements.flatMap((each) => reader.need(each) ?? []);
}

/** Collects what is missing, as phase 1 of a run does, but without a run around it: each step is a transaction. */
export async function collectInto(
  collecting: Collecting,
  requirements: readonly Requirement[],
): Promise<Collected> {
  const { base, providers, clock, night } = collecting;
  const needs = needsOf(collecting, requirements);
  const endings = new Map<string, Ending>();
  const warnings: string[] = [];
  const collector = new Collector({
    writer: base.writer,
    providers,
    clock,
    signal: new AbortController().signal,
    runId: `run of ${night}`,
    night: isoDate(night),
    marketProxy: MARKET_PROXY,
    step: ({ symbol }, work) =>
      base.writer.transact("step", () => {
        const ending = work();
        if (ending === null) return;
        if (endings.has(symbol)) throw new Error(`${symbol} has ended twice`);
        endings.set(symbol, ending);
      }),
    warn: async (message) => {
      warnings.push(message);
    },
  });
  await collector.collect(needs);
  return { needs, endings, warnings, counts: collector.counts };
}

/** A provider as it is configured, but for its origin. */
export interface Client {
  readonly id: NetworkProvider;
  readonly origin: string;
  readonly clock: WaitingClock;
  readonly quota?: QuotaStore;
  readonly env?: Readonly<Record<string, string>>;
}

/** The real clients of a provider, which ask the server at an origin through the real HTTP stack. */
export function clientsOf({ id, origin, clock, quota = new MemoryQuota(), env: more = {} }: Client) {
  const env = {
    NIGHTDESK_PROVIDERS: id,
    NIGHTDESK_POLYGON_KEY: "TEST-KEY",
    NIGHTDESK_FMP_KEY: "TEST-KEY",
    [`NIGHTDESK_${id.toUpperCase()}_URL`]: origin,
    ...more,
  };
  const config = requireConfig(resolveConfig({ flags: {}, env, stored: {} }));
  const random = { next: chance(1), bytes: (count: number) => new Uint8Array(count) };
  const ports = { config, network: systemNetwork, technical: clock, random };
  const [configured] = providersOf(ports, quota);
  if (configured?.provider == null) throw new Error(`${id} is not configured`);
  return configured satisfies Configured;
}

/** The real client of a provider's prices. */
export function clientOf(id: NetworkProvider, origin: string, clock: WaitingClock): PriceProvider {
  return clientsOf({ id, origin, clock }).provider;
}

/** A bar of price_bar. */
export interface BarRow {
  readonly session: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  readonly volume: number | null;
  readonly source: string;
}

/** A row of corporate_action, without its columns for imports. */
export interface ActionRow {
  readonly ex_date: string;
  readonly kind: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly amount: number | null;
  readonly status: string;
  readonly source: string;
}

const OF_SYMBOL = "WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = ?)";

/** The stored bars of a symbol, ascending. */
export function barsOf(base: TemporaryDatabase, symbol: string): readonly BarRow[] {
  const columns = "session, open, high, low, close, volume, source";
  return base.rows<BarRow>(`SELECT ${columns} FROM price_bar ${OF_SYMBOL} ORDER BY session`, symbol);
}

/** The stored splits and dividends of a symbol, ascending. */
export function actionsOf(base: TemporaryDatabase, symbol: string): readonly ActionRow[] {
  const columns = "ex_date, kind, numerator, denominator, amount, status, source";
  return base.rows<ActionRow>(
    `SELECT ${columns} FROM corporate_action ${OF_SYMBOL} ORDER BY ex_date, kind`,
    symbol,
  );
}

/** What a provider last said of a symbol. */
export function wordOf(base: TemporaryDatabase, symbol: string, provider: string) {
  const sql = `SELECT outcome, detail FROM provider_state ${OF_SYMBOL} AND provider = ?`;
  return base.rows<{ outcome: string; detail: string | null }>(sql, symbol, provider)[0] ?? null;
}

/** What providers have told of a symbol itself. */
export function factsOf(base: TemporaryDatabase, symbol: string) {
  const sql = "SELECT currency, type, first_trade, basis, calendar FROM symbol WHERE symbol = ?";
  return base.rows(sql, symbol)[0] ?? null;
}
