import type { Sqlite } from "../../db/driver.ts";
import { openForReading } from "../../db/open.ts";
import { PanelSource } from "../market/panel/panel-source.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { AnyDuty } from "./duty.ts";
import { estimatePortfolios } from "./estimate-portfolios.ts";
import { estimatePriors } from "./estimate-priors.ts";
import { estimateSymbols } from "./estimate-symbols.ts";
import type { Answers, Ask, WorkerReply, WorkerRequest, WorkerStart } from "./messages.ts";

/** The main thread's commits are short; a reader waits for one this long, in milliseconds. */
const READ_WAIT_MS = 1_000;

/** Reads a database for one worker: opened when it is first needed. */
class Reader {
  readonly #path: string;
  #db: Sqlite | null = null;
  #source: PanelSource | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  get db(): Sqlite {
    this.#db ??= openForReading(this.#path, READ_WAIT_MS);
    return this.#db;
  }

  get panels(): PanelSource {
    this.#source ??= new PanelSource(this.db);
    return this.#source;
  }

  /** One read snapshot for all that the duty reads. */
  answer(duty: AnyDuty, { question }: Ask): unknown {
    return this.db.transaction(() => duty.answer(this.db, question as never))();
  }

  close(): void {
    this.#db?.close();
  }
}

/**
 * Answers the pool's requests, one at a time.
 * @param reply Sends a message to the main thread.
 * @param duties All questions to the database that may be asked.
 * @returns the receiver of the messages that come in; the first must be the start.
 */
export function workerLoop(
  reply: (message: WorkerReply) => void,
  duties: readonly AnyDuty[],
): (message: WorkerStart | WorkerRequest) => void {
  const byName = new Map(duties.map((duty) => [duty.name, duty]));
  let reader: Reader | null = null;
  const reading = (): Reader => {
    if (reader === null)
      throw new NightdeskError("task_failed", "The worker was asked before it was started.");
    return reader;
  };
  const answer = (request: WorkerRequest): Answers[keyof Answers] => {
    switch (request.kind) {
      case "read_axes":
        return reading().panels.axes(request.range);
      case "fill_panel":
        reading().panels.fill(request.axes, request.memory, request.shard);
        return null;
      case "ask": {
        const duty = byName.get(request.duty);
        if (duty === undefined) throw new NightdeskError("task_failed", `No worker knows "${request.duty}".`);
        return reading().answer(duty, request);
      }
      case "estimate_symbols":
        return estimateSymbols(request, request.cells);
      case "estimate_priors":
        return estimatePriors(request, request.dates);
      case "estimate_portfolios":
        return estimatePortfolios(request, request.books);
      case "stop":
        reader?.close();
        return null;
    }
  };
  return (message) => {
    if (message.kind === "start") {
      reader = new Reader(message.databasePath);
      return;
    }
    try {
      reply({ kind: "done", id: message.id, answer: answer(message) });
    } catch (fault) {
      const code = fault instanceof NightdeskError ? fault.code : "task_failed";
      reply({
        kind: "failed",
        id: message.id,
        code,
        message: fault instanceof Error ? fault.message : String(fault),
      });
    }
  };
}
