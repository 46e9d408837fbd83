import type { Sqlite } from "../../../db/driver.ts";
import type { DividendMode } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { centsOfProducts } from "../../platform/money.ts";
import { entryFactorsOf } from "../portfolio-store.ts";
import { money } from "../report/figure.ts";
import type { ImportedLot } from "./imported-lot.ts";
import { notesOnLots } from "./lot-notes.ts";
import { basisDateOf, inceptionOf, type PortfolioTerms } from "./portfolio-terms.ts";
import type { PositionFault } from "./position-fault.ts";
import type { PositionFile } from "./position-file.ts";

/** What a file of positions comes to, whether it is stored, could be, or is refused. */
export interface ImportSummary {
  readonly portfolio: {
    /** Null as long as it is not stored. */
    readonly id: string | null;
    readonly name: string;
    readonly owner: string | null;
    readonly currency: string;
    readonly equity: number;
    readonly inception: IsoDate | null;
    readonly basis_date: IsoDate | null;
    readonly dividends: DividendMode;
  };
  readonly rows: number;
  readonly lots: number;
  readonly by_type: Readonly<Record<string, number>>;
  /** What the lots cost: of what is held long, and short, below zero. */
  readonly entry_value: { readonly long: number; readonly short: number };
  readonly warnings: readonly PositionFault[];
  readonly notes: readonly string[];
}

function notesOn(
  { lots, faults, ignoredColumns }: PositionFile,
  terms: PortfolioTerms,
  db: Sqlite | null,
): string[] {
  const notes = ignoredColumns.length === 0 ? [] : [`columns not used: ${ignoredColumns.join(", ")}`];
  if (faults.length > 0) return notes;
  const inception = inceptionOf(terms, lots);
  const gone = lots.filter(({ exit }) => exit !== null && exit.date <= inception).length;
  const what = gone === 1 ? "1 lot was closed by" : `${gone} lots were closed by`;
  const note = `${what} the inception ${inception}: ${gone === 1 ? "it has" : "they have"} no part in its books`;
  return [...notes, ...(gone === 0 ? [] : [note]), ...notesOnLots(db, lots)];
}

/**
 * Sums up a file of positions.
 * @param id The portfolio's public id; null if it was not stored.
 * @param db Where prices and currencies are looked up; null: nothing is told of them.
 */
export function summaryOf(
  file: PositionFile,
  terms: PortfolioTerms,
  id: string | null,
  db: Sqlite | null,
): ImportSummary {
  const { lots, rows, warnings, faults } = file;
  const { name, owner, currency, dividends } = terms;
  const values = (held: readonly ImportedLot[]) => money(centsOfProducts(held.map(entryFactorsOf)));
  const types = Map.groupBy(lots, ({ type }) => type);
  const isGood = faults.length === 0;
  return {
    portfolio: {
      ...{ id, name, owner, currency, dividends },
      equity: money(terms.statedEquity),
      inception: isGood ? inceptionOf(terms, lots) : terms.inception,
      basis_date: isGood ? basisDateOf(terms, lots) : terms.basisDate,
    },
    rows,
    lots: lots.length,
    by_type: Object.fromEntries([...types].map(([type, own]) => [type, own.length])),
    entry_value: {
      long: values(lots.filter(({ quantity }) => quantity > 0)),
      short: values(lots.filter(({ quantity }) => quantity < 0)),
    },
    warnings,
    notes: notesOn(file, terms, db),
  };
}
