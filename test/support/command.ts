import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { binary } from "./binary.ts";

/** The same command line from source: `bun src/main.ts`. */
export const FROM_SOURCE: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
];

/** A condition that does not come in this time, in milliseconds, is a failure; a slow machine has plenty of it. */
const PATIENCE_MS = 30_000;
const POLL_MS = 3;
/** For `setDefaultTimeout`: the test's own limit must not cut that patience short, in milliseconds. */
export const TEST_LIMIT_MS = 2 * PATIENCE_MS;
const LOG_LINE = /^\{"level":.*\n/gm;
const FOR_ALL = 0o777;

/** How a command ended and what it said. */
export interface Outcome {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  /** Without the lines of the log. */
  readonly stderr: string;
  /** The log's lines: a slow machine may have it tell of a long transaction. */
  readonly log: string;
  /** The most memory that it was seen to hold, in bytes; 0 unless it was watched. */
  readonly peakMemory: number;
}

export interface CommandOptions {
  /** Added to the environment, from which everything of nightdesk's own has been taken. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs the command through another, such as `setpriv` or `sh -c '...; exec "$@"' sh`. */
  readonly through?: readonly string[];
  /** What is run instead of the binary. */
  readonly program?: readonly string[];
  /** Looks at how much memory it holds, again and again. */
  readonly isWatched?: boolean;
}

/** Waits until a condition holds, by asking again and again. Throws with `what` if it never does. */
export async function until<T>(
  what: string,
  condition: () => T | null | false | Promise<T | null | false>,
): Promise<T> {
  const limit = performance.now() + PATIENCE_MS;
  while (performance.now() < limit) {
    const value = await condition();
    if (value !== null && value !== false) return value;
    await Bun.sleep(POLL_MS);
  }
  throw new Error(`in ${PATIENCE_MS / 1_000} s it did not come about that ${what}`);
}

function environment(added: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("NIGHTDESK_"));
  // No test asks a provider on the internet: those that want one name a server of their own.
  const offline = { NIGHTDESK_PROVIDERS: "none" };
  return { ...(Object.fromEntries(own) as Record<string, string>), ...offline, ...added };
}

/** A file's text; nothing if it is gone. */
async function readText(path: string): Promise<string> {
  try {
    return await Bun.file(path).text();
  } catch {
    return "";
  }
}

/** A command under way. Its output can be watched, and it can be sent signals. */
export class Running {
  readonly #process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #ended: Promise<unknown>;
  #stdout = "";
  #stderr = "";
  #peakMemory = 0;

  constructor(command: readonly string[], cwd: string, env: Record<string, string>) {
    this.#process = Bun.spawn([...command], { cwd, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
    const { stdout, stderr } = this.#process;
    this.#ended = Promise.all([
      this.#gather(stdout, (text) => {
        this.#stdout += text;
      }),
      this.#gather(stderr, (text) => {
        this.#stderr += text;
      }),
    ]);
  }

  get pid(): number {
    return this.#process.pid;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  signal(signal: "SIGINT" | "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    this.#process.kill(signal);
  }

  /** Stops the process and waits until the kernel says that it stands still. */
  async freeze(): Promise<void> {
    this.signal("SIGSTOP");
    const states = () =>
      existsSync(`/proc/${this.pid}/stat`) ? readFileSync(`/proc/${this.pid}/stat`, "utf8") : ") T";
    await until(`process ${this.pid} stands still`, () => /\) [TZ]/.test(states()));
  }

  /**
   * Keeps the high-water mark of the process's own memory. What the kernel tells at its end is of no use: there the memory
   * of whoever started it, who may hold more, counts as well.
   */
  async watchMemory(): Promise<void> {
    while (!this.hasEnded) {
      const mark = /^VmHWM:\s+(\d+) kB$/m.exec(await readText(`/proc/${this.pid}/status`))?.[1];
      this.#peakMemory = Math.max(this.#peakMemory, Number(mark ?? 0) * 1_024);
      await Bun.sleep(POLL_MS);
    }
  }

  async end(): Promise<Outcome> {
    await this.#process.exited;
    await this.#ended;
    const { exitCode, signalCode } = this.#process;
    return {
      code: signalCode === null ? exitCode : null,
      signal: signalCode === null ? null : String(signalCode),
      stdout: this.#stdout,
      stderr: this.#stderr.replaceAll(LOG_LINE, ""),
      log: (this.#stderr.match(LOG_LINE) ?? []).join(""),
      peakMemory: this.#peakMemory,
    };
  }

  async #gather(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
  }
}

/** A folder in which commands run, and which goes with everything that still runs in it at the end of `using`. */
export class Workplace {
  readonly folder: string;
  readonly #running: Running[] = [];

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "nightdesk-test-"));
    // Tests that run a command as another user work in here too.
    chmodSync(this.folder, FOR_ALL);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file, with the folders it needs. */
  write(name: string, content: string | Uint8Array): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  async start(args: readonly string[], options: CommandOptions = {}): Promise<Running> {
    const { env = {}, through = [], program = [await binary()] } = options;
    const running = new Running([...through, ...program, ...args], this.folder, environment(env));
    this.#running.push(running);
    if (options.isWatched === true) void running.watchMemory();
    return running;
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
    return (await this.start(args, options)).end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of this.#running) {
      if (!running.hasEnded) running.signal("SIGKILL");
      await running.end();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
