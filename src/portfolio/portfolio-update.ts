import { eq } from "drizzle-orm";
import { BookChangeStatements } from "../../db/bulk/book-changes.ts";
import { portfolio } from "../../db/schema/portfolio.ts";
import type { DividendMode } from "../../db/schema/words.ts";
import type { Writer } from "../../db/writer.ts";
import type { Portfolio } from "./portfolio.ts";
import { requireFreeName } from "./portfolio-store.ts";

/** What of a portfolio may be changed. */
export interface PortfolioChange {
  readonly name?: string;
  readonly owner?: string | null;
  readonly dividends?: DividendMode;
}

/**
 * Changes a portfolio's name, owner, or how its dividends are told; the last makes all of its snapshots stale. Belongs inside
 * a transaction.
 * @throws NightdeskError `portfolio_exists`.
 */
export function updatePortfolio(
  { orm, db }: Writer,
  { id, ...was }: Portfolio,
  change: PortfolioChange,
): void {
  const { name, dividends } = change;
  if (name !== undefined) requireFreeName(orm, name, id);
  orm.update(portfolio).set(change).where(eq(portfolio.id, id)).run();
  if (dividends !== undefined && dividends !== was.dividends) {
    new BookChangeStatements(db).add(id, was.inception);
  }
}

/** Deletes a portfolio: no run looks at it any more, its name is free, and nothing of it is lost. Belongs inside a transaction. */
export function deletePortfolio({ orm }: Writer, { id }: Portfolio, at: string): void {
  orm.update(portfolio).set({ deletedAt: at }).where(eq(portfolio.id, id)).run();
}
