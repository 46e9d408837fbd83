import type { FundamentalPorts, SearchEnd } from "../../market/fundamentals/collect-ports.ts";
import { type FundamentalsCount, FundamentalsTally } from "../../market/fundamentals/fundamentals-counts.ts";
import { ProfileCollector } from "../../market/fundamentals/profile-collector.ts";
import { StatementCollector } from "../../market/fundamentals/statement-collector.ts";
import type { SymbolName } from "../../market/symbol.ts";
import { referenceDuty } from "../duties.ts";
import type { PriceSources } from "../price-sources.ts";
import { DONE, FAILED, STEP_REASONS, type StepEnd, type StepReason, symbolKey } from "../step.ts";
import type { AskedPrices } from "../universe.ts";
import type { PhaseContext } from "./context.ts";
import { isOfItems } from "./isolate.ts";

/** What a phase of reference data is given besides its context. */
export interface ReferenceRequest {
  readonly sources: PriceSources;
  readonly asked: AskedPrices | null;
  /** Told how many units there are, as soon as it is known. */
  readonly planned: (units: number) => Promise<void>;
}

/** The search for profiles while it goes on. */
interface ProfileSearch {
  readonly collector: ProfileCollector;
  readonly due: number;
  readonly missed: ReadonlyMap<StepReason, number>;
}

/**
 * Phases 0 and 1.5: the profiles of companies and funds before prices, statements after them. Providers that are slow or
 * counted by the day are asked for profiles once prices are there, which must not wait or go without. What could not be had
 * leaves what is stored alone, and degrades no number of the night: it is told, and looked for again.
 */
export class ReferencePhases {
  readonly #tallies: readonly FundamentalsTally[];
  #search: ProfileSearch | null = null;

  constructor({ fundamentals }: PriceSources) {
    this.#tallies = fundamentals.map((provider) => new FundamentalsTally(provider));
  }

  /** What each provider was asked so far, and how it answered. */
  get counts(): readonly FundamentalsCount[] {
    return this.#tallies.map(({ count }) => count);
  }

  async profiles(context: PhaseContext, { sources }: ReferenceRequest): Promise<void> {
    const due = context.plan.reference?.profiles.due ?? [];
    if (due.length === 0) return;
    const missed = new Map<StepReason, number>();
    const collector = new ProfileCollector(this.#ports(context, sources, "phase_0", missed));
    const search = { collector, due: due.length, missed };
    await context.journal.phase("phase_0", async () => {
      await collector.collect(due);
      if (!collector.isOpen) await sayMissedProfiles(context, search);
    });
    this.#search = collector.isOpen ? search : null;
  }

  /** Phase 0 is opened again for what is left of it. */
  async restOfProfiles(context: PhaseContext): Promise<void> {
    const search = this.#search;
    if (search === null) return;
    await context.journal.phase("phase_0", async () => {
      await search.collector.rest();
      await sayMissedProfiles(context, search);
    });
  }

  /** Which statements are due is known once profiles and prices have told what a symbol is. */
  async statements(context: PhaseContext, { sources, asked, planned }: ReferenceRequest): Promise<void> {
    const { plan, pool, journal } = context;
    if (this.#tallies.length === 0) return;
    const question = { scope: plan.scope, now: sources.technical.now(), asked };
    const due = (await pool.ask(referenceDuty, question))?.statements.due ?? [];
    await planned(due.length);
    if (due.length === 0) return;
    const phase = "phase_1_5";
    await journal.phase(phase, async () => {
      const missed = new Map<StepReason, number>();
      await new StatementCollector(this.#ports(context, sources, phase, missed)).collect(due);
      await sayMissed(context, phase, "statements", due.length, missed);
    });
  }

  #ports(
    { journal, writer, plan, log }: PhaseContext,
    { technical }: PriceSources,
    phase: "phase_0" | "phase_1_5",
    missed: Map<StepReason, number>,
  ): FundamentalPorts {
    const { to } = plan.scope;
    const failed = new Set<string>();
    /** What one symbol's answer cannot be stored for takes no other symbol's with it. */
    const step = async (symbol: SymbolName, work: () => SearchEnd | null) => {
      const unit = { phase, key: symbolKey(symbol), date: to };
      if (failed.has(symbol)) return;
      try {
        await journal.unit(unit, () => {
          const end = work();
          return end === null ? null : endOf(end, missed);
        });
      } catch (fault) {
        journal.throwIfStopped();
        if (!isOfItems(fault)) throw fault;
        failed.add(symbol);
        log.error({ err: fault, symbol, phase }, "an answer could not be stored");
        await journal.unit(unit, () => FAILED);
        await journal.log("error", phase, `${symbol}: an answer could not be stored: ${fault.message}`);
      }
    };
    return {
      writer,
      providers: this.#tallies,
      clock: technical,
      signal: journal.signal,
      runId: journal.run.id,
      night: to,
      step,
    };
  }
}

/** What a symbol's search came to for the run: nothing of it makes a night partial. */
function endOf({ missing }: SearchEnd, missed: Map<StepReason, number>): StepEnd {
  if (missing === null) return DONE;
  const reason = missing in STEP_REASONS ? (missing as StepReason) : "no_provider";
  missed.set(reason, (missed.get(reason) ?? 0) + 1);
  return { outcome: "skipped", reason };
}

async function sayMissedProfiles(context: PhaseContext, { due, missed }: ProfileSearch): Promise<void> {
  await sayMissed(context, "phase_0", "profiles", due, missed);
}

/** What has none of the kind is no trouble; the rest an operator should see. */
async function sayMissed(
  { journal }: PhaseContext,
  phase: "phase_0" | "phase_1_5",
  what: string,
  due: number,
  missed: ReadonlyMap<StepReason, number>,
): Promise<void> {
  const troubles = [...missed].filter(([reason]) => reason !== "no_data");
  const failed = troubles.reduce((sum, [, count]) => sum + count, 0);
  if (failed === 0) return;
  const named = troubles.map(([reason, count]) => `${STEP_REASONS[reason]} (${count})`).join("; ");
  await journal.log(
    "warning",
    phase,
    `${failed} of ${due} ${what} could not be fetched whole: ${named}; what is stored stands`,
  );
}
