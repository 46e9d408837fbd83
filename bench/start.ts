import type { Binaries } from "./binaries.ts";
import { report, timed } from "./measure.ts";
import { ServerProcess } from "./server-process.ts";

const RUNS = 15;
/** A server that has not answered by then never will, in milliseconds. */
const PATIENCE_MS = 30_000;
/** Whoever has been told to wait knocks again after this, in milliseconds: each knock takes time from what it waits for. */
const PAUSE_MS = 2;

/** Milliseconds from the start of a process to its first line of output. */
async function toFirstLine(command: readonly string[], cwd: string): Promise<number> {
  const { ms } = await timed(async () => {
    const child = Bun.spawn([...command], { cwd, stdout: "pipe", stderr: "ignore" });
    await child.stdout.getReader().read();
    child.kill();
    await child.exited;
  });
  return ms;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<string> {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const { port } = server;
  await server.stop(true);
  return String(port);
}

/** Knocks at a URL until it answers with the status that is waited for. */
async function knock(url: string, status: number): Promise<void> {
  const limit = performance.now() + PATIENCE_MS;
  while (performance.now() < limit) {
    const response = await fetch(url).catch(() => null);
    await response?.text();
    if (response?.status === status) return;
    await Bun.sleep(response === null ? 0 : PAUSE_MS);
  }
  throw new Error(`${url} does not answer with ${status}`);
}

/** Milliseconds from the start of a server to its first answer of each path, in their order. */
async function toAnswers(
  command: readonly string[],
  cwd: string,
  expected: readonly (readonly [path: string, status: number])[],
): Promise<readonly number[]> {
  const port = await freePort();
  const start = performance.now();
  const server = new ServerProcess([...command, port], cwd);
  const times: number[] = [];
  for (const [path, status] of expected) {
    await knock(`http://127.0.0.1:${port}${path}`, status);
    times.push(performance.now() - start);
  }
  await server.stop();
  return times;
}

/** In the order in which they come: that it lives, that the application answers (who are you?), and that all is read. */
const ANSWERS = [
  ["/health", 200],
  ["/api/v1/portfolios", 401],
  ["/health/ready", 200],
] as const;

/**
 * Start of the compiled binary, against an empty Hono server that is compiled in the same way.
 * @param database One that is up to date. Its first start, which makes a token, is not measured.
 */
export async function benchStart(
  folder: string,
  { nightdesk, empty }: Binaries,
  database: string,
): Promise<void> {
  const serve = [nightdesk, "serve", "--db", database, "--port"];
  await toAnswers(serve, folder, ANSWERS);
  const times = { empty: [] as number[], version: [] as number[], emptyAnswer: [] as number[] };
  const answers = ANSWERS.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    times.empty.push(await toFirstLine([empty], folder));
    times.version.push(await toFirstLine([nightdesk, "version"], folder));
    times.emptyAnswer.push(...(await toAnswers([empty], folder, ANSWERS.slice(0, 1))));
    const own = await toAnswers(serve, folder, ANSWERS);
    for (const [at, list] of answers.entries()) list.push(own[at] as number);
  }
  console.log("\nstart of the compiled binary, on the database of those nights");
  const [health = [], application = [], ready = []] = answers;
  const emptyLine = "an empty Hono server to its first line";
  const emptyAnswer = "the empty server to its first answer";
  report("  version, to its first output", times.version, times.empty, emptyLine);
  report("  serve, to its first answer", health, times.emptyAnswer, emptyAnswer);
  report("  serve, to the application's first", application, times.emptyAnswer, emptyAnswer);
  report("  serve, until it is ready", ready, times.emptyAnswer, emptyAnswer);
}
