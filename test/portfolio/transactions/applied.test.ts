import { describe, expect, test } from "bun:test";
import { TransactionDesk } from "./transaction-desk.ts";

/** Rows of date, action, symbol, quantity, price, fees, currency, note, time, lot. */
async function told(...rows: readonly string[]): Promise<readonly string[]> {
  using desk = new TransactionDesk();
  await desk.take(rows);
  return desk.told;
}

describe("what trades make of lots", () => {
  test("a sale closes the lots that came first, with its fees at the first", async () => {
    using desk = new TransactionDesk();
    await desk.take([
      "2026-01-05,buy,AAPL,10,100,1",
      "2026-01-06,buy,AAPL,20,110,2",
      "2026-01-07,sell,AAPL,15,120,3.5,,half",
    ]);
    expect(desk.told).toEqual([
      "1 2026-01-05 open 10 @ 100",
      "1 2026-01-07 close -10 @ 120",
      "2 2026-01-06 open 20 @ 110",
      "2 2026-01-07 reduce -5 @ 120",
    ]);
    const fees = desk.lots.map(({ events }) => events.map(({ fees: each }) => Number(each)));
    expect(fees).toEqual([
      [100, 350],
      [200, 0],
    ]);
    expect(desk.base.rows("SELECT DISTINCT reason FROM lot_event WHERE kind <> 'open'")).toEqual([
      { reason: "half" },
    ]);
  });

  test("shorts are covered, and what is held long is left alone", async () => {
    expect(
      await told(
        "2026-01-05,buy,AAPL,10,100",
        "2026-01-05,short,AAPL,10,100",
        "2026-01-06,cover,AAPL,4,90",
        "2026-01-07,sell,AAPL,10,95",
      ),
    ).toEqual([
      "1 2026-01-05 open 10 @ 100",
      "1 2026-01-07 close -10 @ 95",
      "2 2026-01-05 open -10 @ 100",
      "2 2026-01-06 reduce 4 @ 90",
    ]);
  });

  test.each([["2"], ["id"]])("a sale that names its lot (%s) closes that one", async (name) => {
    using desk = new TransactionDesk();
    await desk.take(["2026-01-05,buy,AAPL,10,100", "2026-01-06,buy,AAPL,20,110"]);
    const lot = name === "id" ? desk.lots[1]?.publicId : name;
    await desk.take([`2026-01-07,sell,AAPL,20,120,,,,,${lot}`]);
    expect(desk.told).toEqual([
      "1 2026-01-05 open 10 @ 100",
      "2 2026-01-06 open 20 @ 110",
      "2 2026-01-07 close -20 @ 120",
    ]);
  });

  test("rows are taken by day and time, whatever order the file has them in", async () => {
    const rows = [
      "2026-01-07,sell,AAPL,10,120",
      "2026-01-06,sell,AAPL,5,111,,,,15:00",
      "2026-01-06,buy,AAPL,5,110,,,,09:30",
      "2026-01-05,buy,AAPL,10,100",
    ];
    const expected = [
      "1 2026-01-05 open 10 @ 100",
      "1 2026-01-06 reduce -5 @ 111",
      "1 2026-01-07 close -5 @ 120",
      "2 2026-01-06 open 5 @ 110",
      "2 2026-01-07 close -5 @ 120",
    ];
    expect(await told(...rows)).toEqual(expected);
    expect(await told(...rows.toReversed())).toEqual(expected);
  });

  test("of one day without times, what is sold may have been bought further down", async () => {
    expect(await told("2026-01-05,sell,AAPL,10,101", "2026-01-05,buy,AAPL,10,100")).toEqual([
      "1 2026-01-05 open 10 @ 100",
      "1 2026-01-05 close -10 @ 101",
    ]);
  });

  test("quantities are of their day: a split lies between, stored or in the file", async () => {
    const rows = ["2026-01-05,buy,AAPL,10,100", "2026-01-08,sell,AAPL,30,30", "2026-01-09,sell,AAPL,10,30"];
    const expected = [
      "1 2026-01-05 open 10 @ 100",
      "1 2026-01-08 reduce -30 @ 30",
      "1 2026-01-09 close -10 @ 30",
    ];
    using stored = new TransactionDesk();
    await stored.base.importText("symbol,date,close,split\nAAPL,2026-01-05,100,\nAAPL,2026-01-07,25,4:1\n");
    await stored.take(rows);
    expect(stored.told).toEqual(expected);
    expect(await told("2026-01-07,split,AAPL,4", ...rows)).toEqual(expected);
  });

  test("options have their terms from the symbol, private assets from their name or from being valued", async () => {
    using desk = new TransactionDesk();
    await desk.take([
      "2026-01-05,short,AAPL260619P00200000,2,5.5",
      "2026-01-05,buy,MY_FUND,10,100",
      "2026-01-05,buy,HOUSE,1,500000",
      "2026-02-05,value,HOUSE,,510000",
    ]);
    const terms = desk.lots.map(({ symbol, assetClass, type, multiplier }) => [
      symbol,
      assetClass,
      type,
      multiplier,
    ]);
    expect(terms).toEqual([
      ["AAPL260619P00200000", "OPTIONS", "SP", 100],
      ["MY_FUND", "PRIVATE", "LONG", 1],
      ["HOUSE", "PRIVATE", "LONG", 1],
    ]);
    expect(desk.told.at(-1)).toBe("3 2026-02-05 valuation 0 @ 510000");
  });

  test("another lot is what the others of its symbol are", async () => {
    using desk = new TransactionDesk();
    const option = { underlying: "BRK-B", strike: 400, expiration: "2026-06-19", right: "CALL" } as const;
    await desk.record(({ writer, portfolio }) => {
      const symbol = "BRKB260619C00400000";
      const terms = {
        symbol,
        assetClass: "OPTIONS",
        subtype: "CALL",
        type: "LC",
        multiplier: 10,
        note: null,
      } as const;
      const { id } = writer.lot(portfolio.id, { ...terms, option: option as never });
      const event = {
        kind: "open",
        tradeDate: "2026-01-05",
        basisDate: "2026-01-05",
        quantity: 1,
        price: 3,
      } as const;
      const rest = { time: null, currency: null, fees: 0, counterLotId: null, costShare: null, ratio: null };
      writer.lotEvent(id, { ...event, ...rest } as never, null);
    });
    await desk.take(["2026-01-06,short,BRKB260619C00400000,1,4"]);
    expect(desk.lots[1]).toMatchObject({ type: "SC", multiplier: 10, option, subtype: "CALL" });
  });

  test("a value is of every lot of the asset that is open on the day", async () => {
    expect(
      await told(
        "2026-01-05,buy,MY_FUND,10,100",
        "2026-01-06,sell,MY_FUND,10,100",
        "2026-01-07,buy,MY_FUND,1,100",
        "2026-01-07,buy,MY_FUND,2,100",
        "2026-01-08,value,MY_FUND,,90",
        "2026-01-09,buy,MY_FUND,3,90",
      ),
    ).toEqual([
      "1 2026-01-05 open 10 @ 100",
      "1 2026-01-06 close -10 @ 100",
      "2 2026-01-07 open 1 @ 100",
      "2 2026-01-08 valuation 0 @ 90",
      "3 2026-01-07 open 2 @ 100",
      "3 2026-01-08 valuation 0 @ 90",
      "4 2026-01-09 open 3 @ 90",
    ]);
  });

  test("what is held by the inception is opened before it", async () => {
    expect(
      await told("2020-03-02,buy,AAPL,10,50", "2025-12-01,sell,AAPL,4,90", "2026-01-02,buy,AAPL,1,95"),
    ).toEqual(["1 2020-03-02 open 10 @ 50", "1 2025-12-01 reduce -4 @ 90", "2 2026-01-02 open 1 @ 95"]);
  });
});

