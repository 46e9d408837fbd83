import { describe, expect, test } from "bun:test";
import { reverseEvent } from "../../../src/portfolio/recording/reversal.ts";
import { placesOf, TransactionDesk } from "./transaction-desk.ts";

const BUY = "2026-01-05,buy,AAPL,10,100";

describe("the same file again", () => {
  const ALL = [
    BUY,
    "2026-01-06,buy,AAPL,10,110",
    "2026-01-07,sell,AAPL,15,120",
    "2026-01-08,deposit,,,1000",
    "2026-01-09,dividend,AAPL,5,0.5",
    "2026-01-12,split,AAPL,2",
    "2026-01-12,buy,MY_FUND,2,10",
    "2026-01-13,value,MY_FUND,,11",
    "2026-01-14,short,MSFT,3,400",
    "2026-01-15,cover,MSFT,3,390",
    "2026-01-16,interest,,,-1",
  ];

  test("is refused, unless it is said that everything happened twice", async () => {
    using desk = new TransactionDesk();
    await desk.take(ALL);
    const before = desk.dump();
    const outcome = await desk.import(ALL.toReversed());
    expect(placesOf(outcome)).toEqual(["ERR_TXN_015 - -"]);
    expect(outcome.faults[0]?.message).toContain(
      "All 11 transactions of the file are recorded in Desk already",
    );
    expect(desk.dump()).toBe(before);
    const again = await desk.take([BUY], { again: true });
    expect([again.warnings, desk.lots.length]).toEqual([[], 5]);
  });

  test("of a file that has more, each row that is there is a fault, unless it happened twice", async () => {
    using desk = new TransactionDesk();
    await desk.take(ALL);
    const before = desk.dump();
    const file = [BUY, "2026-01-05,buy,AAPL,10,101", "2026-01-08,deposit,,,1000"];
    const outcome = await desk.import(file);
    expect(placesOf(outcome)).toEqual(["ERR_TXN_015 2 -", "ERR_TXN_015 4 -"]);
    expect(outcome.faults[0]?.message).toBe(
      "The same is recorded already; remove the row, or give --again if it happened twice.",
    );
    expect(desk.dump()).toBe(before);
    expect((await desk.take(file, { again: true })).warnings).toEqual([]);
  });

  test("of one transaction is told in the singular", async () => {
    using desk = new TransactionDesk();
    await desk.take([BUY]);
    expect((await desk.import([BUY])).faults[0]?.message).toBe(
      "The one transaction of the file is recorded in Desk already; import it with --again if it happened twice.",
    );
  });

  test("what was recorded once is found for one row; what was reversed is not there", async () => {
    using desk = new TransactionDesk();
    await desk.take([BUY, "2026-01-08,deposit,,,1000"]);
    const twice = await desk.import([BUY, BUY], { dryRun: true });
    expect(placesOf(twice)).toEqual(["ERR_TXN_015 2 -"]);
    expect(placesOf({ faults: twice.warnings })).toEqual(["ERR_POS_023 3 -"]);
    const [event] = desk.base.rows<{ id: string }>("SELECT public_id AS id FROM portfolio_event");
    await desk.record((books) => reverseEvent(books, event?.id ?? "", "wrong"));
    expect((await desk.take(["2026-01-08,deposit,,,1000"])).warnings).toEqual([]);
  });
});
