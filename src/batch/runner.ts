import { NightdeskError } from "../platform/errors.ts";
import type { NewId } from "../platform/ids.ts";
import { carryOutRun, openRun } from "./night.ts";
import type { NightPorts } from "./night-ports.ts";
import type { Run, RunTrigger } from "./run.ts";
import type { RunScope } from "./scope.ts";
import type { AskedPrices } from "./universe.ts";

/** What runs in the background are made with. */
export interface RunnerPorts extends NightPorts {
  readonly newId: NewId;
}

/** Runs nights in the background of a server, one at a time. */
export class Runner {
  readonly #ports: RunnerPorts;
  #current: { readonly id: string; readonly ended: Promise<void> } | null = null;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
  }

  /** The id of the run in progress; null if there is none. */
  get currentId(): string | null {
    return this.#current?.id ?? null;
  }

  /**
   * Starts a run: it is entered when this resolves, and goes on by itself.
   * @param asked What a collection is asked for by name; without it, the run is a whole night.
   * @returns its id, under which it goes everywhere.
   * @throws NightdeskError `run_in_progress` with the id of the one that is; `interrupted` once the server stops; what
   * entering it throws, such as `busy`.
   */
  async start(trigger: RunTrigger, scope: RunScope, asked: AskedPrices | null = null): Promise<string> {
    this.#ports.signal.throwIfAborted();
    if (this.#current !== null) {
      throw new NightdeskError(
        "run_in_progress",
        `The run ${this.#current.id} is in progress; wait for its end.`,
        { details: { batch_run_id: this.#current.id } },
      );
    }
    const id = this.#ports.newId();
    const collection = asked === null ? {} : { job: "collect" as const, asked };
    const opening = openRun({ id, trigger, scope, ...collection }, this.#ports);
    const ended = opening.then(
      (run) => this.#carryOut(run),
      () => undefined,
    );
    this.#current = {
      id,
      ended: ended.finally(() => {
        this.#current = null;
      }),
    };
    await opening;
    return id;
  }

  /** Resolves when no run is in progress. */
  async idle(): Promise<void> {
    while (this.#current !== null) await this.#current.ended;
  }

  /** A run's faults are told by its record and in the log: here they must not end the server. */
  async #carryOut(run: Run): Promise<void> {
    try {
      await carryOutRun(run, this.#ports);
    } catch (fault) {
      const isExpected = fault instanceof NightdeskError && fault.code === "interrupted";
      this.#ports.log[isExpected ? "info" : "error"]({ err: fault, run: run.id }, "a run ended early");
    }
  }
}
