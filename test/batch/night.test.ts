import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Desk } from "../support/desk.ts";
import { nightDesk } from "../support/night-oracle.ts";
import { phaseOf } from "../support/run-phase.ts";
import { DERIVED, LAST, madeDesk, openThree } from "./made-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);
const FIRST = "2026-03-02";
const INCEPTION = "2026-05-01";
const SESSIONS = 20;

async function threePortfolios(): Promise<Desk> {
  const desk = await madeDesk(FIRST);
  await openThree(desk, INCEPTION);
  return desk;
}

const counted = (desk: Desk, table: string) => desk.base.rows(`SELECT count(*) AS n FROM ${table}`)[0]?.n;
/** When each row was published that tells it: one that is written again has another instant. */
const published = (desk: Desk) =>
  ["snapshot", "portfolio_risk"].map((table) =>
    desk.base.rows(`SELECT portfolio_id, session, published_at FROM ${table} ORDER BY 1, 2, 3`),
  );

test("a second run does nothing, and says so", async () => {
  await using desk = await threePortfolios();
  expect((await desk.plan()).empty).toBe(false);
  const first = await desk.run();
  expect(first).toMatchObject({ status: "completed", upToDate: false });
  const before = { dump: desk.dump(), published: published(desk) };
  expect(await desk.plan()).toMatchObject({ empty: true, missing_prices: [] });
  const second = await desk.run();
  expect(second).toMatchObject({ status: "completed", upToDate: true });
  expect(second.phases.filter(({ planned }) => planned > 0).map(({ phase }) => phase)).toEqual(["phase_1"]);
  expect(phaseOf(second, "phase_1").planned).toBe(1);
  expect([...second.reasons]).toEqual([["nothing_to_collect", 1]]);
  expect({ dump: desk.dump(), published: published(desk) }).toEqual(before);
  const said = desk.base.rows("SELECT message FROM activity_log WHERE run_id = ?", second.run.id);
  expect(said).toEqual([{ message: `Everything through ${LAST} is there and current.` }]);
});

test("what each phase has planned is what it has finished, in the report as in the record", async () => {
  await using desk = await threePortfolios();
  const { run, phases } = await desk.run();
  const steps = desk.base.rows(
    "SELECT phase, outcome, count(*) AS n FROM batch_step WHERE run_id = ? GROUP BY 1, 2",
    run.id,
  );
  // SPY and five held names are estimated and measured, with a prior a session, and three engines for three portfolios.
  expect(phases.map(({ phase, planned }) => [phase, planned])).toEqual([
    ["phase_0", 0],
    ["phase_1", 1],
    ["phase_1_5", 0],
    ["phase_2", 3 * SESSIONS],
    ["phase_2_5", 3],
    ["phase_2_75", 3],
    ["phase_3", (2 * 6 + 1 + 3 * 3) * SESSIONS],
  ]);
  for (const { phase, planned, ...outcomes } of phases) {
    const stored = steps.filter((step) => step.phase === phase);
    expect(stored.reduce((sum, { n }) => sum + Number(n), 0)).toBe(planned);
    for (const [outcome, count] of Object.entries(outcomes)) {
      expect(stored.find((step) => step.outcome === outcome)?.n ?? 0).toBe(count);
    }
  }
  const recorded =
    "SELECT phase, planned, finished_at IS NOT NULL AS ended FROM batch_run_phase ORDER BY phase";
  expect(desk.base.rows(recorded)).toEqual(
    phases.map(({ phase, planned }) => ({ phase, planned, ended: planned === 0 ? 0 : 1 })),
  );
});

test("force on data that have not changed changes no figure and leaves no revision", async () => {
  await using desk = await threePortfolios();
  await desk.run();
  const before = { dump: desk.dump(), published: published(desk) };
  const { status, phases } = await desk.run({ force: true, from: "2026-05-20", to: "2026-05-22" });
  expect(status).toBe("completed");
  expect(phases.map(({ phase, planned, done, skipped }) => [phase, planned, done, skipped])).toEqual([
    ["phase_0", 0, 0, 0],
    ["phase_1", 1, 0, 1],
    ["phase_1_5", 0, 0, 0],
    ["phase_2", 9, 0, 9],
    ["phase_2_5", 0, 0, 0],
    ["phase_2_75", 0, 0, 0],
    ["phase_3", 3 * 22, 0, 3 * 22],
  ]);
  expect({ dump: desk.dump(), published: published(desk) }).toEqual(before);
  expect(counted(desk, "snapshot_revision")).toBe(0);
});

