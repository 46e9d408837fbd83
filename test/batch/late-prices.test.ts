import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Desk } from "../support/desk.ts";
import { phaseOf } from "../support/run-phase.ts";
import { DERIVED, sessionsFrom } from "./made-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const SESSIONS = sessionsFrom("2026-05-18");
const [MON, TUE, WED, THU, FRI] = SESSIONS as string[] as [string, string, string, string, string];
const stated = { equity: "10000" };

/** A desk with some rows of prices beside those of the market, which stands at 500. */
async function deskOf(header: string, rows: readonly string[]): Promise<Desk> {
  const desk = new Desk();
  const market = SESSIONS.map((session) => `SPY,${session},500`);
  await desk.base.importText(`${["symbol,date,close", ...market].join("\n")}\n`, { basis: "as_traded" });
  if (rows.length > 0) await bring(desk, header, rows);
  return desk;
}

async function bring(desk: Desk, header: string, rows: readonly string[]): Promise<void> {
  const report = await desk.base.importText(`${[header, ...rows].join("\n")}\n`, { basis: "as_traded" });
  if (report.totals.refused !== 0) throw new Error(JSON.stringify(report.totals));
}

const CLOSES = "symbol,date,close";
const revised = (desk: Desk, part = "snapshot") =>
  desk.base
    .rows("SELECT session FROM snapshot_revision WHERE part = ? ORDER BY session", part)
    .map(({ session }) => session as string);

/** Each session's figures in dollars. */
const history = (desk: Desk, name: string) =>
  SESSIONS.map((session) => {
    const { equity, cash_value, daily_pnl, revaluation, status } = desk.report(name, session).snapshot;
    return { session, equity, cash_value, daily_pnl, revaluation, status };
  });

/** What must hold on every stored session, whatever was brought in later. */
function expectBalanced(desk: Desk): void {
  const faults = desk.base.rows(
    `SELECT * FROM (SELECT *, lag(equity) OVER (PARTITION BY portfolio_id ORDER BY session) AS before FROM snapshot)
     WHERE equity <> coalesce(before, equity) + daily_pnl`,
  );
  expect(faults).toEqual([]);
}

test("the first price of what stood at cost is told apart, and changes nothing before it", async () => {
  await using desk = await deskOf(CLOSES, [`OLD,${MON},100`]);
  await desk.openLots("mine", [`NEW,10,100,${MON}`, `OLD,1,100,${MON}`], stated);
  await desk.run();
  expect(desk.report("mine", WED).snapshot).toMatchObject({ status: "partial", equity: 10_000 });
  const asKnown = desk.now();
  await bring(desk, CLOSES, [`NEW,${WED},130`, `NEW,${THU},131`]);
  await desk.run();
  expect(revised(desk)).toEqual(SESSIONS.slice(2));
  expect(history(desk, "mine").map(({ daily_pnl, revaluation }) => [daily_pnl, revaluation])).toEqual([
    [0, 0],
    [0, 0],
    [300, 300],
    [10, 0],
    ...SESSIONS.slice(4).map(() => [0, 0]),
  ]);
  expect(desk.report("mine", WED).positions[0]).toMatchObject({ price: 130, revaluation: 300, flags: [] });
  expect(desk.report("mine", WED, asKnown).positions[0]).toMatchObject({ price: 100, flags: ["at_cost"] });
  expectBalanced(desk);
});

test("a close that comes late makes its session and the next one right, and no other", async () => {
  await using desk = await deskOf(CLOSES, [`A,${MON},10`, `A,${TUE},11`, `A,${THU},14`, `A,${FRI},15`]);
  await desk.openLots("mine", [`A,10,10,${MON}`], stated);
  await desk.run({ to: FRI });
  expect(desk.report("mine", WED).snapshot).toMatchObject({ status: "partial", daily_pnl: 0 });
  await bring(desk, CLOSES, [`A,${WED},12`]);
  const report = await desk.run({ to: FRI });
  expect(phaseOf(report, "phase_2")).toMatchObject({ planned: 2, done: 2 });
  expect(revised(desk)).toEqual([WED, THU]);
  expect(desk.report("mine", WED).snapshot).toMatchObject({ status: "complete", daily_pnl: 10 });
  expect(desk.report("mine", THU).snapshot).toMatchObject({ daily_pnl: 20, equity: 10_040 });
  expectBalanced(desk);
});

