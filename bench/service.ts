import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { median } from "./measure.ts";
import { LAST_NIGHT } from "./night-data.ts";
import { command, quietly, type RunAnswer } from "./nightdesk.ts";
import { type PollReport, poll, printPolls } from "./polls.ts";
import { ServerProcess } from "./server-process.ts";

const ROUNDS = 3;
/** A process settles for so long before its memory is looked at, in milliseconds. */
const SETTLE_MS = 3_000;

/** As polling sees a run, and after it the last one. */
interface Current {
  readonly status: string;
  readonly last_run?: { readonly batch_run_id: string } | null;
}

interface Memory {
  readonly idle: number;
  readonly after: number;
  readonly peak: number;
}

interface Watched {
  readonly polls: PollReport;
  readonly memory: Memory;
}

/** Starts a server, does something to it, and looks at its memory before and after. */
async function watch(
  start: readonly string[],
  folder: string,
  work: (url: string) => Promise<PollReport>,
): Promise<Watched> {
  const server = new ServerProcess(start, folder);
  try {
    const url = await server.url();
    await Bun.sleep(SETTLE_MS);
    const idle = server.memory().now;
    const polls = await work(url);
    await Bun.sleep(SETTLE_MS);
    const { now: after, peak } = server.memory();
    return { polls, memory: { idle, after, peak } };
  } finally {
    await server.stop();
  }
}

/** Starts the backfill over HTTP and polls it to its end. */
async function pollBackfill(url: string, database: string): Promise<PollReport> {
  const token = readFileSync(`${database}.token`, "utf8").trim();
  const headers = { authorization: `Bearer ${token}` };
  const batch = `${url}/api/v1/admin/batch`;
  const body = JSON.stringify({ end_date: LAST_NIGHT });
  const started = await fetch(`${batch}/run`, { method: "POST", headers, body });
  if (started.status !== 202) throw new Error(`the run did not start: ${await started.text()}`);
  const { batch_run_id: id } = (await started.json()) as { batch_run_id: string };
  return poll(`${batch}/run/current`, headers, (text) => {
    const { status, last_run: last } = JSON.parse(text) as Current;
    return status === "idle" && last?.batch_run_id === id;
  });
}

function printMemory(name: string, all: readonly Memory[]): void {
  const mebibytes = (of: (each: Memory) => number) => `${median(all.map(of)).toFixed(0)} MiB`;
  console.log(
    `${name.padEnd(34)} ${mebibytes(({ idle }) => idle)} idle after its start, ${mebibytes(({ after }) => after)} after that, ${mebibytes(({ peak }) => peak)} at most`,
  );
}

/** The empty server, polled while the nights run in a process of their own. */
function watchBeside({ nightdesk, empty }: Binaries, folder: string, database: string): Promise<Watched> {
  return watch([empty], folder, async (url) => {
    let ended = false;
    const nights = command<RunAnswer>(nightdesk, database, "run", "--to", LAST_NIGHT).finally(() => {
      ended = true;
    });
    const polls = await poll(`${url}/health`, {}, () => ended);
    await nights;
    return polls;
  });
}

/** The empty server, polled for some time, in milliseconds. */
function watchAlone({ empty }: Binaries, folder: string, milliseconds: number): Promise<Watched> {
  return watch([empty], folder, (url) => {
    const until = performance.now() + milliseconds;
    return poll(`${url}/health`, {}, () => performance.now() > until);
  });
}

/**
 * `serve` of the compiled binary at 500 polls a second while it runs all nights. Against an empty server, left alone, and
 * beside the same nights in a process of their own: what such a machine adds while all of its cores compute.
 */
export async function benchService(folder: string, binaries: Binaries, prepared: string): Promise<void> {
  const database = join(folder, "served.db");
  const serve = [binaries.nightdesk, "serve", "--port", "0", ...quietly(database)];
  const ours: Watched[] = [];
  const beside: Watched[] = [];
  const alone: Watched[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    copyFileSync(prepared, database);
    const own = await watch(serve, folder, (url) => pollBackfill(url, database));
    ours.push(own);
    copyFileSync(prepared, database);
    beside.push(await watchBeside(binaries, folder, database));
    alone.push(await watchAlone(binaries, folder, own.polls.milliseconds));
  }
  const pollsOf = (all: readonly Watched[]) => all.map(({ polls }) => polls);
  const memoryOf = (all: readonly Watched[]) => all.map(({ memory }) => memory);
  console.log(`\n500 polls a second, ${ROUNDS} rounds`);
  printPolls("  serve, while it runs all nights", pollsOf(ours));
  printPolls("  empty server beside such nights", pollsOf(beside));
  printPolls("  empty server alone", pollsOf(alone));
  console.log("\nresident memory");
  printMemory("  serve, then all nights", memoryOf(ours));
  printMemory("  empty server, then such polls", memoryOf(alone));
}
