import type { ExitCode } from "../platform/errors.ts";
import type { Doorstep } from "../server/doorstep.ts";
import type { Invocation } from "./invocation.ts";

/** What a command line verb is given: its arguments and own options, and how it was invoked. */
export interface Call {
  readonly invocation: Invocation;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** The workers' entry; only main can name it. */
  readonly workerEntry: URL;
  /** The port that is listened on already; null unless a server is being started. */
  readonly doorstep: Doorstep | null;
}

/** One command of the command line. Faults are thrown; what is returned is the process's exit code. */
export type Verb = (call: Call) => Promise<ExitCode>;

/** A verb of the command line. Its code is loaded when it is called, so that no other verb's start pays for it. */
export interface VerbSpec {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly string[];
  readonly options?: readonly (readonly [flags: string, meaning: string])[];
  readonly load: () => Promise<Verb>;
}
