import type { Sqlite, Statement } from "../driver.ts";
import { NEXT_CHANGE_ID } from "./change-ids.ts";

/** Writes of the marks on changed books by prepared statements, for one open connection. */
export class BookChangeStatements {
  readonly #add: Statement;
  readonly #holders: Statement;

  constructor(db: Sqlite) {
    this.#add = db.prepare(
      `INSERT INTO book_change (id, portfolio_id, from_day) VALUES (${NEXT_CHANGE_ID}, ?, ?)`,
    );
    this.#holders = db.prepare(
      `SELECT id, inception FROM portfolio p
       WHERE EXISTS (SELECT 1 FROM lot l WHERE l.portfolio_id = p.id AND l.symbol = ?) ORDER BY id`,
    );
  }

  /** Everything of a portfolio from a day on is stale. */
  add(portfolioId: number, fromDay: string): void {
    this.#add.run(portfolioId, fromDay);
  }

  /** Everything of all portfolios that hold, or held, a symbol is stale. */
  addForHolders(symbol: string): void {
    for (const { id, inception } of this.#holders.all(symbol) as { id: number; inception: string }[]) {
      this.#add.run(id, inception);
    }
  }
}
