import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { openForReading } from "../db/open.ts";
import { ormOver } from "../db/writer.ts";
import { PHASE_NAMES } from "../src/batch/plan.ts";
import { readRun } from "../src/batch/run-history.ts";
import { median } from "./measure.ts";
import { FIRST_NIGHT, LAST_NIGHT, NIGHTS, type NightData, PORTFOLIOS } from "./night-data.ts";
import { command, type RunAnswer } from "./nightdesk.ts";
import { numpySeconds } from "./numpy.ts";

const RUNS = 5;
const WAIT_MS = 1_000;
/** What documents of the system before this one say of it; nobody has measured it here. */
const OLD_SYSTEM = { seconds: 894, nights: 254, symbols: 27 };

/** Seconds of each phase of a run by its name, and of what lies between: opening, planning and sealing it. */
function secondsByPart(
  database: string,
  { batch_run_id: id, seconds }: RunAnswer,
): ReadonlyMap<string, number> {
  const db = openForReading(database, WAIT_MS);
  const phases = Object.entries(readRun(ormOver(db), id, null)?.phase_durations ?? {});
  db.close();
  const parts = phases.flatMap(([phase, length]) =>
    length === null ? [] : [[PHASE_NAMES[phase as keyof typeof PHASE_NAMES], length] as const],
  );
  const inPhases = parts.reduce((sum, [, length]) => sum + length, 0);
  return new Map([...parts, ["plan and seal", seconds - inPhases]]);
}

const rounded = (figure: number) => figure.toLocaleString("en-US", { maximumSignificantDigits: 3 });

function printSpeed(seconds: readonly number[], numpy: readonly number[] | null): void {
  const middle = median(seconds);
  const perSecond = (nights: number, took: number) => rounded(nights / took);
  const old = OLD_SYSTEM.nights / OLD_SYSTEM.seconds;
  const ours = (NIGHTS * PORTFOLIOS) / middle;
  console.log(
    `  all phases                         ${middle.toFixed(2)} s   ${perSecond(NIGHTS, middle)} nights/s, ${perSecond(NIGHTS * PORTFOLIOS, middle)} portfolio-nights/s; median of ${seconds.length}, ${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)} s`,
  );
  console.log(
    numpy === null
      ? "  numpy                              skipped: there is no /usr/bin/python3 with numpy"
      : `  numpy, the same sums               ${median(numpy).toFixed(2)} s   ${perSecond(NIGHTS * PORTFOLIOS, median(numpy))} portfolio-nights/s without priors, books or a database; all of ours takes ${(middle / median(numpy)).toFixed(2)} x that`,
  );
  console.log(
    `  the old system                     ${OLD_SYSTEM.seconds} s for ${OLD_SYSTEM.nights} dates of one portfolio of ${OLD_SYSTEM.symbols} symbols, as its documents say, not measured: ${old.toFixed(2)} portfolio-nights/s; ours are ${rounded(ours / old)} x as many`,
  );
}

function printShares(parts: readonly ReadonlyMap<string, number>[], seconds: readonly number[]): void {
  const names = [...(parts[0]?.keys() ?? [])];
  const shares = names.map((name) => {
    const share = median(parts.map((each, run) => (each.get(name) ?? 0) / (seconds[run] as number)));
    return `${name} ${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  });
  console.log(`  shares                             ${shares.join(", ")}`);
}

function printTransactions(all: readonly RunAnswer["transactions"][]): void {
  const middle = (of: (each: RunAnswer["transactions"]) => number) => median(all.map(of));
  const worst = Math.max(...all.map((each) => each.longest_ms));
  console.log(
    `  longest writing transaction        ${middle((each) => each.longest_ms)} ms (worst of all runs ${worst} ms); of ${middle((each) => each.count)} transactions ${middle((each) => each.over_10_ms)} took more than 10 ms, ${middle((each) => each.over_50_ms)} more than 50 ms`,
  );
}

/**
 * All nights of the five portfolios by the compiled binary, each time a process of its own on a fresh copy of the prepared
 * database; beside it the same sums in numpy.
 * @returns the database with all of the nights.
 */
export async function benchBackfill(
  folder: string,
  binary: string,
  prepared: string,
  data: NightData,
): Promise<string> {
  const database = join(folder, "nights.db");
  const runs: RunAnswer[] = [];
  const parts: ReadonlyMap<string, number>[] = [];
  const numpy: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    copyFileSync(prepared, database);
    const { value } = await command<RunAnswer>(binary, database, "run", "--to", LAST_NIGHT);
    runs.push(value);
    parts.push(secondsByPart(database, value));
    const baseline = numpySeconds(data);
    if (baseline !== null) numpy.push(baseline);
  }
  const seconds = runs.map((each) => each.seconds);
  console.log(`\n${NIGHTS} nights of ${PORTFOLIOS} portfolios, ${FIRST_NIGHT} to ${LAST_NIGHT}`);
  printSpeed(seconds, numpy.length === RUNS ? numpy : null);
  printShares(parts, seconds);
  printTransactions(runs.map((each) => each.transactions));
  return database;
}
