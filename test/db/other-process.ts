import { fileURLToPath } from "node:url";
import { until } from "../support/command.ts";
import type { Role } from "./child.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

/** Another process at work on a database; `await using` ends it. */
export class OtherProcess {
  readonly #process: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly said: string[] = [];
  readonly #heard: Promise<void>;

  private constructor(command: readonly string[]) {
    this.#process = Bun.spawn([...command], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    this.#heard = this.#listen();
  }

  static start(role: Role, ...args: readonly string[]): OtherProcess {
    return new OtherProcess([process.execPath, CHILD, role, ...args]);
  }

  /** One whose files may not grow beyond so many blocks of 512 or 1024 bytes, as the shell counts. */
  static limited(blocks: number, role: Role, ...args: readonly string[]): OtherProcess {
    const shell = ["sh", "-c", `ulimit -f ${blocks}; exec "$@"`, "sh"];
    return new OtherProcess([...shell, process.execPath, CHILD, role, ...args]);
  }

  get pid(): number {
    return this.#process.pid;
  }

  order(word: string): void {
    this.#process.stdin.write(`${word}\n`);
    this.#process.stdin.flush();
  }

  /** Waits for what it says next, after `count` lines. */
  answer(count: number): Promise<string> {
    return until(`process ${this.pid} said line ${count + 1}`, () => this.said[count] ?? null);
  }

  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    this.#process.kill(signal);
  }

  /** How it ended: its exit code, or the signal that ended it. */
  async end(): Promise<number | string> {
    await this.#process.exited;
    await this.#heard;
    return this.#process.signalCode ?? this.#process.exitCode ?? -1;
  }

  async #listen(): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of this.#process.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      this.said.push(...lines);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.end();
  }
}
