import type { Writer } from "../../db/writer.ts";
import { formatInstant, type TechnicalClock } from "../platform/clock.ts";
import { crashPoint } from "../platform/crash-point.ts";
import type { PhaseId } from "./plan.ts";
import type { ActivityLine, Run, RunObserver } from "./run.ts";
import { NO_OUTCOMES, type OutcomeCounts } from "./run-status.ts";
import type { RunStore } from "./run-store.ts";
import type { StepEnd, StepOutcome, StepReason, Unit } from "./step.ts";

/** A unit's end, and what stores its results in the same transaction. */
export interface Work {
  readonly unit: Unit;
  /** Stores the results and says how the unit ended. Must not await. */
  readonly store: () => StepEnd;
}

/** Keeps a run's record while it goes: each unit with its results in one transaction, counts of what has been committed. */
export class Journal {
  readonly run: Run;
  readonly #writer: Writer;
  readonly #store: RunStore;
  readonly #clock: TechnicalClock;
  readonly #observer: RunObserver;
  readonly #signal: AbortSignal;
  readonly #counts = new Map<PhaseId, Record<StepOutcome, number>>();
  readonly #reasons = new Map<StepReason, number>();

  constructor(
    run: Run,
    {
      writer,
      store,
      clock,
      observer,
      signal,
    }: {
      readonly writer: Writer;
      readonly store: RunStore;
      readonly clock: TechnicalClock;
      readonly observer: RunObserver;
      readonly signal: AbortSignal;
    },
  ) {
    this.run = run;
    this.#writer = writer;
    this.#store = store;
    this.#clock = clock;
    this.#observer = observer;
    this.#signal = signal;
  }

  /** The instant, as it is written down. */
  now(): string {
    return formatInstant(this.#clock.now());
  }

  /** Aborts once the run is to stop. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Throws the reason once the run is to stop. */
  throwIfStopped(): void {
    this.#signal.throwIfAborted();
  }

  /** Finished units of a phase by how they ended. */
  countsOf(phase: PhaseId): OutcomeCounts {
    return this.#counts.get(phase) ?? NO_OUTCOMES;
  }

  /** Why units did not end as done, and how many each. */
  get reasons(): ReadonlyMap<StepReason, number> {
    return this.#reasons;
  }

  /** Finished units of the whole run. */
  get total(): OutcomeCounts {
    const total = { ...NO_OUTCOMES };
    for (const counts of this.#counts.values()) {
      for (const outcome of Object.keys(total) as StepOutcome[]) total[outcome] += counts[outcome];
    }
    return total;
  }

  /** Runs a phase: its record begins before the work and ends after it. */
  async phase(phase: PhaseId, work: () => Promise<void>): Promise<void> {
    await this.#writer.transact("start phase", () => this.#store.startPhase(this.run.id, phase, this.now()));
    this.#observer.phaseStarted(phase);
    await work();
    await this.#writer.transact("finish phase", () =>
      this.#store.finishPhase(this.run.id, phase, this.now()),
    );
    this.#observer.phaseFinished(phase);
  }

  /** Stores units, many a transaction; a unit and its results are never parted. */
  async store(phase: PhaseId, works: Iterable<Work>): Promise<void> {
    let pending: { unit: Unit; end: StepEnd }[] = [];
    const each = ({ unit, store }: Work) => {
      const end = store();
      this.#store.step(this.run.id, unit, end, this.now());
      pending.push({ unit, end });
      crashPoint("run.unit");
    };
    const committed = () => {
      this.#note(phase, pending);
      pending = [];
    };
    await this.#writer.inChunks(`store ${phase}`, works, each, this.#signal, committed);
  }

  /**
   * Works on a unit in one transaction, which also holds its end.
   * @param work Says how the unit ended; null while it goes on. Must not await.
   */
  async unit(unit: Unit, work: () => StepEnd | null): Promise<void> {
    this.throwIfStopped();
    const end = await this.#writer.transact(`store ${unit.phase}`, () => {
      const ended = work();
      if (ended !== null) this.#store.step(this.run.id, unit, ended, this.now());
      crashPoint("run.unit");
      return ended;
    });
    if (end !== null) this.#note(unit.phase, [{ unit, end }]);
  }

  /** Writes a line for people. */
  async log(level: ActivityLine["level"], phase: PhaseId | null, message: string): Promise<void> {
    const line = { timestamp: this.now(), level, phase, message };
    await this.#writer.transact("activity", () => this.#store.log(this.run.id, line));
    this.#observer.logged(line);
  }

  #note(phase: PhaseId, ended: readonly { readonly unit: Unit; readonly end: StepEnd }[]): void {
    const last = ended.at(-1);
    if (last === undefined) return;
    const fresh = { ...NO_OUTCOMES };
    const counts = this.#counts.get(phase) ?? { ...NO_OUTCOMES };
    for (const { end } of ended) {
      fresh[end.outcome] += 1;
      counts[end.outcome] += 1;
      if (end.reason !== null) this.#reasons.set(end.reason, (this.#reasons.get(end.reason) ?? 0) + 1);
    }
    this.#counts.set(phase, counts);
    this.#observer.advanced(phase, fresh, last.unit);
  }
}