test("a corrected close of the inception day moves all cash, and every session's P&L after it but the first stays", async () => {
  await using desk = await deskOf(
    CLOSES,
    SESSIONS.map((session, at) => `A,${session},${10 + at}`),
  );
  await desk.openLots("mine", [`A,10,10,${MON}`], stated);
  await desk.run();
  await bring(desk, CLOSES, [`A,${MON},8`]);
  await desk.run();
  expect(revised(desk)).toEqual([...SESSIONS]);
  const days = history(desk, "mine");
  expect(days[0]).toMatchObject({ equity: 10_000, cash_value: 9_920, daily_pnl: 0 });
  expect(days[1]).toMatchObject({ equity: 10_030, cash_value: 9_920, daily_pnl: 30 });
  expect(days.slice(2).map(({ daily_pnl }) => daily_pnl)).toEqual(SESSIONS.slice(2).map(() => 10));
  expectBalanced(desk);
});

describe("a dividend that comes late", () => {
  const HEADER = "symbol,date,close,dividend";

  /** opening of the lot, first bar of the symbol */
  test.each([
    ["of a lot that is held", "", 0],
    ["of a lot that was sold meanwhile", `,${FRI},20`, 0],
    ["of a lot that was sold meanwhile, bought before its first price", `,${FRI},20`, 1],
  ])("%s is in the cash of every session from its ex-date on", async (_, exit, firstBar) => {
    await using desk = await deskOf(
      CLOSES,
      SESSIONS.slice(firstBar).map((session) => `A,${session},20`),
    );
    const header = "Symbol,Quantity,Entry Price Per Share,Entry Date,Exit Date,Exit Price Per Share";
    await desk.open("mine", `${header}\nA,10,20,${MON}${exit === "" ? ",," : exit}\n`, stated);
    await desk.run();
    await bring(desk, HEADER, [`A,${WED},20,0.50`]);
    await desk.run();
    const cash = exit === "" ? 9_800 : 10_000;
    const paid = history(desk, "mine").map(({ session, equity }) => [session, equity]);
    expect(paid).toEqual(SESSIONS.map((session) => [session, session < WED ? 10_000 : 10_005]));
    expect(desk.report("mine", SESSIONS.at(-1) as string).snapshot.cash_value).toBe(cash + 5);
    expectBalanced(desk);
    await using fresh = await deskOf(
      CLOSES,
      SESSIONS.slice(firstBar).map((session) => `A,${session},20`),
    );
    await bring(fresh, HEADER, [`A,${WED},20,0.50`]);
    await fresh.open("mine", `${header}\nA,10,20,${MON}${exit === "" ? ",," : exit}\n`, stated);
    await fresh.run();
    expect(desk.dump(DERIVED)).toBe(fresh.dump(DERIVED));
  });
});

test("a split that comes late with its prices restates shares, not values", async () => {
  const HEADER = "symbol,date,close,split";
  const before = [`A,${MON},20,`, `A,${TUE},20,`];
  await using desk = await deskOf(HEADER, before);
  await desk.openLots("mine", [`A,10,20,${MON}`], stated);
  await desk.run({ to: TUE });
  await bring(desk, HEADER, [`A,${WED},10.5,2:1`, `A,${THU},11,`]);
  await desk.run({ to: THU });
  const shares = [TUE, WED, THU].map((session) => desk.report("mine", session).positions[0]?.quantity);
  expect(shares).toEqual([10, 20, 20]);
  expect(desk.report("mine", WED).snapshot).toMatchObject({ daily_pnl: 10, long_value: 210 });
  expect(revised(desk)).toEqual([]);
  expectBalanced(desk);
});

test("golden vector 23: two lots of one symbol are one issuer; 50, 30 and 20 % make an HHI of 3,800", async () => {
  const prices = ["A", "B", "C"].map((symbol) => `${symbol},${MON},100`);
  await using desk = await deskOf(CLOSES, prices);
  const lots = [`A,20,100,${MON}`, `A,30,100,${MON}`, `B,-30,100,${MON}`, `C,20,100,${MON}`];
  await desk.openLots("mine", lots, stated);
  await desk.run({ to: MON });
  const { hhi, effective_positions, top_3, top_10 } = desk.report("mine", MON).risk.sector_exposure as Record<
    string,
    { value: number; n: number }
  >;
  expect(hhi?.value).toBeCloseTo(3_800, 9);
  expect(hhi?.n).toBe(3);
  expect(effective_positions?.value).toBeCloseTo(2.6316, 4);
  expect([top_3?.value, top_10?.value].map((share) => Number(share?.toFixed(12)))).toEqual([1, 1]);
});
