import { readFileSync } from "node:fs";

const KIBIBYTES_PER_MEBIBYTE = 1_024;

/** A server under measurement, in a process of its own. */
export class ServerProcess {
  readonly #child: Bun.Subprocess<"ignore", "pipe", "ignore">;

  constructor(command: readonly string[], cwd: string) {
    this.#child = Bun.spawn([...command], { cwd, stdin: "ignore", stdout: "pipe", stderr: "ignore" });
  }

  /** Where it listens, as it tells on its first line once it is all there. */
  async url(): Promise<string> {
    const { value } = await this.#child.stdout.getReader().read();
    const url = /http:\/\/\S+/.exec(new TextDecoder().decode(value))?.[0];
    if (url === undefined) throw new Error("the server does not say where it listens");
    return url;
  }

  /** Resident memory now, and the most there has been, in mebibytes. */
  memory(): { readonly now: number; readonly peak: number } {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / KIBIBYTES_PER_MEBIBYTE;
    return { now: field("VmRSS"), peak: field("VmHWM") };
  }

  /** Stops it as a service is stopped, and waits until it is gone. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.exited;
  }
}
