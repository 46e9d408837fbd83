import type { WriterStats } from "../../db/writer.ts";
import { formatInstant } from "../platform/clock.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { NightdeskError } from "../platform/errors.ts";
import { CollectRecords } from "./collect-records.ts";
import { collectAll } from "./collecting.ts";
import { planDuty } from "./duties.ts";
import { Journal } from "./journal.ts";
import type { NightPorts } from "./night-ports.ts";
import { account } from "./phases/account.ts";
import { analyse } from "./phases/analyse.ts";
import type { Collected } from "./phases/collect.ts";
import type { PhaseContext } from "./phases/context.ts";
import { updatePositionValues } from "./phases/position-values.ts";
import { updateSectorTags } from "./phases/sector-tags.ts";
import { countUnits, isEmpty, type PhaseCount, type PhaseId, type Plan } from "./plan.ts";
import { collectQuestion } from "./price-sources.ts";
import { Revisions } from "./revisions.ts";
import type { JobType, Run, RunTrigger } from "./run.ts";
import { type OutcomeCounts, type RunStatus, statusOf } from "./run-status.ts";
import { RunStore, scopeText } from "./run-store.ts";
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

const COLLECTING: readonly PhaseId[] = ["phase_0", "phase_1", "phase_1_5"];
const NOTHING_DERIVED = {
  accounts: [],
  values: [],
  sectorTags: [],
  symbols: [],
  priors: [],
  engines: [],
  metrics: [],
} as const;

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
  return countUnits(plan).filter(({ phase }) => job === "full" || COLLECTING.includes(phase));
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

/** Tells that phases have other numbers of units than was thought before anything came in. */
async function replanned(
  phases: readonly PhaseCount[],
  journal: Journal,
  store: RunStore,
  { writer, observer }: NightPorts,
): Promise<void> {
  await writer.transact("plan run", () => store.plan(journal.run.id, phases));
  observer.planned(phases);
}

/** What was collected, and what is planned now that it is there. */
interface AfterCollecting {
  readonly plan: Plan;
  readonly phases: readonly PhaseCount[];
  readonly collected: Collected;
}

/** Collects, and plans what rests on it: that is known only once it is there. */
async function collected(
  plan: Plan,
  context: PhaseContext,
  store: RunStore,
  ports: NightPorts,
): Promise<AfterCollecting> {
  const { journal } = context;
  const { run } = journal;
  const units = new Map(phasesOf(plan, run).map(({ phase, planned }) => [phase, planned]));
  const done = await collectAll(context, ports.sources, async (phase, planned) => {
    units.set(phase, planned);
    await replanned([{ phase, planned }], journal, store, ports);
  });
  const own = COLLECTING.map((phase) => ({ phase, planned: units.get(phase) ?? 0 }));
  if (run.job !== "full") return { plan, phases: own, collected: done };
  const isAsked = ports.sources !== null;
  const next = isAsked ? await ports.pool.ask(planDuty, { scope: run.scope, collect: null }) : plan;
  const rest = countUnits(next).filter(({ phase }) => !COLLECTING.includes(phase));
  if (isAsked) await replanned(rest, journal, store, ports);
  return { plan: next, phases: [...own, ...rest], collected: done };
}

async function carryOut(plan: Plan, journal: Journal, store: RunStore, ports: NightPorts): Promise<Carried> {
  const { writer, pool, log, assumedRate } = ports;
  const { run } = journal;
  const tools = { journal, writer, pool, log, assumedRate };
  const records = new CollectRecords(writer);
  const revisions = new Revisions(writer, run.id);
  const after = await collected(plan, { ...tools, plan, records, revisions }, store, ports);
  const current = after.plan;
  const isFull = run.job === "full";
  const hadNothing = isEmpty({ ...plan, ...NOTHING_DERIVED });
  const upToDate = hadNothing && (!isFull || isEmpty({ ...current, collect: null, reference: null }));
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
  return { status, upToDate, phases: after.phases, ...after.collected };
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
