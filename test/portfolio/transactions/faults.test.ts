import { describe, expect, test } from "bun:test";
import { placesOf, TransactionDesk } from "./transaction-desk.ts";

const BUY = "2026-01-05,buy,AAPL,10,100";

describe("what does not fit is told by its row, and nothing is stored", () => {
  test.each<[string, readonly string[], readonly string[], string]>([
    [
      "more sold than held",
      [BUY, "2026-01-06,sell,AAPL,11,100"],
      ["ERR_TXN_010 3 quantity"],
      "10 are held then",
    ],
    [
      "sold once more after all is sold",
      [BUY, "2026-01-06,sell,AAPL,10,100", "2026-01-07,sell,AAPL,1,100"],
      ["ERR_TXN_010 4 quantity"],
      "0 are held then",
    ],
    [
      "sold before it was bought",
      [BUY, "2026-01-02,sell,AAPL,1,100"],
      ["ERR_TXN_011 3 symbol"],
      "nothing of AAPL is held then",
    ],
    [
      "sold at an earlier time",
      ["2026-01-05,buy,AAPL,10,100,,,,15:00", "2026-01-05,sell,AAPL,10,100,,,,10:00"],
      ["ERR_TXN_011 3 symbol"],
      "nothing of AAPL is held then",
    ],
    ["sold and never had", [BUY, "2026-01-06,sell,MSFT,1,100"], ["ERR_TXN_011 3 symbol"], "nothing of MSFT"],
    [
      "sold instead of covered",
      ["2026-01-05,short,AAPL,10,100", "2026-01-06,sell,AAPL,10,100"],
      ["ERR_TXN_010 3 quantity"],
      "10 are held short: write cover.",
    ],
    [
      "covered instead of sold",
      [BUY, "2026-01-06,cover,AAPL,10,100"],
      ["ERR_TXN_010 3 quantity"],
      "10 are held long: write sell.",
    ],
    [
      "a lot that is not",
      [BUY, "2026-01-06,sell,AAPL,1,100,,,,,7"],
      ["ERR_TXN_011 3 lot"],
      'no long position "7"',
    ],
    [
      "a lot of another symbol",
      [BUY, "2026-01-05,buy,MSFT,1,1", "2026-01-06,sell,MSFT,1,100,,,,,1"],
      ["ERR_TXN_011 4 lot"],
      'position "1" of it',
    ],
    [
      "more than a lot has",
      [BUY, "2026-01-05,buy,AAPL,10,100", "2026-01-06,sell,AAPL,11,100,,,,,1"],
      ["ERR_TXN_010 4 quantity"],
      "10 are held in the position 1 then",
    ],
    [
      "a split that is not known",
      [BUY, "2026-01-08,sell,AAPL,40,25"],
      ["ERR_TXN_010 3 quantity"],
      "If a split lies between, collect the symbol's prices or record the split",
    ],
    ["cash on the inception", ["2026-01-02,deposit,,,5"], ["ERR_TXN_012 2 date"], "the stated equity has it"],
    ["a fee before it", ["2025-12-01,fee,,,5"], ["ERR_TXN_012 2 date"], "at the close of 2026-01-02"],
    ["a split before it", ["2025-12-01,split,AAPL,2"], ["ERR_TXN_012 2 date"], "before the books open"],
    [
      "a dividend before it",
      ["2025-12-01,dividend,AAPL,1,2"],
      ["ERR_TXN_012 2 date"],
      "before the books open",
    ],
    [
      "more withdrawn than there is",
      ["2026-01-05,withdraw,,,70000", "2026-01-06,withdraw,,,30000", "2026-01-07,withdraw,,,0.01"],
      ["ERR_TXN_013 4 price"],
      "EQUITY_003: With it 0.01 USD more than there is would be withdrawn by 2026-01-07",
    ],
    [
      "withdrawn before it came",
      ["2026-01-06,deposit,,,1000", "2026-01-05,withdraw,,,100500"],
      ["ERR_TXN_013 3 price"],
      "500.00 USD more",
    ],
    [
      "a value of what is not held",
      ["2026-01-05,value,MY_FUND,,5"],
      ["ERR_TXN_011 2 symbol"],
      "Nothing of MY_FUND",
    ],
    [
      "an option bought after its end",
      ["2026-01-05,buy,AAPL251219C00200000,1,5"],
      ["ERR_TXN_014 2 symbol"],
      "had expired by 2026-01-05",
    ],
    [
      "a split of a private asset",
      ["2026-01-05,buy,MY_FUND,1,5", "2026-01-06,split,MY_FUND,2"],
      ["ERR_TXN_014 3 symbol"],
      "whose quantity no split changes",
    ],
    [
      "a name that no asset has",
      ["2026-01-05,buy,_X,1,5"],
      ["ERR_TXN_014 2 symbol"],
      "is not a name of letters",
    ],
  ])("%s", async (_, rows, places, words) => {
    using desk = new TransactionDesk();
    desk.tell();
    const before = desk.dump();
    const outcome = await desk.import(rows);
    expect(placesOf(outcome)).toEqual([...places]);
    expect(outcome.faults[0]?.message).toContain(words);
    expect(desk.dump()).toBe(before);
    expect(desk.base.rows("SELECT * FROM book_change")).toEqual([]);
  });

  test("before the first night a withdrawal of what has perhaps been gained is taken, with a warning", async () => {
    using desk = new TransactionDesk();
    const outcome = await desk.import(["2026-01-05,withdraw,,,100000.01"]);
    expect(outcome.faults).toEqual([]);
    expect(outcome.warnings.map(({ code, row }) => [code, row])).toEqual([["ERR_TXN_013", 2]]);
    expect(outcome.portfolioEvents).toBe(1);
  });

  test("all of them at once, in the order of the rows", async () => {
    using desk = new TransactionDesk();
    desk.tell();
    const outcome = await desk.import([
      "2026-03-02,sell,MSFT,1,100",
      "2026-01-05,withdraw,,,200000",
      BUY,
      "2026-01-06,sell,AAPL,11,100",
      "2026-01-02,deposit,,,1",
    ]);
    expect(placesOf(outcome)).toEqual([
      "ERR_TXN_011 2 symbol",
      "ERR_TXN_013 3 price",
      "ERR_TXN_010 5 quantity",
      "ERR_TXN_012 6 date",
    ]);
  });

  test("what the file cannot tell is not applied", async () => {
    using desk = new TransactionDesk();
    expect(placesOf(await desk.import([BUY, "2026-01-06,sel,AAPL,11,100"]))).toEqual([
      "ERR_TXN_002 3 action",
    ]);
    expect(desk.told).toEqual([]);
  });

  test("a value of what has prices", async () => {
    using desk = new TransactionDesk();
    await desk.take([BUY]);
    const outcome = await desk.import(["2026-01-06,value,AAPL,,5"]);
    expect(placesOf(outcome)).toEqual(["ERR_TXN_014 2 symbol"]);
    expect(outcome.faults[0]?.message).toBe("AAPL has prices; only private assets are valued by hand.");
  });

  test("what was recorded before may come later: a lot that is closed then cannot be sold now", async () => {
    using desk = new TransactionDesk();
    await desk.take([BUY, "2026-02-02,sell,AAPL,10,120"]);
    const before = desk.dump();
    const outcome = await desk.import(["2026-01-20,sell,AAPL,4,110"]);
    expect(placesOf(outcome)).toEqual(["ERR_TXN_014 2 -"]);
    expect(outcome.faults[0]?.message).toContain(
      "The close of AAPL on 2026-02-02 takes 10, and the lot has 6 then",
    );
    expect(desk.dump()).toBe(before);
  });
});

