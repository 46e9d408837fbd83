import type { IsoDate } from "../../platform/iso-date.ts";
import { POSITION_LAYOUT } from "./columns.ts";
import { readCsvFile } from "./csv-file.ts";
import { type ImportedLot, readLot } from "./imported-lot.ts";
import type { PositionFault } from "./position-fault.ts";

export type { ImportedLot } from "./imported-lot.ts";

/** What a position file says, or everything that is wrong with it: after a fault nothing of it is to be stored. */
export interface PositionFile {
  readonly lots: readonly ImportedLot[];
  readonly faults: readonly PositionFault[];
  readonly warnings: readonly PositionFault[];
  /** Rows of data that were read, good or bad; without comments and empty rows. */
  readonly rows: number;
  /** Names of columns that are none of the contract's. */
  readonly ignoredColumns: readonly string[];
}

export interface PositionFileOptions {
  readonly fileName: string;
  /** The day of the business clock in New York. */
  readonly today: IsoDate;
  /** Whether what is doubtful, such as the same row twice, is a fault instead of a warning. */
  readonly strict: boolean;
}

/**
 * Reads a CSV file of positions: one lot a row, in the columns that `COLUMNS` names, of which the first four are needed.
 * Throws nothing: whatever is wrong with the file is among its faults, all of them at once (of the first 10,000).
 */
export function readPositions(content: Uint8Array, options: PositionFileOptions): PositionFile {
  const { items, ...rest } = readCsvFile(content, {
    ...options,
    layout: POSITION_LAYOUT,
    readRow: (row) => readLot(row, options.today),
    repeated: { code: "ERR_POS_023", unless: "these are two lots" },
  });
  return { lots: items, ...rest };
}
