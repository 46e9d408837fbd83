import type { TemporaryDatabase } from "../../support/temporary-database.ts";
import { SESSIONS } from "./price-csv.ts";

/** The session with this number, from 0. */
export const day = (at: number): string => SESSIONS[at] ?? "";

/** Marks it as done that something has been derived of a session: a prior, which any night makes. */
export function derive(base: TemporaryDatabase, session: string): void {
  base.writer.db.exec(
    `INSERT INTO beta_prior VALUES ('${session}', 90, NULL, NULL, 'stale', 0, '', 'method', 'inputs', 0)`,
  );
}

/** The marks in their order, as `closes of A: from..through until`. */
export function marksOf(base: TemporaryDatabase): string[] {
  return base
    .rows<{ kind: string; symbol: string; from: string; through: string; until: string | null }>(
      `SELECT c.kind, s.symbol, from_session AS "from", through_session AS through, until_session AS until
       FROM price_change c JOIN symbol s ON s.id = c.symbol_id ORDER BY c.id`,
    )
    .map(
      ({ kind, symbol, from, through, until }) =>
        `${kind} of ${symbol}: ${from}..${through} until ${until ?? "nothing"}`,
    );
}

/** As {@link marksOf} tells a mark, by the numbers of its sessions. */
export const mark = (symbol: string, from: number, through: number, until: number | null, kind = "closes") =>
  `${kind} of ${symbol}: ${day(from)}..${day(through)} until ${until === null ? "nothing" : day(until)}`;

/** A file of rows of a symbol, each a session's number and the cells from `date` on. */
export function csv(
  columns: string,
  rows: readonly (readonly [at: number, ...cells: (string | number)[]])[],
): string {
  const lines = rows.map(([at, ...cells]) => `A,${day(at)},${cells.join()}`);
  return `symbol,date,${columns}\n${lines.join("\n")}\n`;
}
