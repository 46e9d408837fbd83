import { expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { openForReading } from "../../db/open.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { Provided } from "../commands/provided.ts";
import { dumpOf, expectSameDump, expectSound } from "../hostile/plain-fault.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { runsIn } from "../support/half-way.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** Held, standing for factors, and rates: a unit of collecting each. */
const SYMBOLS = 12;
/** Symbols that are in hand at once, and whose answers a kill may lose. */
const IN_HAND = 6;
/** All of the market's sessions through the last one. */
const SESSIONS = 41;
const ALL = { NIGHTDESK_PROVIDERS: "yahoo,yahooquery" };

type Env = Readonly<Record<string, string>>;
const at = (point: string) => ({ NIGHTDESK_TEST: "1", NIGHTDESK_TEST_KILL_AT: point });

function rows(db: string, sql: string): unknown[] {
  const reader = openForReading(db, 1_000);
  try {
    return reader.prepare(sql).all();
  } finally {
    reader.close();
  }
}

/** Runs the night of one of a desk's databases. */
const night = ({ work, env }: Provided, db: string, more: Env = {}) =>
  work.run(["run", "--db", db], { env: { ...env, ...more } });

/** Runs a night that is killed at a point, and sees to it that the database is sound and its run is open. */
async function killed(provided: Provided, db: string, point: string, more: Env = {}): Promise<void> {
  const { signal, stdout } = await night(provided, db, { ...more, ...at(point) });
  expect({ point, signal, stdout }).toEqual({ point, signal: "SIGKILL", stdout: "" });
  expect(runsIn(db).at(-1)).toMatchObject({ status: "running", finished_at: null });
  await expectSound(provided.work, db);
}

/** Units of collecting that had an effect in more than one run of a night. */
const twice = (db: string) =>
  rows(
    db,
    `SELECT key, date FROM batch_step WHERE phase = 'phase_1' AND outcome <> 'skipped' GROUP BY key, date HAVING count(*) > 1`,
  );

/** How many symbols have how many bars. */
const barCounts = (db: string) =>
  rows(
    db,
    `SELECT bars, count(*) AS symbols FROM (SELECT count(*) AS bars FROM price_bar GROUP BY symbol_id) GROUP BY bars`,
  );

test.each([
  ["run.planned", 0],
  ["run.unit", 0],
  ["run.unit:2", 1],
  ["run.unit:7", 6],
  ["run.unit:12", 11],
  ["run.unit:13", 12],
])(
  "killed at %s, %i symbols are whole, the others untouched; the next run asks for those only",
  async (point, stored) => {
    await using provided = await Provided.held();
    const { work, db, yahoo } = provided;
    const whole = work.path("whole.db");
    copyFileSync(db, whole);
    expect((await night(provided, whole)).code).toBe(0);
    yahoo.forget();

    await killed(provided, db, point);
    expect(barCounts(db)).toEqual(stored === 0 ? [] : [{ bars: SESSIONS, symbols: stored }]);
    expect(yahoo.countOf()).toBeLessThanOrEqual(stored + IN_HAND);
    yahoo.forget();
    expect((await night(provided, db)).code).toBe(0);
    expect(yahoo.countOf()).toBe(SYMBOLS - stored);
    expect(runsIn(db).map(({ status }) => status)).toEqual(["interrupted", "completed"]);
    expect(twice(db)).toEqual([]);
    expectSameDump(await dumpOf(work, db), await dumpOf(work, whole));
  },
);

test("killed at one point after the other, until none is left", async () => {
  await using provided = await Provided.held();
  const { work, db } = provided;
  const whole = work.path("whole.db");
  copyFileSync(db, whole);
  expect((await night(provided, whole)).code).toBe(0);
  provided.yahoo.forget();
  const points = ["run.unit", "run.unit:4", "run.planned", "run.unit:5", "run.unit:2", "run.sealing"];
  for (const point of points) await killed(provided, db, point);
  expect((await night(provided, db)).code).toBe(0);
  expect(twice(db)).toEqual([]);
  expectSameDump(await dumpOf(work, db), await dumpOf(work, whole));
  expect(provided.yahoo.countOf()).toBeLessThanOrEqual(SYMBOLS + points.length * IN_HAND);
});

/** The evening of a night before the last one. */
const EARLIER = "2026-05-21T22:00:00Z";
const day = (date: number) => isoDate(`2026-05-${date}`);

/**
 * A desk after a plain first night, and before one in which Yahoo corrects a close, tells of a split, has no bar of a session,
 * and has a close that a second opinion is wanted of. The second road to Yahoo has the session, and contradicts the close.
 */
async function beforeHardNight(): Promise<Provided> {
  const provided = await Provided.held();
  const { yahoo, yahooquery, db } = provided;
  for (const server of [yahoo, yahooquery]) server.now = () => Date.parse(EARLIER);
  const { code, stderr } = await night(provided, db, { ...ALL, NIGHTDESK_NOW: EARLIER });
  if (code !== 0) throw new Error(stderr);
  for (const server of [yahoo, yahooquery]) {
    server.now = Date.now;
    server.distortions.set("SPY", [{ kind: "correction", date: day(20), by: 0.5 }]);
    server.distortions.set("IWM", [{ kind: "spin_off_as_split", exDate: day(27) }]);
  }
  yahoo.distortions.set("AAA", [{ kind: "missing_days", dates: [day(27)] }]);
  yahoo.distortions.set("BBB", [{ kind: "bad_close", date: day(29), factor: 1.7 }]);
  return provided;
}

test.each(["run.unit:1", "run.unit:6", "run.unit:12", "run.unit:13", "run.unit:14", "run.unit:15"])(
  "a night of corrections, holes and doubts, killed at %s, ends as if it had not been",
  async (point) => {
    await using provided = await beforeHardNight();
    const { work, db } = provided;
    const whole = work.path("whole.db");
    copyFileSync(db, whole);
    const undisturbed = await night(provided, whole, ALL);
    // It is as hard as it should be.
    const [hardships] = rows(
      whole,
      `SELECT (SELECT count(*) FROM price_revision) AS corrected, (SELECT count(*) FROM price_quarantine) AS refused,
         (SELECT count(*) FROM corporate_action WHERE kind = 'split') AS splits,
         (SELECT group_concat(session, ' ') FROM price_bar WHERE source = 'yahooquery') AS seconded`,
    );
    expect(hardships).toEqual({ corrected: 1, refused: 1, splits: 1, seconded: `${day(27)} ${day(29)}` });

    await killed(provided, db, point, ALL);
    const resumed = await night(provided, db, ALL);
    expectSameDump(await dumpOf(work, db), await dumpOf(work, whole));
    expect([resumed.code, resumed.stderr]).toEqual([undisturbed.code, ""]);
    expect(twice(db)).toEqual([]);
  },
);
