import type { ProviderCount } from "../market/collect/provider-counts.ts";
import type { FundamentalsCount } from "../market/fundamentals/fundamentals-counts.ts";
import { type Collected, collect } from "./phases/collect.ts";
import type { PhaseContext } from "./phases/context.ts";
import { ReferencePhases } from "./phases/reference.ts";
import type { PhaseId } from "./plan.ts";
import type { PriceSources } from "./price-sources.ts";

/** Told that a phase has another number of units than was thought. */
export type Replanned = (phase: PhaseId, units: number) => Promise<void>;

/** The phases that collect, 0, 1 and 1.5, in this order: a profile tells what a symbol is, a price what it is worth. */
export async function collectAll(
  context: PhaseContext,
  sources: PriceSources | null,
  replanned: Replanned,
): Promise<Collected> {
  const { asked } = context.journal.run;
  const planned = (phase: PhaseId) => (units: number) => replanned(phase, units);
  if (sources === null) return collect(context, { sources, asked, planned: planned("phase_1") });
  const reference = new ReferencePhases(sources);
  await reference.profiles(context, { sources, asked, planned: planned("phase_0") });
  const collected = await collect(context, { sources, asked, planned: planned("phase_1") });
  await reference.restOfProfiles(context);
  await reference.statements(context, { sources, asked, planned: planned("phase_1_5") });
  if (sources.providers.length === 0) return collected;
  const providers = summed(collected.providers, reference.counts);
  const { writer, records, journal } = context;
  await writer.transact("provider counts", () => records.providers(journal.run.id, providers));
  return { ...collected, providers };
}

/** What providers were asked in all, for whatever it was. */
function summed(
  prices: readonly ProviderCount[],
  fundamentals: readonly FundamentalsCount[],
): readonly ProviderCount[] {
  return prices.map((count) => {
    const other = fundamentals.find(({ provider }) => provider === count.provider);
    if (other === undefined) return count;
    const outcomes: Record<string, number> = { ...count.outcomes };
    for (const [kind, calls] of Object.entries(other.outcomes))
      outcomes[kind] = (outcomes[kind] ?? 0) + calls;
    return {
      ...count,
      requests: count.requests + other.requests,
      retries: count.retries + other.retries,
      outcomes: outcomes as ProviderCount["outcomes"],
    };
  });
}
