import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cents } from "../../../src/platform/money.ts";
import { recordCash } from "../../../src/portfolio/recording/cash.ts";
import { openLot, recordHappening } from "../../../src/portfolio/recording/lots.ts";
import { reverseEvent } from "../../../src/portfolio/recording/reversal.ts";
import { Desk } from "../../support/desk.ts";
import { paid } from "./made.ts";
import { bought, closesCsv, HEADER, happened, openEmpty, record } from "./recording.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NAME = "Golden";
const SNAPSHOT_TABLES = ["snapshot", "snapshot_position", "snapshot_gap", "position_greeks"] as const;

interface Day {
  readonly session: string;
  readonly equity: number;
  readonly cash: number;
  readonly pnl: number;
  readonly flow: number;
  readonly return: number | null;
  readonly status: string;
  readonly reasons: string;
}

/** The stored snapshots, money in dollars. */
const stored = (desk: Desk): readonly Day[] =>
  desk.base.rows<Day & Record<string, string | number | null>>(
    `SELECT session, equity / 100.0 AS equity, cash / 100.0 AS cash, daily_pnl / 100.0 AS pnl, capital_flow / 100.0 AS flow,
       daily_return AS "return", status, reasons FROM snapshot ORDER BY session`,
  );

/** 10,000 dollars at the close of Monday 2025-06-30, and closes of AAPL from then through Friday 2025-07-11. */
async function openDesk(closeOf: (at: number) => number | null = (at) => 100 + at): Promise<Desk> {
  const desk = new Desk();
  await desk.base.importText(
    HEADER + closesCsv("AAPL", "06-30".padStart(10, "2025-"), "2025-07-11", closeOf),
  );
  await openEmpty(desk, NAME, 10_000, "06-30");
  return desk;
}

const TO = "2025-07-11";

