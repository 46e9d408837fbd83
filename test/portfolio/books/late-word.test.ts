import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cents } from "../../../src/platform/money.ts";
import { recordCash } from "../../../src/portfolio/recording/cash.ts";
import { convertLot } from "../../../src/portfolio/recording/conversion.ts";
import { exerciseOption } from "../../../src/portfolio/recording/exercise.ts";
import { openLot, recordHappening } from "../../../src/portfolio/recording/lots.ts";
import { performanceFigures } from "../../../src/portfolio/report/performance-figures.ts";
import { Desk } from "../../support/desk.ts";
import { day, paid } from "./made.ts";
import { bought, closesCsv, HEADER, happened, openEmpty, record } from "./recording.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NAME = "Late";
const [FROM, TO] = ["2025-06-30", "2025-07-11"];
const OCC = "AAPL250703C00100000";

async function openDesk(symbols: readonly string[] = ["AAPL", "SPN"]): Promise<Desk> {
  const desk = new Desk();
  const closes = symbols.map((symbol) => closesCsv(symbol, FROM, TO, () => (symbol === "AAPL" ? 100 : 50)));
  await desk.base.importText(HEADER + closes.join(""), { basis: "as_traded" });
  await openEmpty(desk, NAME, 20_000, FROM);
  return desk;
}

const heldOn = (desk: Desk, session: string) =>
  desk.base.rows<{ symbol: string; quantity: number }>(
    `SELECT l.symbol, p.quantity FROM snapshot_position p JOIN lot l ON l.id = p.lot_id
     WHERE p.session = '${session}' AND p.quantity <> 0 ORDER BY l.symbol`,
  );
const conversion = (kind: "rename" | "spin_off", ratio: number, costShare = 0) => ({
  ...{ kind, date: day("2025-07-03"), symbol: "SPN", ratio, cash: 0, costShare, reason: null },
});

describe("what is told late of a lot that became another", () => {
  test("a split before the conversion gives the other lot the units that the split made", async () => {
    await using desk = await openDesk();
    await record(desk, NAME, (books) => {
      const { id } = openLot(books, bought("AAPL", FROM, 100, 100));
      convertLot(books, books.lot(id), conversion("rename", 1));
    });
    await desk.run({ to: TO });
    expect(heldOn(desk, TO)).toEqual([{ symbol: "SPN", quantity: 100 }]);
    await desk.base.importText("symbol,date,close,split\nAAPL,2025-07-02,50,2\n", { basis: "as_traded" });
    await desk.run({ to: TO });
    expect(heldOn(desk, "2025-07-02")).toEqual([{ symbol: "AAPL", quantity: 200 }]);
    expect(heldOn(desk, TO)).toEqual([{ symbol: "SPN", quantity: 200 }]);
    const pnl = desk.base.rows<{ pnl: number }>(
      "SELECT daily_pnl AS pnl FROM snapshot WHERE session = '2025-07-03'",
    );
    expect(pnl).toEqual([{ pnl: 0 }]);
    await record(desk, NAME, (books) => {
      const [spn] = books.lotsOf("SPN");
      recordHappening(books, spn ?? books.lot("none"), happened("reduce", "2025-07-07", 150, 50));
    });
    await desk.run({ to: TO });
    expect(heldOn(desk, TO)).toEqual([{ symbol: "SPN", quantity: 50 }]);
  });

  test("a sale before a spin-off leaves the other lot the units of what was left", async () => {
    await using desk = await openDesk();
    const id = await record(desk, NAME, (books) => {
      const lot = openLot(books, bought("AAPL", FROM, 100, 100));
      convertLot(books, books.lot(lot.id), conversion("spin_off", 0.5, 0.2));
      return lot.id;
    });
    await desk.run({ to: TO });
    expect(heldOn(desk, TO)).toEqual([
      { symbol: "AAPL", quantity: 100 },
      { symbol: "SPN", quantity: 50 },
    ]);
    await record(desk, NAME, (books) =>
      recordHappening(books, books.lot(id), happened("reduce", "2025-07-02", 60, 100)),
    );
    await desk.run({ to: TO });
    expect(heldOn(desk, TO)).toEqual([
      { symbol: "AAPL", quantity: 40 },
      { symbol: "SPN", quantity: 20 },
    ]);
  });

  test("a sale that leaves the other lot less than it sold since is refused", async () => {
    await using desk = await openDesk();
    await record(desk, NAME, (books) => {
      const { id } = openLot(books, bought("AAPL", FROM, 100, 100));
      const { id: other } = convertLot(books, books.lot(id), conversion("spin_off", 0.5));
      recordHappening(books, books.lot(other), happened("reduce", "2025-07-07", 40, 50));
      const late = () => recordHappening(books, books.lot(id), happened("reduce", "2025-07-02", 60, 100));
      expect(late).toThrow("takes 40, and the lot has 20 then");
    });
  });
});

