import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandOptions, type Outcome, type Running, Workplace } from "./command.ts";
import { EQUITIES } from "./equities.ts";

const FOLDER = join(import.meta.dir, "..", "oracle", "night");
/** When everything is imported, whatever day it is where the tests run. */
const IMPORTED = { NIGHTDESK_NOW: "2026-05-29T22:00:00Z" };

let base: Promise<Uint8Array> | null = null;

async function well(outcome: Promise<Outcome>, ...codes: readonly number[]): Promise<Outcome> {
  const { code, signal, stderr, stdout } = await outcome;
  if (code !== null && codes.includes(code)) return outcome;
  throw new Error(`a command ended with ${code ?? signal}: ${stderr}${stdout}`);
}

/** A database with the closes and the five portfolios of the night's oracle, before any run. */
async function imported(given: CommandOptions): Promise<Uint8Array> {
  await using work = new Workplace();
  const to = ["--db", work.path("base.db")];
  const options = { ...given, env: IMPORTED };
  await well(work.run(["prices", "import", join(FOLDER, "closes.csv.gz"), ...to], options), 0);
  for (const [name, equity] of Object.entries(EQUITIES)) {
    const file = join(FOLDER, "portfolios", `demo_${name}.csv`);
    const terms = ["--name", name, "--equity", String(equity)];
    await well(work.run(["portfolio", "import", file, ...terms, ...to], options), 0);
  }
  return readFileSync(work.path("base.db"));
}

/**
 * The nights of five portfolios from 2025-06-30 through a session, by the binary: some 70 units of work each, so that a
 * signal, a kill or a full disk meets it in its midst.
 */
export class Backfill {
  readonly args: readonly string[];
  /** The evening after the last session. */
  readonly env: Readonly<Record<string, string>>;
  #whole: Promise<string> | null = null;

  /** @param to The last session. */
  constructor(to: string) {
    this.args = ["run", "--to", to];
    this.env = { NIGHTDESK_NOW: `${to}T22:00:00Z` };
  }

  /**
   * Writes a database with everything that the backfill needs, and returns its path.
   * @param program What imports it if not the binary.
   */
  async write(work: Workplace, name = "desk.db", program?: readonly string[]): Promise<string> {
    if (program !== undefined) return work.write(name, await imported({ program }));
    base ??= imported({});
    return work.write(name, await base);
  }

  start(work: Workplace, db: string, options: CommandOptions = {}): Promise<Running> {
    return work.start([...this.args, "--db", db], { ...options, env: { ...this.env, ...options.env } });
  }

  /** Runs it to its end: partial, since some of what is held has no prices; completed if only the risk had been missing. */
  async run(work: Workplace, db: string, options: CommandOptions = {}): Promise<Outcome> {
    return well((await this.start(work, db, options)).end(), 0, 3);
  }

  /** The canonical dump of a database. */
  async dump(work: Workplace, db: string, options: CommandOptions = {}): Promise<string> {
    return (await well(work.run(["dump", "--canonical", "--db", db], options), 0)).stdout;
  }

  /** The canonical dump of the backfill that nothing happened to, made once. */
  whole(): Promise<string> {
    this.#whole ??= this.#undisturbed();
    return this.#whole;
  }

  async #undisturbed(): Promise<string> {
    await using work = new Workplace();
    const db = await this.write(work);
    await this.run(work, db);
    return await this.dump(work, db);
  }
}

/** Twelve weeks: little enough to be run often. */
export const SHORT_BACKFILL = new Backfill("2025-09-19");
/** All 231 sessions. */
export const FULL_BACKFILL = new Backfill("2026-05-29");
