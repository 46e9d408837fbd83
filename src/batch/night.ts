import type { Writer, WriterStats } from "../../db/writer.ts";
import type { Pool } from "../compute/pool.ts";
import { formatInstant, type TechnicalClock } from "../platform/clock.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import { CollectRecords } from "./collect-records.ts";
import { planDuty } from "./duties.ts";
import { Journal } from "./journal.ts";
import { account } from "./phases/account.ts";
import { analyse } from "./phases/analyse.ts";
import { type Collected, collect } from "./phases/collect.ts";
import type { PhaseContext } from "./phases/context.ts";
import { updatePositionValues } from "./phases/position-values.ts";
import { updateSectorTags } from "./phases/sector-tags.ts";
import { countUnits, dueNeeds, isEmpty, type PhaseCount, type Plan } from "./plan.ts";
import { collectQuestion, type PriceSources } from "./price-sources.ts";
import { Revisions } from "./revisions.ts";
import type { JobType, Run, RunObserver, RunTrigger } from "./run.ts";
import { type OutcomeCounts, type RunStatus, statusOf } from "./run-status.ts";
import { type Boot, RunStore, scopeText } from "./run-store.ts";
import type { RunScope } from "./scope.ts";
import type { StepReason } from "./step.ts";
import type { AskedPrices } from "./universe.ts";

/** What a run is asked for. */
export interface RunRequest {
  /** The id under which it goes everywhere, from the first answer to its history. */
  readonly id: string;
  readonly trigger: RunTrigger;
  readonly scope: RunScope;
  /** Full unless it is said otherwise. */
  readonly job?: JobType;
  /** Prices that somebody asks for by name; by default those that are wanted anyway. */
  readonly asked?: AskedPrices;
}

/** What a run works with. */
export interface NightPorts {
  readonly writer: Writer;
  readonly pool: Pool;
  readonly clock: TechnicalClock;
  readonly log: Log;
  readonly boot: Boot;
  readonly observer: RunObserver;
  /** Null where there is nobody to be asked for prices. */
  readonly sources: PriceSources | null;
  /** The rate of interest where none is stored, a fraction a year. */
  readonly assumedRate: number;
  /** Stops the run after the unit in hand; the reason is thrown. */
  readonly signal: AbortSignal;
}

/** How a run ended. */
export interface RunReport extends Collected {
  readonly run: Run;
  readonly status: RunStatus;
  /** Whether everything was there and current already. */
  readonly upToDate: boolean;
  readonly phases: readonly (PhaseCount & OutcomeCounts)[];
  readonly reasons: ReadonlyMap<StepReason, number>;
  readonly seconds: number;
  readonly transactions: WriterStats;
}

type Phase = (context: PhaseContext) => Promise<void>;
/** What follows the collection of prices. */
const PHASES: readonly Phase[] = [account, updatePositionValues, updateSectorTags, analyse];

/**
 * Enters a run, before anything else is done for it: from here on its id is found in the history, however it ends. Whatever
 * still stands there as running is none: the caller holds the job lock and has no other.
 * @throws what the writer throws; then there is no run.
 */
export async function openRun(request: RunRequest, { writer, clock, boot }: NightPorts): Promise<Run> {
  const store = new RunStore(writer);
  return writer.transact("open run", () => {
    const startedAt = formatInstant(clock.now());
    store.markInterrupted(startedAt);
    const { job = "full", asked = null } = request;
    const attempt = store.attemptOf(job, scopeText(request.scope, asked));
    const opened = { ...request, job, asked, startedAt, attempt };
    store.open(opened, boot);
    return opened;
  });
}

/**
 * Runs a night that has been entered: plans, works through the phases, and seals the run with the status that its steps
 * give. A night, a backfill and a resume after a kill are this, over different scopes.
 * @throws NightdeskError `interrupted` when stopped, sealed as such; storage faults, the run sealed as failed if it can be.
 */
export async function carryOutRun(run: Run, ports: NightPorts): Promise<RunReport> {
  const { writer, clock, observer, signal } = ports;
  const started = clock.elapsed();
  writer.resetStats();
  const store = new RunStore(writer);
  observer.started(run);
  const journal = new Journal(run, { writer, store, clock, observer, signal });
  const { phases, ...carried } = await sealed(journal, store, ports);
  tidyUp(ports);
  return {
    run,
    ...carried,
    phases: phases.map((each) => ({ ...each, ...journal.countsOf(each.phase) })),
    reasons: journal.reasons,
    seconds: (clock.elapsed() - started) / 1_000,
    transactions: writer.stats,
  };
}

/** Enters a run and carries it out. The caller holds the job lock. */
export async function runNight(request: RunRequest, ports: NightPorts): Promise<RunReport> {
  return carryOutRun(await openRun(request, ports), ports);
}

type Carried = Pick<RunReport, "status" | "upToDate" | keyof Collected> & {
  readonly phases: readonly PhaseCount[];
};

