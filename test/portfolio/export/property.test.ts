import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { enterDocument } from "../../../src/portfolio/export/enter-document.ts";
import { readDocument } from "../../../src/portfolio/export/read-document.ts";
import { portfolioDocument } from "../../../src/portfolio/export/write-document.ts";
import type { Portfolio } from "../../../src/portfolio/portfolio.ts";
import { findPortfolio } from "../../../src/portfolio/portfolio-source.ts";
import { deletePortfolio } from "../../../src/portfolio/portfolio-update.ts";
import { reverseEvent } from "../../../src/portfolio/recording/reversal.ts";
import { HISTORY } from "../transactions/histories.ts";
import { TODAY, TransactionDesk } from "../transactions/transaction-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const RUNS = 20;

test("any history, with what can be reversed of it, is the same after it went out and came in again", async () => {
  await fc.assert(
    fc.asyncProperty(HISTORY, fc.nat(), async (rows, chosen) => {
      using desk = new TransactionDesk();
      await desk.take(rows.map(({ text }) => text));
      const { writer } = desk.base;
      const cash = desk.base.rows<{ id: string }>(
        "SELECT public_id AS id FROM portfolio_event WHERE kind <> 'split' AND kind <> 'contribution' ORDER BY id",
      );
      const event = cash[chosen % Math.max(1, cash.length)];
      if (event !== undefined) await desk.record((books) => reverseEvent(books, event.id, "a slip"));
      const before = desk.dump();
      const document = portfolioDocument(writer.db, desk.portfolio);
      await writer.transact("delete", () =>
        deletePortfolio(writer, desk.portfolio, "2026-05-29T22:00:00.000Z"),
      );
      const read = readDocument(new TextEncoder().encode(JSON.stringify(document)), "x.json", TODAY);
      await writer.transact("import", () => enterDocument(writer, read, desk.recorder("import")));
      expect(portfolioDocument(writer.db, findPortfolio(writer.db, "Desk") as Portfolio)).toEqual(document);
      using other = new TransactionDesk();
      other.base.writer.db.exec("DELETE FROM portfolio");
      await other.base.writer.transact("import", () =>
        enterDocument(other.base.writer, read, other.recorder("import")),
      );
      expect(other.dump()).toBe(before);
    }),
    { numRuns: RUNS },
  );
});
