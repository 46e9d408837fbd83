import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { PlanView } from "../../src/batch/plan-view.ts";
import type { PortfolioReport } from "../../src/portfolio/report/portfolio-report.ts";
import type { Desk } from "../support/desk.ts";
import { phaseOf } from "../support/run-phase.ts";
import { correct, DERIVED, LAST, madeDesk, openThree, sessionsFrom } from "./made-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const INCEPTION = "2025-03-03";
const CORRECTED = "2025-03-20";
/** The session of a corrected close and the next one: returns, and so the statistics' windows, rest on both. */
const [FIRST = "", NEXT = ""] = sessionsFrom(CORRECTED);
/** Sessions whose 252 returns hold one of the two. */
const REACHED = sessionsFrom(CORRECTED).slice(0, 253);

/** What a plan has, as `key: why, sessions, first, last`, with portfolios by their names. */
function planned({ phases }: PlanView): Record<string, string> {
  const units = phases.flatMap((phase) => phase.units);
  return Object.fromEntries(
    units.map(({ name, why, sessions, first, last }) => [name, `${why} ${sessions} ${first} ${last}`]),
  );
}

const revisions = (desk: Desk) =>
  desk.base.rows<{ name: string; session: string; part: string; seq: number }>(
    `SELECT p.name, r.session, r.part, r.seq FROM snapshot_revision r JOIN portfolio p ON p.id = r.portfolio_id ORDER BY 1, 3, 2, 4`,
  );

const moments = (desk: Desk) =>
  new Map(
    desk.base
      .rows("SELECT session, group_concat(mu || ' ' || tau2) AS moments FROM beta_prior GROUP BY session")
      .map(({ session, moments: each }) => [String(session), each] as const),
  );

/** Lines of a dump, but for those of some sessions. */
const without = (dump: string, sessions: ReadonlySet<string>) =>
  dump.split("\n").filter((line) => !sessions.has(/"session":"([^"]+)"/.exec(line)?.[1] ?? ""));

describe("a corrected close of one name, a year and more before the end", () => {
  let desk: Desk;
  let before: { dump: string; at: string; moments: ReturnType<typeof moments>; reports: PortfolioReport[] };
  let plan: PlanView;
  const asked = [CORRECTED, NEXT, "2025-03-21", REACHED.at(-1) as string, LAST];
  const reports = (asKnown: string | null = null) =>
    ["one", "two", "aside"].flatMap((name) => asked.map((date) => desk.report(name, date, asKnown)));

  beforeAll(async () => {
    desk = await madeDesk("2024-06-03");
    await openThree(desk, INCEPTION);
    await desk.run();
    before = { dump: desk.dump(DERIVED), at: desk.now(), moments: moments(desk), reports: reports() };
    await correct(desk, "N01", CORRECTED, 1.01);
    plan = await desk.plan();
    await desk.run();
  });

  afterAll(() => desk[Symbol.asyncDispose]());

  test("plans what rests on it, and nothing else", () => {
    const year = `stale 253 ${FIRST} ${REACHED.at(-1)}`;
    expect(planned(plan)).toEqual({
      one: `stale 2 ${FIRST} ${NEXT}`,
      N01: year,
      // A year by the calendar, and some sessions for a start without a bar.
      "metrics of N01": `stale 261 ${FIRST} 2026-04-02`,
      "priors of betas": year,
      "market_beta of one": year,
      "market_beta of two": year,
      "market_beta of aside": year,
      "volatility of one": year,
      "sector_exposure of one": `stale 2 ${FIRST} ${NEXT}`,
    });
  });

  test("keeps what had been published of just what has changed", () => {
    const kept = Map.groupBy(revisions(desk), ({ name, part }) => `${part} of ${name}`);
    const sessions = Object.fromEntries(
      [...kept].map(([key, rows]) => [key, rows.map((row) => row.session)]),
    );
    // Whoever does not hold the name is reached through the prior alone, where its moments have moved.
    const now = moments(desk);
    const moved = REACHED.filter((session) => now.get(session) !== before.moments.get(session)) as string[];
    expect(moved.length).toBeGreaterThan(5);
    expect(moved.length).toBeLessThan(REACHED.length);
    expect(sessions).toEqual({
      "snapshot of one": [FIRST, NEXT],
      "market_beta of one": REACHED,
      "volatility of one": REACHED,
      "sector_exposure of one": [FIRST],
      "market_beta of two": moved,
      "market_beta of aside": moved,
    });
    expect(new Set(revisions(desk).map(({ seq }) => seq))).toEqual(new Set([1]));
  });

  test("changes no other session, and makes what a first night over the corrected prices makes", async () => {
    const reached = new Set<string>(REACHED);
    expect(without(desk.dump(DERIVED), reached)).toEqual(without(before.dump, reached));
    await using fresh = await madeDesk("2024-06-03");
    await openThree(fresh, INCEPTION);
    await correct(fresh, "N01", CORRECTED, 1.01);
    await fresh.run();
    expect(desk.dump(DERIVED) === fresh.dump(DERIVED)).toBe(true);
  });

  test("shows at an instant before it what was shown then, and now what is", () => {
    const then = reports(before.at).map(
      (report): PortfolioReport => ({ ...report, as_known: null, overtaken: false }),
    );
    // The performance is not kept: it is of all snapshots as they are.
    expect(then).toEqual(before.reports.map((report) => ({ ...report, performance: null })));
    const one = desk.report("one", CORRECTED);
    const old = desk.report("one", CORRECTED, before.at);
    // A hundred shares, one per cent dearer.
    const { price, market_value } = old.positions[0] as PortfolioReport["positions"][number];
    expect(one.positions[0]?.price).toBeCloseTo((price as number) * 1.01, 4);
    expect(one.snapshot.equity - old.snapshot.equity).toBeCloseTo((market_value as number) * 0.01, 1);
    expect(one.risk.volatility).not.toEqual(old.risk.volatility);
    const at = desk.now();
    expect(desk.report("one", CORRECTED, at)).toEqual({
      ...one,
      as_known: at,
      overtaken: null,
      performance: null,
    });
    expect(() => desk.report("one", CORRECTED, "2026-05-29T21:00:00.000Z")).toThrow("that was known at");
  });

  test("leaves no mark behind once everything has seen it", async () => {
    expect(desk.base.rows("SELECT * FROM price_change")).toEqual([]);
    expect((await desk.plan()).empty).toBe(true);
  });
});

