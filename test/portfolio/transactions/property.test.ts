import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import type { Transaction } from "../../../src/portfolio/import/transaction.ts";
import { readTransactions } from "../../../src/portfolio/import/transaction-file.ts";
import { quantityHeld } from "../../../src/portfolio/lot-walk.ts";
import { recordCash } from "../../../src/portfolio/recording/cash.ts";
import type { RecordingDesk } from "../../../src/portfolio/recording/desk.ts";
import { openLot, recordHappening } from "../../../src/portfolio/recording/lots.ts";
import { closeFirst } from "../../../src/portfolio/recording/trade.ts";
import { eventOf, isCashEntry } from "../../../src/portfolio/transactions/cash-entry.ts";
import { HEADER } from "../import/transaction-csv.ts";
import { booked, HISTORY, shuffled } from "./histories.ts";
import { TODAY, TransactionDesk } from "./transaction-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const RUNS = 25;

/** Records one transaction by the calls that record single events. */
function recordOne(desk: RecordingDesk, transaction: Transaction): void {
  const { date, time, currency, note: reason } = transaction;
  if (isCashEntry(transaction)) {
    recordCash(desk, eventOf(transaction), reason);
    return;
  }
  const { symbol, price } = transaction;
  const dealing = { date, time, price, currency, reason };
  const lots = desk.lotsOf(symbol);
  if (transaction.action === "value") {
    const held = lots.filter((lot) => quantityHeld(lot, date, desk.splitsOf(lot)) !== 0);
    for (const lot of held)
      recordHappening(desk, lot, { ...dealing, kind: "valuation", quantity: null, fees: 0 as never });
    return;
  }
  const { action, quantity, fees, assetClass, option } = transaction;
  const isOut = action === "sell" || action === "short";
  const signed = isOut ? -quantity : quantity;
  if (action === "buy" || action === "short") {
    const terms = {
      symbol,
      assetClass,
      subtype: null,
      option,
      multiplier: null,
      note: null,
      basisDate: null,
    };
    openLot(desk, { ...dealing, ...terms, fees, kind: "open", quantity: signed });
  } else {
    const { rest } = closeFirst(desk, lots, signed, { ...dealing, fees }, dealing.date);
    if (rest !== 0) throw new Error(`${rest} of ${symbol} are left on ${date}`);
  }
}

function transactionsOf(rows: readonly string[]): readonly Transaction[] {
  const content = new TextEncoder().encode([HEADER, ...rows, ""].join("\n"));
  const { transactions, faults } = readTransactions(content, {
    fileName: "t.csv",
    today: TODAY,
    currency: "USD",
  });
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return transactions;
}

test("a history makes the same books whatever order its days come in, and as single events recorded one by one", async () => {
  await fc.assert(
    fc.asyncProperty(HISTORY, fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), async (rows, keys) => {
      using one = new TransactionDesk();
      await one.take(rows.map(({ text }) => text));
      using other = new TransactionDesk();
      await other.take(shuffled(rows, keys).map(({ text }) => text));
      expect(other.dump()).toBe(one.dump());
      using single = new TransactionDesk();
      await single.record((desk) => {
        for (const each of transactionsOf(booked(rows).map(({ text }) => text))) recordOne(desk, each);
      });
      expect(single.dump()).toBe(one.dump());
    }),
    { numRuns: RUNS },
  );
});