test("cash becomes events of the portfolio, and marks what it may change", async () => {
  using desk = new TransactionDesk();
  await desk.take([
    "2026-02-02,deposit,,,1000,,EUR,gift",
    "2026-02-03,withdraw,,,500.25",
    "2026-02-04,dividend,AAPL,12,0.255",
    "2026-02-05,interest,,,-3",
    "2026-02-06,fee,,,2",
    "2026-02-09,split,AAPL,1:3",
  ]);
  const columns = "kind, trade_date, amount, currency, symbol, numerator, denominator, reason, source";
  const nothing = { currency: null, symbol: null, numerator: null, denominator: null, reason: null };
  const common = { ...nothing, source: "transactions" };
  expect(desk.base.rows(`SELECT ${columns} FROM portfolio_event ORDER BY trade_date`)).toEqual([
    {
      ...common,
      kind: "contribution",
      trade_date: "2026-02-02",
      amount: 100_000,
      currency: "EUR",
      reason: "gift",
    },
    { ...common, kind: "withdrawal", trade_date: "2026-02-03", amount: 50_025 },
    { ...common, kind: "dividend", trade_date: "2026-02-04", amount: 306, symbol: "AAPL" },
    { ...common, kind: "interest", trade_date: "2026-02-05", amount: -300 },
    { ...common, kind: "fee", trade_date: "2026-02-06", amount: 200 },
    {
      ...common,
      ...{ kind: "split", trade_date: "2026-02-09", amount: null },
      ...{ symbol: "AAPL", numerator: 1, denominator: 3 },
    },
  ]);
});

test.each([
  ["2026-02-03,deposit,,,5", "2026-02-03"],
  // Six sessions before a dividend: that far back it may replace a derived one.
  ["2026-02-04,dividend,AAPL,12,0.255", "2026-01-27"],
  ["2026-02-09,split,AAPL,1:3", "2026-01-02"],
  ["2026-01-20,buy,AAPL,1,1", "2026-01-20"],
])("%s makes what was told from %s on stale", async (row, day) => {
  using desk = new TransactionDesk();
  await desk.take(["2026-02-10,deposit,,,1", row]);
  expect(desk.base.rows("SELECT from_day FROM book_change")).toEqual([{ from_day: day }]);
});
