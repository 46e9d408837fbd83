import { NightdeskError } from "./errors.ts";

/** What a command says to whoever called it: text for people or JSON for programs, on stdout. */
export interface Output {
  /** True once the receiver has stopped reading (`| head`): there is no use in writing more, and no fault in it. */
  readonly closed: boolean;
  /**
   * Writes text as it is; resolves when it has been taken.
   * @throws NightdeskError `storage_full` if stdout is a file that cannot grow, `internal` if it cannot be written at all.
   */
  write(text: string): Promise<void>;
}

const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];

/** The process's stdout. */
export function standardOutput(): Output {
  let closed = false;
  // Each write tells its own fault; without a listener the stream would end the process as well.
  process.stdout.on("error", () => undefined);
  return {
    get closed() {
      return closed;
    },
    write: async (text) => {
      if (closed || text === "") return;
      const fault = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
        process.stdout.write(text, (problem) => resolve(problem ?? null));
      });
      if (fault === null) return;
      if (fault.code !== "EPIPE") {
        const isFull = FULL.includes(fault.code ?? "");
        throw new NightdeskError(
          isFull ? "storage_full" : "internal",
          `The output could not be written (${fault.code}). ${isFull ? "Free some space" : "Give it another place"} and run this again.`,
          { cause: fault },
        );
      }
      closed = true;
    },
  };
}
