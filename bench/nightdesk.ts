import { timed } from "./measure.ts";
import { EVENING } from "./night-data.ts";

/** As `nightdesk run --json` tells of itself. */
export interface RunAnswer {
  readonly batch_run_id: string;
  readonly status: string;
  readonly up_to_date: boolean;
  readonly phases: readonly { readonly phase_name: string; readonly planned: number }[];
  readonly seconds: number;
  readonly transactions: {
    readonly count: number;
    readonly longest_ms: number;
    readonly over_10_ms: number;
    readonly over_50_ms: number;
  };
}

/** Exit codes of a run that came to its end; 3 says that something held has no price, which some of the five have not. */
const ENDED: ReadonlySet<number> = new Set([0, 3]);

/** The settings that every measured command is given: on the evening of the last night, and quiet. */
export const quietly = (database: string): readonly string[] => [
  ...["--db", database, "--now", EVENING],
  ...["--log-level", "error"],
  ...["--providers", "none"],
];

/** Runs a command of the binary to its end: its answer in JSON, and the milliseconds from its start to its exit. */
export async function command<T>(
  binary: string,
  database: string,
  ...words: readonly string[]
): Promise<{ readonly ms: number; readonly value: T }> {
  return timed(async () => {
    const child = Bun.spawn([binary, ...words, ...quietly(database), "--json"], {
      stdout: "pipe",
      stderr: "inherit",
    });
    const text = await new Response(child.stdout).text();
    const code = await child.exited;
    if (!ENDED.has(code)) throw new Error(`${words.join(" ")} ended with ${code}`);
    return JSON.parse(text) as T;
  });
}