async function smallDesk(): Promise<Desk> {
  const desk = await madeDesk("2026-03-02");
  await openThree(desk, "2026-05-01");
  await desk.run();
  return desk;
}

const EQUITY_ON = "2026-05-14";

test("corrected again and again, each figure is found at its time", async () => {
  await using desk = await smallDesk();
  const shown: { at: string; equity: number }[] = [];
  const look = () => shown.push({ at: desk.now(), equity: desk.report("one", EQUITY_ON).snapshot.equity });
  look();
  for (const times of [1.1, 1.2, 0.5]) {
    await correct(desk, "N01", EQUITY_ON, times);
    await desk.run();
    look();
  }
  expect(new Set(shown.map(({ equity }) => equity)).size).toBe(4);
  for (const { at, equity } of shown) expect(desk.report("one", EQUITY_ON, at).snapshot.equity).toBe(equity);
  const seqs = revisions(desk).filter(({ part, session }) => part === "snapshot" && session === EQUITY_ON);
  expect(seqs.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("corrected and set right again before the next night, nothing has happened", async () => {
  await using desk = await smallDesk();
  const before = desk.dump(DERIVED);
  await correct(desk, "N01", EQUITY_ON, 2);
  await correct(desk, "N01", EQUITY_ON, 0.5);
  const report = await desk.run();
  expect(report.status).toBe("completed");
  expect(phaseOf(report, "phase_2")).toMatchObject({ planned: 2, skipped: 2 });
  expect(desk.dump(DERIVED)).toBe(before);
  expect(revisions(desk)).toEqual([]);
});

test("a run of one portfolio leaves the others stale until theirs comes", async () => {
  await using desk = await smallDesk();
  await correct(desk, "N02", EQUITY_ON, 1.1);
  await desk.run({ portfolios: [desk.portfolio("one").publicId] });
  expect(new Set(revisions(desk).map(({ name }) => name))).toEqual(new Set(["one"]));
  expect(Object.keys(planned(await desk.plan()))).toContain("two");
  await desk.run();
  expect(new Set(revisions(desk).map(({ name }) => name))).toEqual(new Set(["one", "two"]));
  await using fresh = await madeDesk("2026-03-02");
  await openThree(fresh, "2026-05-01");
  await correct(fresh, "N02", EQUITY_ON, 1.1);
  await fresh.run();
  expect(desk.dump(DERIVED) === fresh.dump(DERIVED)).toBe(true);
});
