import type { Writer, WriterStats } from "../../db/writer.ts";
import type { Pool } from "../compute/pool.ts";
import { formatInstant, type TechnicalClock } from "../platform/clock.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import { planDuty } from "./duties.ts";
import { Journal } from "./journal.ts";
import { account } from "./phases/account.ts";
import { analyse } from "./phases/analyse.ts";
import { collect } from "./phases/collect.ts";
import type { PhaseContext } from "./phases/context.ts";
import { updatePositionValues } from "./phases/position-values.ts";
import { countUnits, isEmpty, type PhaseCount, type Plan } from "./plan.ts";
import { Revisions } from "./revisions.ts";
import type { Run, RunObserver, RunTrigger } from "./run.ts";
import { type OutcomeCounts, type RunStatus, statusOf } from "./run-status.ts";
import { type Boot, RunStore } from "./run-store.ts";
import type { RunScope } from "./scope.ts";
import type { StepReason } from "./step.ts";

/** What a run is asked for. */
export interface RunRequest {
  /** The id under which it goes everywhere, from the first answer to its history. */
  readonly id: string;
  readonly trigger: RunTrigger;
  readonly scope: RunScope;
}

/** What a run works with. */
export interface NightPorts {
  readonly writer: Writer;
  readonly pool: Pool;
  readonly clock: TechnicalClock;
  readonly log: Log;
  readonly boot: Boot;
  readonly observer: RunObserver;
  /** Stops the run after the unit in hand; the reason is thrown. */
  readonly signal: AbortSignal;
}

/** How a run ended. */
export interface RunReport {
  readonly run: Run;
  readonly status: RunStatus;
  /** Whether everything was there and current already. */
  readonly upToDate: boolean;
  readonly phases: readonly (PhaseCount & OutcomeCounts)[];
  readonly reasons: ReadonlyMap<StepReason, number>;
  readonly seconds: number;
  readonly transactions: WriterStats;
}

const PHASES: readonly ((context: PhaseContext) => Promise<void>)[] = [
  collect,
  account,
  updatePositionValues,
  analyse,
];

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
    const attempt = store.attemptOf(JSON.stringify(request.scope));
    const opened = { ...request, startedAt, attempt };
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
  const { plan, status } = await sealed(journal, store, ports);
  tidyUp(ports);
  return {
    run,
    status,
    upToDate: isEmpty(plan),
    phases: countUnits(plan).map((each) => ({ ...each, ...journal.countsOf(each.phase) })),
    reasons: journal.reasons,
    seconds: (clock.elapsed() - started) / 1_000,
    transactions: writer.stats,
  };
}

/** Enters a run and carries it out. The caller holds the job lock. */
export async function runNight(request: RunRequest, ports: NightPorts): Promise<RunReport> {
  return carryOutRun(await openRun(request, ports), ports);
}

async function sealed(
  journal: Journal,
  store: RunStore,
  ports: NightPorts,
): Promise<{ readonly plan: Plan; readonly status: RunStatus }> {
  try {
    const plan = await planned(journal, store, ports);
    return { plan, status: await carryOut(plan, journal, store, ports) };
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

async function planned(journal: Journal, store: RunStore, ports: NightPorts): Promise<Plan> {
  const plan = await ports.pool.ask(planDuty, journal.run.scope);
  const phases = countUnits(plan);
  await ports.writer.transact("plan run", () => store.plan(journal.run.id, phases));
  ports.observer.planned(phases);
  crashPoint("run.planned");
  return plan;
}

async function carryOut(
  plan: Plan,
  journal: Journal,
  store: RunStore,
  ports: NightPorts,
): Promise<RunStatus> {
  const { writer, pool, log } = ports;
  const { id } = journal.run;
  const context = { plan, journal, writer, pool, log, revisions: new Revisions(writer, id) };
  if (isEmpty(plan))
    await journal.log("info", null, `Everything through ${plan.scope.to} is there and current.`);
  for (const phase of PHASES) await phase(context);
  crashPoint("run.sealing");
  const { total } = journal;
  const status = statusOf(total);
  await writer.transact("seal run", () => {
    if (plan.isWhole && total.failed === 0) store.forgetChanges(plan.seen);
    store.seal(id, status, journal.now());
  });
  ports.observer.sealed(status);
  log.info({ run: id, status, ...total }, "run ended");
  return status;
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
