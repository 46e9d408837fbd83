import { type PriceSources, sourceBook } from "../../src/batch/price-sources.ts";
import type { QuotaStore } from "../../src/market/providers/daily-quota.ts";
import { MemoryQuota } from "../../src/market/providers/quota-store.ts";
import { businessClock } from "../../src/platform/clock.ts";
import { requireConfig, resolveConfig } from "../../src/platform/config.ts";
import { systemNetwork } from "../../src/platform/network.ts";
import { chance } from "./market/chance.ts";
import type { Companies } from "./market/company.ts";
import type { Market } from "./market/instrument.ts";
import { ProviderServer } from "./market/provider-server.ts";
import { MovableClock } from "./movable-clock.ts";

export type ServedProvider = "yahoo" | "yahooquery" | "polygon" | "fmp";
/** FMP has three requests a symbol where the others have one, so it is asked only where a test is about it. */
const ASKED: readonly ServedProvider[] = ["yahoo", "yahooquery", "polygon"];

/** How a desk of providers is set up; everything has a default. */
export interface ProviderDeskOptions {
  readonly market: Market;
  /** The real now, for the providers and for whoever asks them. */
  readonly now: string;
  /** Who the market's shares and funds are. Without them nobody is asked for profiles and statements. */
  readonly companies?: Companies;
  /** Which providers are asked, in their order; all but FMP unless said. */
  readonly providers?: readonly ServedProvider[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where requests that are counted by the day are counted. */
  readonly quota?: QuotaStore;
}

/**
 * Local servers that stand in for the providers, all with the same market and clock, and the sources that ask them through
 * the real clients and the real HTTP stack.
 */
export class ProviderDesk implements AsyncDisposable {
  readonly clock: MovableClock;
  readonly servers: Readonly<Record<ServedProvider, ProviderServer>>;
  readonly sources: PriceSources;

  constructor({ market, now, companies, providers = ASKED, env = {}, quota }: ProviderDeskOptions) {
    const clock = new MovableClock(now);
    const server = (provider: ServedProvider) =>
      new ProviderServer({
        provider,
        market,
        now: () => clock.now(),
        ...(companies === undefined ? {} : { companies }),
      });
    this.clock = clock;
    this.servers = {
      yahoo: server("yahoo"),
      yahooquery: server("yahooquery"),
      polygon: server("polygon"),
      fmp: server("fmp"),
    };
    const origins = Object.entries(this.servers).map(([name, { origin }]) => [
      `NIGHTDESK_${name.toUpperCase()}_URL`,
      origin,
    ]);
    const settings = {
      NIGHTDESK_PROVIDERS: providers.join(","),
      NIGHTDESK_POLYGON_KEY: "TEST-KEY",
      NIGHTDESK_FMP_KEY: "FMP-KEY",
      NIGHTDESK_FUNDAMENTALS: companies === undefined ? "off" : "on",
      ...(Object.fromEntries(origins) as Record<string, string>),
      ...env,
    };
    const config = requireConfig(resolveConfig({ flags: {}, env: settings, stored: {} }));
    const random = { next: chance(1), bytes: (count: number) => new Uint8Array(count) };
    const business = businessClock(null, clock);
    const ports = { config, network: systemNetwork, technical: clock, random, business };
    const { sources } = sourceBook(ports, quota ?? new MemoryQuota());
    if (sources === null) throw new Error("a desk of providers has some");
    this.sources = sources;
  }

  /** Requests that all servers together have had. */
  get requests(): number {
    return Object.values(this.servers).reduce((sum, server) => sum + server.countOf(), 0);
  }

  forget(): void {
    for (const server of Object.values(this.servers)) server.forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of Object.values(this.servers)) await server[Symbol.asyncDispose]();
  }
}
