import type { QuotaStore } from "../market/providers/daily-quota.ts";
import type { FundamentalsProvider } from "../market/providers/fundamentals-provider.ts";
import type { PriceProvider } from "../market/providers/provider.ts";
import { type Configured, providersOf } from "../market/providers/registry.ts";
import type { BusinessClock, WaitingClock } from "../platform/clock.ts";
import type { Ports } from "../platform/ports.ts";
import type { CollectQuestion } from "./plan-state.ts";
import type { AskedPrices } from "./universe.ts";

/** Where a run gets its prices, its profiles and its statements. */
export interface PriceSources {
  /** In the order in which they are asked. */
  readonly providers: readonly PriceProvider[];
  /** Those that have profiles or statements, in the same order; none where the configuration wants neither. */
  readonly fundamentals: readonly FundamentalsProvider[];
  /** A price file or folder that is read first; null if there is none. */
  readonly files: string | null;
  readonly business: BusinessClock;
  /** The real now: what is asked for ends there. */
  readonly technical: WaitingClock;
}

/**
 * What a plan is asked of missing prices. Null where there is no provider to ask for them: files bring what they bring.
 * @param asked What somebody asks for by name; null for what is wanted anyway.
 */
export function collectQuestion(
  sources: PriceSources | null,
  asked: AskedPrices | null,
): CollectQuestion | null {
  if (sources === null || sources.providers.length === 0) return null;
  return { now: sources.technical.now(), asked, fundamentals: sources.fundamentals.length > 0 };
}

/** A process's providers with all that is known of them, and the sources that they make. */
export interface SourceBook {
  readonly configured: readonly Configured[];
  /** Null where there is nothing to ask: no provider, no file. */
  readonly sources: PriceSources | null;
}

/**
 * The sources of the configuration. Made once a process, so that budgets and breakers are kept.
 * @param quota Keeps the requests that are counted by the day.
 */
export function sourceBook(
  ports: Pick<Ports, "config" | "network" | "technical" | "random" | "business">,
  quota: QuotaStore,
): SourceBook {
  const { config, business, technical } = ports;
  const configured = providersOf(ports, quota);
  const providers = configured.flatMap(({ provider }) => provider ?? []);
  const fundamentals = configured.flatMap((each) => each.fundamentals ?? []);
  const files = config.prices;
  const sources = { providers, fundamentals, files, business, technical };
  return { configured, sources: providers.length === 0 && files === null ? null : sources };
}
