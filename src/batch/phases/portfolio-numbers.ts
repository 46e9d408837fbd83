import type { EstimatedPortfolio, PortfolioBook } from "../../compute/estimate-portfolios.ts";
import type { Pool } from "../../compute/pool.ts";
import type { Panel } from "../../market/panel/panel.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { booksDuty } from "../duties.ts";

/** A portfolio at a session, with the session's place on a panel's axis. */
export interface WantedBook {
  readonly portfolioId: number;
  readonly session: IsoDate;
  readonly at: number;
}

/** Books that one answer of a worker holds at most, so that the main thread is not kept reading it. */
const BOOKS_PER_ANSWER = 16;

/** The numbers of portfolios, in their order; a word for one without a snapshot of the session. */
export async function estimateBooks(
  pool: Pool,
  panel: Panel,
  wanted: readonly WantedBook[],
): Promise<readonly (EstimatedPortfolio | "no_snapshot")[]> {
  const parts = Array.from({ length: Math.ceil(wanted.length / BOOKS_PER_ANSWER) }, (_, part) =>
    wanted.slice(part * BOOKS_PER_ANSWER, (part + 1) * BOOKS_PER_ANSWER),
  );
  const readings = (await Promise.all(parts.map((part) => pool.ask(booksDuty, part)))).flat();
  const books = readings.map((reading, index): PortfolioBook | null =>
    reading === null ? null : { ...reading, at: (wanted[index] as WantedBook).at },
  );
  const estimated = await pool.estimatePortfolios(
    panel,
    books.filter((book) => book !== null),
  );
  let next = 0;
  return books.map((book) => (book === null ? "no_snapshot" : (estimated[next++] as EstimatedPortfolio)));
}
