import { expect, test } from "bun:test";
import { BookChangeStatements } from "../../db/bulk/book-changes.ts";
import { NEWEST_CHANGE_ID } from "../../db/bulk/change-ids.ts";
import { PriceChangeStatements } from "../../db/bulk/price-changes.ts";
import { ReferenceChangeStatements } from "../../db/bulk/reference-changes.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { REFERRED_TO } from "./good-rows.ts";

test("marks on prices, books and reference data have ids of one sequence, which goes on when all are forgotten", () => {
  using base = new TemporaryDatabase();
  const { db } = base.writer;
  db.exec(REFERRED_TO);
  const [prices, books] = [new PriceChangeStatements(db), new BookChangeStatements(db)];
  const reference = new ReferenceChangeStatements(db);
  const run = { from: "2026-05-28", through: "2026-05-28", until: null };
  const newest = () => db.prepare(`SELECT ${NEWEST_CHANGE_ID}`).pluck().get();
  const ids = () =>
    ["price_change", "book_change", "reference_change"].map((table) =>
      base.rows<{ id: number }>(`SELECT id FROM ${table} ORDER BY id`).map(({ id }) => id),
    );
  expect(newest()).toBe(0);
  books.add(1, "2026-05-28");
  prices.add(1, "closes", run);
  prices.add(1, "actions", run);
  reference.add(1, "2026-05-28");
  books.add(1, "2026-05-29");
  reference.add(1, "2026-05-28");
  expect(ids()).toEqual([
    [2, 3],
    [1, 5],
    [4, 6],
  ]);
  expect(newest()).toBe(6);
  db.exec("DELETE FROM price_change; DELETE FROM book_change; DELETE FROM reference_change");
  expect(newest()).toBe(6);
  prices.add(1, "closes", run);
  reference.add(1, "2026-05-29");
  expect(ids()).toEqual([[7], [], [8]]);
});

test("a symbol's change reaches the books of all that hold it, or held it, from their inception on", () => {
  using base = new TemporaryDatabase();
  const { db } = base.writer;
  db.exec(REFERRED_TO);
  const books = new BookChangeStatements(db);
  books.addForHolders("NONE");
  books.addForHolders("AAPL");
  expect(base.rows("SELECT portfolio_id, from_day FROM book_change")).toEqual([
    { portfolio_id: 1, from_day: "2026-05-28" },
  ]);
});