async function sealed(journal: Journal, store: RunStore, ports: NightPorts): Promise<Carried> {
  try {
    const plan = await planned(journal, store, ports);
    return await carryOut(plan, journal, store, ports);
  } catch (fault) {
    await sealAfter(fault, journal, store, ports);
    throw fault;
  }
}

/** The run is over and sealed: that its log could not be folded in now takes nothing from it. */
function tidyUp({ writer, log }: NightPorts): void {
  try {
    writer.checkpoint();
  } catch (fault) {
    log.warn({ err: fault }, "the write-ahead log could not be folded in; the next run does it");
  }
}

/** What a run may do of a plan: a collection does not go on to the books. */
function phasesOf(plan: Plan, { job }: Run): readonly PhaseCount[] {
  return countUnits(plan).filter(({ phase }) => job === "full" || phase === "phase_1");
}

async function planned(journal: Journal, store: RunStore, ports: NightPorts): Promise<Plan> {
  const { run } = journal;
  const { sources, pool, writer, observer } = ports;
  const collect = collectQuestion(sources, run.asked);
  const plan = await pool.ask(planDuty, { scope: run.scope, collect });
  const phases = phasesOf(plan, run);
  await writer.transact("plan run", () => store.plan(run.id, phases));
  observer.planned(phases);
  crashPoint("run.planned");
  return plan;
}

/** Tells that phases have other numbers of units than was thought before prices came in. */
async function replanned(
  phases: readonly PhaseCount[],
  journal: Journal,
  store: RunStore,
  { writer, observer }: NightPorts,
): Promise<void> {
  await writer.transact("plan run", () => store.plan(journal.run.id, phases));
  observer.planned(phases);
}

/** Collects prices, and plans what rests on them: that is known only once they are there. */
async function collected(
  plan: Plan,
  context: PhaseContext,
  store: RunStore,
  ports: NightPorts,
): Promise<{ readonly plan: Plan; readonly units: number; readonly collected: Collected }> {
  const { journal } = context;
  const { run } = journal;
  let units = countUnits(plan).find(({ phase }) => phase === "phase_1")?.planned ?? 0;
  const done = await collect(context, {
    sources: ports.sources,
    asked: run.asked,
    planned: async (count) => {
      units = count;
      await replanned([{ phase: "phase_1", planned: count }], journal, store, ports);
    },
  });
  if (ports.sources === null || run.job !== "full") return { plan, units, collected: done };
  const next = await ports.pool.ask(planDuty, { scope: run.scope, collect: null });
  await replanned(
    countUnits(next).filter(({ phase }) => phase !== "phase_1"),
    journal,
    store,
    ports,
  );
  return { plan: next, units, collected: done };
}

async function carryOut(plan: Plan, journal: Journal, store: RunStore, ports: NightPorts): Promise<Carried> {
  const { writer, pool, log, assumedRate } = ports;
  const { run } = journal;
  const tools = { journal, writer, pool, log, assumedRate };
  const records = new CollectRecords(writer);
  const {
    plan: current,
    units,
    collected: prices,
  } = await collected(
    plan,
    { ...tools, plan, records, revisions: new Revisions(writer, run.id) },
    store,
    ports,
  );
  const isFull = run.job === "full";
  const upToDate = dueNeeds(plan.collect).length === 0 && (!isFull || isEmpty({ ...current, collect: null }));
  if (upToDate && isFull)
    await journal.log("info", null, `Everything through ${plan.scope.to} is there and current.`);
  const context = { ...tools, plan: current, records, revisions: new Revisions(writer, run.id) };
  if (isFull) for (const phase of PHASES) await phase(context);
  crashPoint("run.sealing");
  const { total } = journal;
  const status = statusOf(total, journal.reasons);
  await writer.transact("seal run", () => {
    if (isFull && current.isWhole && total.failed === 0) store.forgetChanges(current.seen);
    store.seal(run.id, status, journal.now());
  });
  ports.observer.sealed(status);
  log.info({ run: run.id, status, ...total }, "run ended");
  const rest = phasesOf(current, run).filter(({ phase }) => phase !== "phase_1");
  return { status, upToDate, phases: [{ phase: "phase_1", planned: units }, ...rest], ...prices };
}

/** A run that was cut short is sealed too, where the storage permits; else the next one that holds the lock does it. */
async function sealAfter(
  fault: unknown,
  journal: Journal,
  store: RunStore,
  ports: NightPorts,
): Promise<void> {
  const wasStopped = fault instanceof NightdeskError && fault.code === "interrupted";
  const status = wasStopped ? "interrupted" : "failed";
  const message =
    fault instanceof NightdeskError ? fault.message : "It met a fault of its own; the log has the cause.";
  if (!wasStopped) ports.log.error({ err: fault, run: journal.run.id }, "run failed");
  try {
    await journal.log(wasStopped ? "warning" : "error", null, message);
    await ports.writer.transact("seal run", () => store.seal(journal.run.id, status, journal.now()));
  } catch (second) {
    ports.log.error({ err: second, run: journal.run.id }, "the run could not be sealed; the next start will");
  }
  ports.observer.sealed(status);
}