describe("the golden vectors that are about runs", () => {
  test("8: a contribution of a Saturday is a flow of the Monday, and no part of the P&L or the return", async () => {
    await using desk = await openDesk();
    await record(desk, NAME, (books) => {
      openLot(books, bought("AAPL", "06-30", 10, 100));
      recordCash(books, paid("contribution", "07-05", 5_000), null);
    });
    await desk.run({ to: TO });
    const [friday, monday, tuesday] = stored(desk).slice(3, 6);
    expect(friday).toMatchObject({ session: "2025-07-03", flow: 0, equity: 10_030 });
    expect(monday).toMatchObject({ session: "2025-07-07", flow: 5_000, pnl: 10, equity: 15_040 });
    expect(monday?.return).toBe(10 / 10_030);
    expect(tuesday).toMatchObject({ flow: 0, pnl: 10, return: 10 / 15_040 });
  });

  test("9: a withdrawal that is recorded five sessions late shifts equity from its day on, and no P&L", async () => {
    await using desk = await openDesk();
    await record(desk, NAME, (books) => openLot(books, bought("AAPL", "06-30", 10, 100)));
    await desk.run({ to: TO });
    const before = stored(desk);
    await record(desk, NAME, (books) => recordCash(books, paid("withdrawal", "07-03", 1_000), null));
    const report = await desk.run({ to: TO });
    expect(report.upToDate).toBe(false);
    for (const [at, day] of stored(desk).entries()) {
      const was = before[at] as Day;
      const isLater = day.session >= "2025-07-03";
      expect(day.pnl).toBe(was.pnl);
      expect(day.equity).toBe(was.equity - (isLater ? 1_000 : 0));
      expect(day.flow).toBe(day.session === "2025-07-03" ? -1_000 : 0);
      // The return of the day of the withdrawal is still on the equity before it.
      if (day.session <= "2025-07-03") expect(day.return).toBe(was.return);
      else expect(day.return).toBe(day.pnl / (was.equity - was.pnl - 1_000));
    }
  });

  test("10: a portfolio of nothing but cash has snapshots that say so", async () => {
    await using desk = await openDesk();
    expect((await desk.run({ to: TO })).status).toBe("completed");
    const days = stored(desk);
    expect(days.length).toBe(9);
    for (const day of days) {
      expect(day).toMatchObject({ equity: 10_000, cash: 10_000, pnl: 0, return: 0, status: "complete" });
    }
  });

  test("13: a missing close is carried and named; when it comes, its session and all after it are told anew", async () => {
    await using desk = await openDesk((at) => (at === 3 ? null : 100 + at * at));
    await desk.base.importText(HEADER + closesCsv("MSFT", "2025-06-30", TO, (at) => 50 + at));
    await record(desk, NAME, (books) => {
      openLot(books, bought("AAPL", "06-30", 10, 100));
      openLot(books, bought("MSFT", "06-30", 10, 50));
    });
    expect((await desk.run({ to: TO })).status).toBe("partial");
    const [, , second, third, fourth] = stored(desk);
    expect(second).toMatchObject({ status: "complete", pnl: 40 });
    expect(third).toMatchObject({ session: "2025-07-03", status: "partial", reasons: "no_price", pnl: 10 });
    expect(fourth).toMatchObject({ status: "complete", pnl: 130 });
    expect(
      desk.base.rows(
        `SELECT l.symbol, p.price, p.price_date, p.flags FROM snapshot_position p JOIN lot l ON l.id = p.lot_id
         WHERE p.session = '2025-07-03' AND p.flags <> ''`,
      ),
    ).toEqual([{ symbol: "AAPL", price: 104, price_date: "2025-07-02", flags: "carried_price" }]);
    await desk.base.importText(`${HEADER}AAPL,2025-07-03,109\n`);
    expect((await desk.run({ to: TO })).status).toBe("completed");
    const again = stored(desk);
    expect(again[3]).toMatchObject({ status: "complete", pnl: 60, reasons: "" });
    expect(again[4]).toMatchObject({ status: "complete", pnl: 80 });
    expect(again[4]?.equity).toBe(fourth?.equity as number);
  });

  test("16: a target price changes neither whether there is a snapshot, nor a byte of it", async () => {
    const night = async (isTargeted: boolean) => {
      await using desk = await openDesk();
      const lot = await record(desk, NAME, (books) => openLot(books, bought("AAPL", "06-30", 10, 100)));
      await desk.run({ to: "2025-07-10" });
      if (isTargeted) {
        desk.base.rows(
          `INSERT INTO target_price (public_id, portfolio_id, symbol, type, end_of_year, actor, updated_at)
           VALUES ('target', 1, 'AAPL', 'LONG', 150, 'tester', '2025-07-11T14:00:00.000Z') RETURNING public_id`,
        );
      }
      expect(lot.id).toBe(1);
      await desk.run({ to: TO });
      return desk.dump(SNAPSHOT_TABLES);
    };
    const plain = await night(false);
    expect(plain.split("\n").filter((line) => line.includes('"table":"snapshot"')).length).toBe(9);
    expect(await night(true)).toBe(plain);
  });

  // That of two runs at once one gives way, and that a killed one is taken up, test/hostile and test/crash test on processes.
  test("17: a session that is run four times, also by force and by one worker, is the same bytes", async () => {
    await using desk = await openDesk();
    await record(desk, NAME, (books) => {
      const lot = openLot(books, bought("AAPL", "07-01", 10, 100.5, { fees: cents(199) }));
      recordHappening(books, books.lot(lot.id), happened("reduce", "07-08", 4, 107.25));
    });
    expect((await desk.run({ to: TO })).upToDate).toBe(false);
    const once = desk.dump();
    expect((await desk.run({ to: TO })).upToDate).toBe(true);
    expect((await desk.run({ to: TO, force: true })).upToDate).toBe(false);
    expect((await desk.run({ to: TO, force: true }, 1)).upToDate).toBe(false);
    expect(desk.dump()).toBe(once);
    const revisions = desk.base.rows<{ count: number }>("SELECT count(*) AS count FROM snapshot_revision");
    expect(revisions).toEqual([{ count: 0 }]);
  });

  test("23: weights of 50, 30 and 20 %, the half of it in two lots: 3,800, as many as 2.6316, all in three", async () => {
    await using desk = await openDesk(() => 100);
    await desk.base.importText(HEADER + closesCsv("MSFT", "2025-06-30", TO, () => 100));
    await desk.base.importText(HEADER + closesCsv("XOM", "2025-06-30", TO, () => 100));
    await record(desk, NAME, (books) => {
      for (const [symbol, quantity] of [
        ["AAPL", 20],
        ["AAPL", 30],
        ["MSFT", 30],
        ["XOM", 20],
      ] as const) {
        openLot(books, bought(symbol, "06-30", quantity, 100));
      }
    });
    await desk.run({ to: TO });
    const [row] = desk.base.rows<{ hhi: number; effective_positions: number; top_3: number; n: number }>(
      "SELECT hhi, effective_positions, top_3, n FROM portfolio_concentration ORDER BY session DESC LIMIT 1",
    );
    expect(row?.n).toBe(3);
    expect(row?.hhi).toBeCloseTo(3_800, 9);
    expect(row?.effective_positions).toBeCloseTo(10_000 / 3_800, 9);
    expect(row?.top_3).toBeCloseTo(1, 12);
  });

  test("26: two withdrawals of 700 out of 1,000: the second is refused at once, and nothing of it is stored", async () => {
    await using desk = new Desk();
    await openEmpty(desk, NAME, 1_000, "06-30");
    const withdraw = (dollars: number) =>
      record(desk, NAME, (books) => recordCash(books, paid("withdrawal", "07-11", dollars), null));
    await withdraw(700);
    await expect(withdraw(700)).rejects.toMatchObject({
      code: "event_refused",
      details: { fault: "EQUITY_003" },
    });
    expect(desk.base.rows("SELECT amount FROM portfolio_event")).toEqual([{ amount: 70_000 }]);
    await withdraw(300);
    await desk.run({ to: TO });
    expect(stored(desk).at(-1)).toMatchObject({ equity: 0, flow: -1_000 });
  });

  test("26: a contribution that a withdrawal rests on cannot be taken back; shares that came in count like cash", async () => {
    await using desk = await openDesk();
    const contribution = await record(desk, NAME, (books) => {
      openLot(books, bought("AAPL", "07-02", 50, 102, { kind: "transfer_in" }));
      return recordCash(books, paid("contribution", "07-03", 500), null);
    });
    await record(desk, NAME, (books) => recordCash(books, paid("withdrawal", "07-11", 15_500), null));
    const takenBack = record(desk, NAME, (books) => reverseEvent(books, contribution, "a mistake"));
    await expect(takenBack).rejects.toMatchObject({ details: { fault: "EQUITY_003" } });
    await desk.run({ to: TO });
    expect(stored(desk).at(-1)).toMatchObject({ cash: -5_000, equity: 400 });
  });
});
