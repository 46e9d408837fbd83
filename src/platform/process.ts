import { writeSync } from "node:fs";
import { type ExitCode, NightdeskError } from "./errors.ts";

/** The process as its rooms may touch it: the way out, and the wish of whoever runs it that it stop. */
export interface HostProcess {
  readonly pid: number;
  /** The command line after the program's name. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** All of stdin as text. */
  readInput(): Promise<string>;
  /** Writes to stderr at once, whatever becomes of the process next. */
  complain(text: string): void;
  exit(code: ExitCode): never;
  /** Aborts on the first SIGTERM or SIGINT; a second SIGINT ends the process at once. */
  stopSignal(): AbortSignal;
}

const STDERR = 2;

let stop: AbortController | null = null;

function listen(): AbortController {
  const controller = new AbortController();
  const ask = (signal: string) => {
    if (controller.signal.aborted && signal === "SIGINT") process.exit(1);
    controller.abort(
      new NightdeskError(
        "interrupted",
        `Stopped by ${signal}. What was stored stays; run it again to finish.`,
      ),
    );
  };
  process.on("SIGTERM", () => ask("SIGTERM"));
  process.on("SIGINT", () => ask("SIGINT"));
  return controller;
}

export const hostProcess: HostProcess = {
  pid: process.pid,
  arguments: process.argv.slice(2),
  environment: process.env,
  readInput: () => Bun.stdin.text(),
  complain: (text) => void writeSync(STDERR, text),
  exit: (code) => process.exit(code),
  stopSignal: () => {
    stop ??= listen();
    return stop.signal;
  },
};
