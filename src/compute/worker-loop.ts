import type { Sqlite } from "../../db/driver.ts";
import { openForReading } from "../../db/open.ts";
import { PanelSource } from "../market/panel/panel-source.ts";
import { NightdeskError } from "../platform/errors.ts";
import { estimateSymbols } from "./estimate-symbols.ts";
import type { Answers, WorkerReply, WorkerRequest, WorkerStart } from "./messages.ts";

/** The main thread's commits are short; a reader waits for one this long, in milliseconds. */
const READ_WAIT_MS = 1_000;

/**
 * Answers the pool's requests, one at a time.
 * @param reply Sends a message to the main thread.
 * @returns the receiver of the messages that come in; the first must be the start.
 */
export function workerLoop(
  reply: (message: WorkerReply) => void,
): (message: WorkerStart | WorkerRequest) => void {
  let databasePath: string | null = null;
  let db: Sqlite | null = null;
  let source: PanelSource | null = null;
  const panels = (): PanelSource => {
    if (databasePath === null) {
      throw new NightdeskError("task_failed", "The worker was asked before it was started.");
    }
    db ??= openForReading(databasePath, READ_WAIT_MS);
    source ??= new PanelSource(db);
    return source;
  };
  const answer = (request: WorkerRequest): Answers[keyof Answers] => {
    if (request.kind === "read_axes") return panels().axes();
    if (request.kind === "estimate_symbols") return estimateSymbols(request);
    if (request.kind === "stop") {
      db?.close();
      return null;
    }
    panels().fill(request.axes, request.memory, request.shard);
    return null;
  };
  return (message) => {
    if (message.kind === "start") {
      databasePath = message.databasePath;
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
