import { isoDate } from "../../../src/platform/iso-date.ts";
import { COLUMNS, type Column } from "../../../src/portfolio/import/columns.ts";
import { type PositionFile, readPositions } from "../../../src/portfolio/import/position-file.ts";

export const TODAY = isoDate("2026-05-29");
export const HEADER = COLUMNS.join(",");

/** The cells of a row; what is not given is as in a share that is right. */
export type Cells = Partial<Record<Column, string>>;

const SHARE: Cells = {
  Symbol: "AAPL",
  Quantity: "100",
  "Entry Price Per Share": "175.50",
  "Entry Date": "2025-06-30",
};

/** The four terms of an option, in its columns. */
export const PUT_COLUMNS: Cells = {
  "Underlying Symbol": "AAPL",
  "Strike Price": "200",
  "Expiration Date": "2025-08-15",
  "Option Type": "PUT",
};

/** A row with some cells, put in quotes where they need it. */
export function rowOf(cells: Cells): string {
  const all = { ...SHARE, ...cells };
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return COLUMNS.map((column) => quoted(all[column] ?? "")).join(",");
}

/** Reads a text, or bytes, as a position file. */
export function read(
  content: string | Uint8Array,
  options: { strict?: boolean; fileName?: string } = {},
): PositionFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readPositions(bytes, { fileName: "positions.csv", today: TODAY, strict: false, ...options });
}

/** Reads a file of one row. */
export function readRow(cells: Cells, options: { strict?: boolean } = {}): PositionFile {
  return read(`${HEADER}\n${rowOf(cells)}\n`, options);
}

/** The faults of a file as `code row column`. */
export function placesOf({ faults }: PositionFile): string[] {
  return faults.map(({ code, row, column }) => `${code} ${row ?? "-"} ${column ?? "-"}`);
}

/** The faults of a file of one row as `code column`. */
export function faultsOf(cells: Cells): string[] {
  return readRow(cells).faults.map(({ code, column }) => `${code} ${column}`);
}
