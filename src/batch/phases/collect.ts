import { Collector } from "../../market/collect/collector.ts";
import type { Ending } from "../../market/collect/ending.ts";
import type { Need } from "../../market/collect/needs.ts";
import type { ProviderCount } from "../../market/collect/provider-counts.ts";
import { MARKET_PROXY } from "../../risk/conventions.ts";
import { type Coverage, coverageDuty } from "../coverage.ts";
import { planDuty } from "../duties.ts";
import { dueNeeds } from "../plan.ts";
import { collectQuestion, type PriceSources } from "../price-sources.ts";
import { COLLECT_KEY, DONE, FILES_KEY, type StepEnd, symbolKey } from "../step.ts";
import type { AskedPrices, UniverseReason } from "../universe.ts";
import { importFiles } from "./collect-files.ts";
import type { PhaseContext } from "./context.ts";

/** As many names as a line for people holds. */
const NAMED = 10;
const PER_CENT = 100;
/** What no book rests on: missing, it degrades none. */
const ASIDE: ReadonlySet<string> = new Set<UniverseReason>(["watched", "rate_index"]);
/** Currencies that the first prices of a foreign name tell want their rates: one more look at what is missing, and no third. */
const ROUNDS = 2;

function some(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What the collection of a run is given besides the phase's context. */
export interface CollectRequest {
  readonly sources: PriceSources | null;
  /** What somebody asks for by name; null for the universe. */
  readonly asked: AskedPrices | null;
  /** Told how many units there are, as soon as it is known. */
  readonly planned: (units: number) => Promise<void>;
}

/** What a collection came to: what each provider was asked, and how much of the session is there; null where nobody was asked. */
export interface Collected {
  readonly providers: readonly ProviderCount[];
  readonly coverage: Coverage | null;
}

const NOTHING: Collected = { providers: [], coverage: null };

/**
 * Phase 1: prices and corporate actions. Files are read first, then the providers are asked for what is missing, a unit a
 * symbol; where there is nobody to be asked, what is missing is said.
 */
export async function collect(context: PhaseContext, request: CollectRequest): Promise<Collected> {
  const { plan, journal } = context;
  const { sources } = request;
  let collected: Collected = NOTHING;
  if (sources === null) {
    if (plan.collect !== null) await journal.phase("phase_1", () => sayMissing(context));
  } else if (plan.collect !== null || sources.files !== null) {
    await journal.phase("phase_1", async () => {
      collected = await collectFrom(context, sources, request);
    });
  }
  return collected;
}

async function sayMissing({ plan, journal }: PhaseContext): Promise<void> {
  const missing = plan.collect?.missing ?? [];
  const { to } = plan.scope;
  const reason = missing.length === 0 ? "nothing_to_collect" : "offline";
  const end: StepEnd = { outcome: "skipped", reason };
  await journal.store("phase_1", [
    { unit: { phase: "phase_1", key: COLLECT_KEY, date: to }, store: () => end },
  ]);
  if (missing.length === 0) return;
  const subject = missing.length === 1 ? "1 held symbol has" : `${missing.length} held symbols have`;
  await journal.log("warning", "phase_1", `${subject} no close of ${to}: ${some(missing)}`);
}

async function collectFrom(
  context: PhaseContext,
  sources: PriceSources,
  { asked, planned }: CollectRequest,
): Promise<Collected> {
  const { plan, journal, pool, writer } = context;
  const { to } = plan.scope;
  let units = 0;
  if (sources.files !== null) {
    units += 1;
    const end = await importFiles(context, sources, sources.files);
    await journal.store("phase_1", [
      { unit: { phase: "phase_1", key: FILES_KEY, date: to }, store: () => end },
    ]);
  }
  if (sources.providers.length === 0) {
    const current = await pool.ask(planDuty, { scope: plan.scope, collect: null });
    await planned(units + (current.collect === null ? 0 : 1));
    if (current.collect !== null) await sayMissing({ ...context, plan: current });
    return { providers: [], coverage: await sayCoverage(context) };
  }
  const collector = new Collector({
    writer,
    providers: sources.providers,
    clock: sources.technical,
    signal: journal.signal,
    runId: journal.run.id,
    night: to,
    marketProxy: MARKET_PROXY,
    step: (need, work) =>
      journal.unit({ phase: "phase_1", key: symbolKey(need.symbol), date: to }, () => {
        const ending = work();
        return ending === null ? null : endOf(need, ending);
      }),
    warn: (message) => journal.log("warning", "phase_1", message),
  });
  const seen = new Set<string>();
  for (let round = 1; round <= ROUNDS; round++) {
    const question = { scope: plan.scope, collect: collectQuestion(sources, asked) };
    const current = round === 1 && sources.files === null ? plan : await pool.ask(planDuty, question);
    const needs = dueNeeds(current.collect).filter(({ symbol }) => !seen.has(symbol));
    for (const { symbol } of needs) seen.add(symbol);
    units += needs.length;
    await planned(units);
    if (needs.length === 0) break;
    await collector.collect(needs);
  }
  await writer.transact("provider counts", () => context.records.providers(journal.run.id, collector.counts));
  return { providers: collector.counts, coverage: await sayCoverage(context) };
}

/** What an ending is for the run: short of a close that was expected, or of older ones, which degrade nothing. */
function endOf({ reasons }: Need, { missing, isTargetMissing }: Ending): StepEnd {
  if (missing === null) return DONE;
  if (missing === "pending") return { outcome: "skipped", reason: "pending" };
  if (!isTargetMissing) return { outcome: "skipped", reason: "history_incomplete" };
  const isAside = reasons.every((reason) => ASIDE.has(reason));
  return { outcome: isAside ? "skipped" : "partial", reason: missing };
}

async function sayCoverage({ plan, journal, pool, writer, records }: PhaseContext): Promise<Coverage> {
  const coverage = await pool.ask(coverageDuty, plan.scope.to);
  await writer.transact("coverage", () => records.coverage(journal.run.id, coverage));
  const { expected, good, byCount, byValue, degraded, missing, stale, quarantined, inactive } = coverage;
  if (byCount === null) return coverage;
  const share = (value: number | null) =>
    value === null ? "" : `, ${(value * PER_CENT).toFixed(1)} % by value`;
  const parts = [
    [missing, "missing"],
    [stale, "stale"],
    [quarantined, "in quarantine"],
    // Not expected any more, and so in neither share; an operator should see the names all the same.
    [inactive, "inactive"],
  ] as const;
  const named = parts
    .filter(([names]) => names.length > 0)
    .map(([names, what]) => `; ${what}: ${some(names)}`);
  const message = `${good} of ${expected} symbols have a good close of ${plan.scope.to}${share(byValue)}${named.join("")}`;
  await journal.log(degraded ? "warning" : "info", "phase_1", degraded ? `degraded: ${message}` : message);
  return coverage;
}