describe("an option after its last session", () => {
  const contract = { assetClass: "OPTIONS" } as const;
  const exercise = (on: string) => ({
    ...{ date: day(on), time: null, contracts: null, cashPrice: null, fees: cents(0), reason: null },
  });

  test.each(["reduce", "close", "increase"] as const)("takes no %s: it was settled", async (kind) => {
    await using desk = await openDesk();
    await record(desk, NAME, (books) => {
      const { id } = openLot(books, bought(OCC, FROM, 3, 2, contract));
      const quantity = kind === "close" ? null : 1;
      const late = () => recordHappening(books, books.lot(id), happened(kind, "2025-07-07", quantity, 9));
      expect(late).toThrow("comes after its last session, 2025-07-03");
    });
  });

  test("an exercise is told by the next session, and not later", async () => {
    await using desk = await openDesk();
    const told = (on: string) =>
      record(desk, NAME, (books) => {
        const { id } = openLot(books, bought(OCC, FROM, 1, 2, contract));
        exerciseOption(books, books.lot(id), exercise(on));
        expect(books.lotsOf("AAPL")).toHaveLength(1);
      });
    await expect(told("2025-07-08")).rejects.toThrow("is recorded by the next session");
    await told("2025-07-07");
  });
});

describe("a split that is told after an exercise", () => {
  test.each([
    ["an exercise of all", "C", 2, null],
    ["an exercise of some", "C", 2, 1],
    ["an assignment", "P", -2, null],
  ] as const)("changes both legs of %s", async (_, right, quantity, contracts) => {
    await using desk = await openDesk();
    const occ = `AAPL250815${right}00090000`;
    const exercise = {
      date: day("2025-07-07"),
      time: null,
      contracts,
      cashPrice: null,
      fees: cents(0),
      reason: null,
    };
    await record(desk, NAME, (books) => {
      const { id } = openLot(books, bought(occ, "2025-07-01", quantity, 2, { assetClass: "OPTIONS" }));
      exerciseOption(books, books.lot(id), exercise);
    });
    await desk.run({ to: TO });
    const cashOn = () =>
      desk.base.rows<{ cash: number }>(`SELECT cash / 100.0 AS cash FROM snapshot WHERE session = '${TO}'`)[0]
        ?.cash;
    const before = cashOn();
    const shares = Math.abs(contracts ?? quantity) * 100;
    expect(heldOn(desk, TO).find(({ symbol }) => symbol === "AAPL")?.quantity).toBe(shares);
    await desk.base.importText("symbol,date,close,split\nAAPL,2025-07-03,50,2\n", { basis: "as_traded" });
    await desk.run({ to: TO });
    // Twice the shares at half the strike: the same cash.
    expect(heldOn(desk, TO).find(({ symbol }) => symbol === "AAPL")?.quantity).toBe(2 * shares);
    expect(cashOn()).toBe(before as number);
    const left = (Math.abs(quantity) - Math.abs(contracts ?? quantity)) * 2;
    expect(heldOn(desk, TO).find(({ symbol }) => symbol === occ)?.quantity ?? 0).toBe(left);
  });

  test("and one that is known by then is in them from the start", async () => {
    await using desk = await openDesk();
    await desk.base.importText("symbol,date,close,split\nAAPL,2025-07-03,50,2\n", { basis: "as_traded" });
    await record(desk, NAME, (books) => {
      const { id } = openLot(
        books,
        bought("AAPL250815C00090000", "2025-07-01", 1, 2, { assetClass: "OPTIONS" }),
      );
      const exercise = {
        date: day("2025-07-07"),
        time: null,
        contracts: 1,
        cashPrice: null,
        fees: cents(0),
        reason: null,
      };
      exerciseOption(books, books.lot(id), exercise);
    });
    await desk.run({ to: TO });
    expect(heldOn(desk, TO)).toEqual([
      { symbol: "AAPL", quantity: 100 },
      { symbol: "AAPL250815C00090000", quantity: 1 },
    ]);
    const [last] = desk.base.rows<{ cash: number }>(
      `SELECT cash / 100.0 AS cash FROM snapshot WHERE session = '${TO}'`,
    );
    expect(last?.cash).toBe(20_000 - 200 - 100 * 45);
  });
});

