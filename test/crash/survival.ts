import { openForReading } from "../../db/open.ts";
import type { Backfill } from "../support/backfill.ts";
import type { Workplace } from "../support/command.ts";
import { runsIn } from "../support/half-way.ts";

/** Units that had an effect more than once, over all runs: what is done again must find nothing to do. */
const TWICE = `SELECT phase, key, date, count(*) AS times FROM batch_step WHERE outcome <> 'skipped'
  GROUP BY phase, key, date HAVING count(*) > 1 ORDER BY 1, 2, 3 LIMIT 5`;
const EFFECTIVE = "SELECT count(*) FROM batch_step WHERE outcome <> 'skipped'";

/** What a text comes to, short enough for a line. */
export function hashOf(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

/** How many units of a backfill have had an effect. */
export function effectiveUnits(db: string): number {
  const reader = openForReading(db, 1_000);
  try {
    return reader.prepare(EFFECTIVE).pluck().get() as number;
  } finally {
    reader.close();
  }
}

function twiceDone(db: string): string[] {
  const reader = openForReading(db, 1_000);
  try {
    return reader
      .prepare(TWICE)
      .all()
      .map((row) => `done more than once: ${JSON.stringify(row)}`);
  } finally {
    reader.close();
  }
}

/** Where two dumps part. */
function partingOf(dump: string, whole: string): string {
  const [left, right] = [dump.split("\n"), whole.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `line ${at + 1} of the dump is ${left[at]?.slice(0, 200)} instead of ${right[at]?.slice(0, 200)}`;
}

/** The run that a kill has left open; null if it came before one was open, or after its end. */
export function openRun(db: string): string | null {
  const last = runsIn(db).at(-1);
  return last?.status === "running" ? last.id : null;
}

/**
 * Everything by which a backfill that was killed and then finished differs from one that nothing happened to; empty if it
 * survived.
 * @param open The run that each kill has left open, in their order; two kills may have left the same.
 */
export async function faultsAfter(
  backfill: Backfill,
  work: Workplace,
  db: string,
  open: readonly (string | null)[],
): Promise<string[]> {
  const faults = twiceDone(db);
  const cut = new Set(open);
  const runs = runsIn(db);
  const isTold = runs.every(({ id, status }) =>
    cut.has(id) ? status === "interrupted" : status === "completed" || status === "partial",
  );
  if (!isTold || runs.length === 0 || cut.has(runs.at(-1)?.id ?? null)) {
    const statuses = runs.map(({ id, status }) => `${status}${cut.has(id) ? " after a kill" : ""}`);
    faults.push(`the history has ${statuses.join(", ")}`);
  }
  const { code, stdout, stderr } = await work.run(["verify", "--db", db]);
  if (code !== 0) faults.push(`verify ended with ${code}: ${stdout}${stderr}`);
  const [dump, whole] = [await backfill.dump(work, db), await backfill.whole()];
  if (dump !== whole) faults.push(partingOf(dump, whole));
  return faults;
}
