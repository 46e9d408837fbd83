import { copyFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FULL_BACKFILL } from "../support/backfill.ts";
import { binary } from "../support/binary.ts";
import { FROM_SOURCE, Workplace } from "../support/command.ts";
import { unitsIn } from "../support/half-way.ts";
import { Chance } from "./chance.ts";
import { effectiveUnits, faultsAfter, hashOf, openRun } from "./survival.ts";

/** So often the restart after a kill is killed as well, and the one after that. */
const KILLED_AGAIN = 0.5;
const MOST_KILLS = 3;

const say = (line: string) => process.stdout.write(`${line}\n`);
const thousands = (number: number) => number.toLocaleString("en-US");

function numberOf(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`${text} is no whole number`);
}

/** How long the backfill takes here when nothing happens to it, in milliseconds, and what it comes to. */
async function undisturbed(): Promise<{
  readonly ms: number;
  readonly units: number;
  readonly dump: string;
}> {
  const dump = await FULL_BACKFILL.whole();
  await using work = new Workplace();
  const db = await FULL_BACKFILL.write(work);
  const start = performance.now();
  await FULL_BACKFILL.run(work, db);
  return { ms: performance.now() - start, units: effectiveUnits(db), dump };
}

/** A kill, in words, and the run that it left open. */
interface Kill {
  readonly told: string;
  readonly open: string | null;
}

/** Starts the backfill and kills it after a while; null if it was faster. */
async function kill(work: Workplace, db: string, ms: number): Promise<Kill | null> {
  const running = await FULL_BACKFILL.start(work, db);
  await Bun.sleep(ms);
  if (running.hasEnded) return null;
  running.signal("SIGKILL");
  const { signal } = await running.end();
  if (signal === null) return null;
  const told = `${thousands(Math.round(ms))} ms (${thousands(unitsIn(db))} units)`;
  return { told, open: openRun(db) };
}

interface Survived {
  readonly kills: readonly Kill[];
  readonly faults: readonly string[];
}

/** One backfill that is killed, perhaps more than once, and then finished. */
async function survive(chance: Chance, ms: number, keepAs: string): Promise<Survived> {
  await using work = new Workplace();
  let db = await FULL_BACKFILL.write(work);
  const kills: Kill[] = [];
  while (kills.length === 0 || (kills.length < MOST_KILLS && chance.next() < KILLED_AGAIN)) {
    const done = await kill(work, db, chance.next() * ms);
    if (done !== null) kills.push(done);
    else if (kills.length > 0) break;
    // It came to its end before the kill: another instant, from the start.
    else db = await FULL_BACKFILL.write(work);
  }
  await FULL_BACKFILL.run(work, db);
  const faults = await faultsAfter(
    FULL_BACKFILL,
    work,
    db,
    kills.map(({ open }) => open),
  );
  if (faults.length > 0) copyFileSync(db, keepAs);
  return { kills, faults };
}

/** Where the dumps by other numbers of threads, and from source, differ from the binary's. */
async function otherWays(whole: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, program, workers] of [
    ["binary, 1 worker", undefined, "1"],
    ["binary, 4 workers", undefined, "4"],
    ["source, 1 worker", FROM_SOURCE, "1"],
    ["source, 4 workers", FROM_SOURCE, "4"],
  ] as const) {
    await using work = new Workplace();
    const options = { env: { NIGHTDESK_WORKERS: workers }, ...(program === undefined ? {} : { program }) };
    const db = await FULL_BACKFILL.write(work, "desk.db", program);
    await FULL_BACKFILL.run(work, db, options);
    const isSame = (await FULL_BACKFILL.dump(work, db, options)) === whole;
    say(`${name}: ${isSame ? "the same dump" : "ANOTHER DUMP"}`);
    if (!isSame) faults.push(name);
  }
  return faults;
}

const { values } = parseArgs({ options: { kills: { type: "string" }, seed: { type: "string" } } });
const wanted = numberOf(values.kills, 20);
const seed = numberOf(values.seed, Math.floor(Math.random() * 2 ** 31));
const chance = new Chance(seed);
say(`crash campaign on ${await binary()}: ${wanted} backfills are killed, seed ${seed}`);
const { ms, units, dump } = await undisturbed();
say(
  `undisturbed: ${thousands(units)} units in ${thousands(Math.round(ms))} ms, a dump of ${thousands(dump.length)} characters, sha256 ${hashOf(dump)}`,
);
let faulty = 0;
let killed = 0;
for (let at = 1; at <= wanted; at++) {
  const keepAs = join(tmpdir(), `nightdesk-crash-${seed}-${at}.db`);
  const { kills, faults } = await survive(chance, ms, keepAs);
  killed += kills.length;
  const told = kills.map((each) => each.told).join(", then at ");
  say(`${String(at).padStart(3)}  killed at ${told}: ${faults.length === 0 ? "same dump" : "NOT THE SAME"}`);
  for (const fault of faults) say(`     FAULT: ${fault}`);
  if (faults.length === 0) continue;
  faulty += 1;
  say(`     its database is kept as ${keepAs}`);
}
const others = await otherWays(dump);
say(`${wanted} backfills, ${killed} kills: ${faulty} did not survive; ${others.length} other ways differ`);
process.exit(faulty + others.length === 0 ? 0 : 1);