describe("a return that nobody can tell", () => {
  test("is unknown where something lost its price, and so is what is linked over it", async () => {
    await using desk = await openDesk();
    await record(desk, NAME, (books) =>
      openLot(books, bought("XYZ251219C00100000", "2025-07-02", 3, 2, { assetClass: "OPTIONS" })),
    );
    await desk.run({ to: TO });
    const days = desk.base.rows<{ session: string; value: number | null }>(
      "SELECT session, daily_return AS value FROM snapshot WHERE session BETWEEN '2025-07-01' AND '2025-07-03' ORDER BY session",
    );
    expect(days.map(({ value }) => value)).toEqual([0, null, 0]);
    const figures = performanceFigures(desk.base.writer.orm, desk.portfolio(NAME), day(TO));
    expect(figures?.time_weighted).toEqual({ value: null, reason: "not_priced" });
    expect(figures?.money_weighted).toEqual({ value: null, reason: "not_priced" });
    // What has no price counts in the coverage by what it cost.
    const covered = desk.base.rows<{ coverage: number }>(
      `SELECT coverage FROM snapshot WHERE session = '${TO}'`,
    );
    expect(covered).toEqual([{ coverage: 0 }]);
  });

  test("over more than one session bears a flag", async () => {
    await using desk = await openDesk(["AAPL"]);
    const rates = closesCsv("EURUSD=X", FROM, TO, (at) => (at < 2 || at > 8 ? 1.1 : null));
    const file = closesCsv("SAP.DE", FROM, TO, () => 10);
    await desk.base.importText(HEADER + rates + file, { basis: "as_traded" });
    await record(desk, NAME, (books) => openLot(books, bought("SAP.DE", FROM, 10, 10, { currency: "EUR" })));
    await desk.run({ to: TO });
    const days = desk.base.rows<{ session: string; flags: string }>(
      "SELECT session, flags FROM snapshot ORDER BY session",
    );
    const gap = desk.base.rows<{ session: string }>("SELECT session FROM snapshot_gap ORDER BY session");
    expect(gap.map(({ session }) => session)).toEqual(["2025-07-09", "2025-07-10"]);
    expect(days.filter(({ flags }) => flags.includes("after_gap")).map(({ session }) => session)).toEqual([
      "2025-07-11",
    ]);
  });

  test("over an equity that is small against what came in bears a flag", async () => {
    await using desk = await openDesk();
    await record(desk, NAME, (books) => {
      recordCash(books, paid("contribution", "2025-07-02", 20_000.01), null);
      recordCash(books, paid("contribution", "2025-07-03", 40_000), null);
    });
    await desk.run({ to: TO });
    const flags = desk.base.rows<{ session: string; flags: string }>(
      "SELECT session, flags FROM snapshot WHERE session BETWEEN '2025-07-01' AND '2025-07-03' ORDER BY session",
    );
    expect(flags.map((each) => each.flags)).toEqual(["", "large_flow", ""]);
  });
});
