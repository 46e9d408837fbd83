import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Desk } from "../support/desk.ts";
import { LAST, madeDesk, openThree } from "./made-desk.ts";
import { one, planOf, state, TO, unitsOf } from "./made-plan.ts";
import { changeOf, day } from "./made-state.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const TAG_TABLES = ["tag", "position_tag"] as const;

async function threePortfolios(): Promise<Desk> {
  const desk = await madeDesk("2026-05-20");
  await openThree(desk, "2026-05-26");
  return desk;
}

function tell(desk: Desk, symbol: string, sector: string): void {
  const { db } = desk.base.writer;
  db.prepare("INSERT OR REPLACE INTO symbol_sector VALUES (?, '2026-05-01', ?, 'test')").run(symbol, sector);
}

/** The tags of open positions by portfolio and symbol. */
function borne(desk: Desk): Record<string, string> {
  const rows = desk.base.rows<{ position: string; name: string }>(
    `SELECT p.name || ' ' || l.symbol AS position, t.name FROM position_tag g JOIN lot l ON l.id = g.lot_id
     JOIN portfolio p ON p.id = l.portfolio_id JOIN tag t ON t.id = g.tag_id ORDER BY 1, 2`,
  );
  return Object.fromEntries(rows.map(({ position, name }) => [position, name]));
}

const plannedOf = async (desk: Desk) =>
  (await desk.plan()).phases.find(({ phase_id: id }) => id === "phase_2_75");

describe("the plan", () => {
  const differing = one(TO, { tagsCurrent: false });

  test("has the newest snapshot's session for a portfolio whose tags differ, and nothing else for it", () => {
    const plan = planOf(state(TO, { portfolios: [differing, one(TO, { id: 2 })] }));
    expect(plan.sectorTags).toEqual([
      { portfolioId: 1, publicId: "p1", name: "Portfolio 1", session: day(TO) },
    ]);
    expect([unitsOf(plan), plan.values]).toEqual([{}, []]);
  });

  test("has it for a newest snapshot that is made anew, and for no older one", () => {
    const changedAt = (from: number, until: number | null) =>
      planOf(
        state(TO, {
          changes: [changeOf(1, "AAA", day(from), day(from), until === null ? null : day(until))],
        }),
      );
    expect(changedAt(TO, null).sectorTags).toMatchObject([{ session: day(TO) }]);
    expect(changedAt(10, 11).sectorTags).toEqual([]);
    expect(planOf(state(TO), { to: day(10), force: true }).sectorTags).toEqual([]);
    expect(planOf(state(0), { to: day(4) }).sectorTags).toEqual([]);
  });
});

describe("a night", () => {
  test("tags what is open, once: a second plan is empty, and a second run writes nothing", async () => {
    await using desk = await threePortfolios();
    tell(desk, "N01", "technology");
    tell(desk, "N02", "Energy");
    const { phases, run } = await desk.run();
    expect(phases.find(({ phase }) => phase === "phase_2_75")).toMatchObject({ planned: 3, done: 3 });
    expect(borne(desk)).toEqual({
      "aside N04": "Uncategorized",
      "aside N05": "Uncategorized",
      "one N01": "Technology",
      "one N02": "Energy",
      "two N02": "Energy",
      "two N03": "Uncategorized",
    });
    const steps =
      "SELECT key, date, outcome FROM batch_step WHERE run_id = ? AND phase = 'phase_2_75' ORDER BY key";
    const ids = ["one", "two", "aside"].map((name) => desk.portfolio(name).publicId).sort();
    expect(desk.base.rows(steps, run.id)).toEqual(ids.map((key) => ({ key, date: LAST, outcome: "done" })));
    const said = "SELECT message FROM activity_log WHERE run_id = ? AND phase = 'phase_2_75'";
    expect(desk.base.rows(said, run.id)).toEqual([
      {
        message:
          "Sector tags in 3 of 3 portfolios: 3 made, on 6 positions; 0 positions are of archived ones.",
      },
    ]);
    expect(await desk.plan()).toMatchObject({ empty: true });
    const before = desk.dump(TAG_TABLES);
    expect((await desk.run()).upToDate).toBe(true);
    expect(desk.dump(TAG_TABLES)).toBe(before);
  });

  test("looks again when a sector is told, at the portfolios that hold it and at no snapshot", async () => {
    await using desk = await threePortfolios();
    await desk.run();
    tell(desk, "N02", "Utilities");
    const { plan, dump } = { plan: await plannedOf(desk), dump: desk.dump(["snapshot", "position_value"]) };
    expect(plan).toMatchObject({ phase_name: "Sector tags", planned: 2 });
    expect(plan?.units.map(({ name, first, last, why }) => [name, first, last, why])).toEqual([
      ["one", LAST, LAST, "stale"],
      ["two", LAST, LAST, "stale"],
    ]);
    const { phases } = await desk.run();
    expect(phases.map(({ phase, planned, done }) => [phase, planned, done])).toEqual([
      ["phase_0", 0, 0],
      ["phase_1", 1, 0],
      ["phase_1_5", 0, 0],
      ["phase_2", 0, 0],
      ["phase_2_5", 0, 0],
      ["phase_2_75", 2, 2],
      ["phase_3", 0, 0],
    ]);
    expect(borne(desk)).toMatchObject({ "one N02": "Utilities", "two N02": "Utilities" });
    expect(desk.dump(["snapshot", "position_value"])).toBe(dump);
    expect(await desk.plan()).toMatchObject({ empty: true });
  });

  test("leaves alone what another night has tagged: its unit is skipped", async () => {
    await using desk = await threePortfolios();
    await desk.run({ to: "2026-05-28" });
    const before = desk.dump(TAG_TABLES);
    const { phases } = await desk.run();
    expect(phases.find(({ phase }) => phase === "phase_2_75")).toMatchObject({
      planned: 3,
      done: 0,
      skipped: 3,
    });
    expect(desk.dump(TAG_TABLES)).toBe(before);
  });

  test("tags by the newest snapshot, though a run looks at earlier sessions", async () => {
    await using desk = await madeDesk("2026-05-20");
    const exit = "Symbol,Quantity,Entry Price Per Share,Entry Date,Exit Date,Exit Price Per Share";
    await desk.open("One", `${exit}\nN01,10,100,2026-05-26,2026-05-28,100\nN02,10,100,2026-05-26,,\n`, {
      equity: "5000",
    });
    await desk.run();
    expect(borne(desk)).toEqual({ "One N02": "Uncategorized" });
    tell(desk, "N02", "Energy");
    tell(desk, "N01", "Energy");
    await desk.run({ from: "2026-05-26", to: "2026-05-27", force: true });
    expect(borne(desk)).toEqual({ "One N02": "Energy" });
  });
});