describe("what is doubtful", () => {
  const DIVIDEND = "2026-01-08,dividend,AAPL,10,0.25";

  test("a dividend of what was never held is taken with a warning, and refused where that is asked for", async () => {
    using desk = new TransactionDesk();
    const { warnings } = await desk.take([DIVIDEND]);
    expect(placesOf({ faults: warnings })).toEqual(["ERR_TXN_011 2 symbol"]);
    using strict = new TransactionDesk();
    expect(placesOf(await strict.import([DIVIDEND], { strict: true }))).toEqual(["ERR_TXN_011 2 symbol"]);
    expect(strict.base.rows("SELECT * FROM portfolio_event")).toEqual([]);
  });

  test("a dividend after all was sold is not", async () => {
    using desk = new TransactionDesk();
    expect((await desk.take([BUY, "2026-01-07,sell,AAPL,10,1", DIVIDEND])).warnings).toEqual([]);
  });

  test("the same row twice is taken twice, or refused", async () => {
    using desk = new TransactionDesk();
    expect(placesOf(await desk.import([BUY, BUY], { strict: true }))).toEqual(["ERR_POS_023 3 -"]);
    expect(desk.told).toEqual([]);
    expect(placesOf({ faults: (await desk.take([BUY, BUY])).warnings })).toEqual(["ERR_POS_023 3 -"]);
    expect(desk.told).toHaveLength(2);
  });
});

test("a dry run tells what would be, and stores nothing", async () => {
  using desk = new TransactionDesk();
  const before = desk.dump();
  const outcome = await desk.take([BUY, "2026-01-06,deposit,,,10"], { dryRun: true });
  expect([outcome.lotsOpened, outcome.lotEvents, outcome.portfolioEvents]).toEqual([1, 1, 1]);
  expect(desk.dump()).toBe(before);
});