describe("the status of a run", () => {
  const stated = { equity: "100000" };
  /** lots, status, outcomes of phase 2 and why, status of the newest snapshot */
  test.each([
    ["N01,10,100,2026-05-27", "completed", { done: 3, partial: 0 }, null, "complete"],
    ["NEVER,10,100,2026-05-27", "partial", { done: 0, partial: 3 }, "no_price", "partial"],
    ["N01260619C00100000,1,2,2026-05-27", "partial", { done: 0, partial: 3 }, "not_priced", "partial"],
    // Bought after it had expired: nothing settles it.
    [
      "N01260116C00100000,1,2,2026-05-27",
      "partial",
      { done: 0, partial: 3 },
      "awaiting_settlement",
      "partial",
    ],
  ])("with %s is %s", async (lot, status, outcomes, reason, snapshot) => {
    await using desk = await madeDesk("2026-05-01");
    const option = [
      "Investment Class",
      "Underlying Symbol",
      "Strike Price",
      "Expiration Date",
      "Option Type",
    ];
    const [, year, month, day] = /^N01(\d\d)(\d\d)(\d\d)C/.exec(lot) ?? [];
    const cells = year === undefined ? ",,,,," : `,OPTIONS,N01,100,20${year}-${month}-${day},CALL`;
    const header = `Symbol,Quantity,Entry Price Per Share,Entry Date,${option.join(",")}`;
    await desk.open("of one lot", `${header}\n${lot}${cells}\n`, stated);
    const report = await desk.run();
    expect(report.status).toBe(status as never);
    expect(phaseOf(report, "phase_2")).toMatchObject({ planned: 3, failed: 0, ...outcomes });
    const shown = desk.report("of one lot", LAST).snapshot;
    expect([shown.status, shown.reasons]).toEqual([snapshot, reason === null ? [] : [reason]]);
    expect(report.reasons.get(reason as never)).toBe(reason === null ? undefined : 3);
  });

  test("is partial with a unit that failed, and failed where nothing else was to do; the others are not held up", async () => {
    await using desk = await madeDesk("2026-05-01");
    await desk.openLots("good", ["N01,10,100,2026-05-27"], stated);
    // At a hundred thousand dollars a share it is worth more cents than a double holds.
    await desk.openLots("beyond", ["N02,900000000000,0.01,2026-05-27"], stated);
    desk.base.writer.db.exec(
      "UPDATE price_bar SET close = 1e5 WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = 'N02')",
    );
    const first = await desk.run();
    expect(first.status).toBe("partial");
    expect(phaseOf(first, "phase_2")).toMatchObject({ planned: 6, done: 3, failed: 3 });
    expect(first.reasons.get("task_failed")).toBe(3);
    expect(desk.report("good", LAST).snapshot.status).toBe("complete");
    expect(desk.report("good", LAST).risk.sector_exposure).not.toBeNull();
    expect(() => desk.report("beyond", LAST)).toThrow("has no snapshot");
    const messages = desk.base.rows("SELECT message FROM activity_log WHERE level = 'error'");
    expect(JSON.stringify(messages)).toContain("beyond could not be accounted");
    const second = await desk.run();
    expect(second).toMatchObject({ status: "failed", upToDate: false });
    expect(phaseOf(second, "phase_2")).toMatchObject({ planned: 3, failed: 3 });
  });
});

test("1 and 4 workers make the same bytes of real prices", async () => {
  const portfolios = ["individual", "hedgefundstyle", "familyoffice_private"];
  await using one = await nightDesk(portfolios);
  await one.run({ to: "2025-08-29" }, 1);
  await using four = await nightDesk(portfolios);
  await four.run({ to: "2025-08-29" }, 4);
  expect(one.dump() === four.dump()).toBe(true);
  expect(one.dump().length).toBeGreaterThan(1_000_000);
});

test("a night at a time is the same as all at once, and an earlier one has nothing left to do", async () => {
  await using desk = await threePortfolios();
  for (const to of ["2026-05-04", "2026-05-05", "2026-05-12", "2026-05-08", LAST]) {
    const { upToDate } = await desk.run({ to });
    expect(upToDate).toBe(to === "2026-05-08");
  }
  await using whole = await threePortfolios();
  await whole.run();
  expect(desk.dump()).toBe(whole.dump());
});

test("from bounds the risk numbers; snapshots are filled from the first gap whatever it is", async () => {
  await using desk = await threePortfolios();
  await desk.run({ from: "2026-05-28", to: LAST });
  expect([counted(desk, "snapshot"), counted(desk, "portfolio_risk")]).toEqual([3 * SESSIONS, 3 * 3 * 2]);
  await desk.run();
  await using whole = await threePortfolios();
  await whole.run();
  expect(desk.dump()).toBe(whole.dump());
});

test("prices after a session change nothing of it, whether they are stored or not", async () => {
  const to = "2026-05-15";
  await using all = await threePortfolios();
  await all.run({ to });
  await using known = await madeDesk(FIRST);
  known.base.writer.db.prepare("DELETE FROM price_bar WHERE session > ?").run(to);
  await openThree(known, INCEPTION);
  await known.run({ to });
  expect(known.dump(DERIVED)).toBe(all.dump(DERIVED));
});

test("a session that cannot be reckoned takes no other one of its portfolio with it", async () => {
  await using desk = await madeDesk("2026-05-01");
  await desk.openLots("mine", ["N02,900000000000,0.01,2026-05-22"], { equity: "100000" });
  desk.base.writer.db.exec(
    `UPDATE price_bar SET close = iif(session = '2026-05-28', 1e5, 1) WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = 'N02')`,
  );
  const report = await desk.run();
  // Its own P&L and the next one's rest on a value beyond all cents.
  expect(phaseOf(report, "phase_2")).toMatchObject({ planned: 5, done: 3, failed: 2 });
});
