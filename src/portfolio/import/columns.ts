import { excerpt } from "../../market/prices/refusal.ts";
import type { PositionFault, PositionFaultCode } from "./position-fault.ts";

/** The columns of a position file. */
export const COLUMNS = [
  "Symbol",
  "Quantity",
  "Entry Price Per Share",
  "Entry Date",
  "Investment Class",
  "Investment Subtype",
  "Underlying Symbol",
  "Strike Price",
  "Expiration Date",
  "Option Type",
  "Exit Date",
  "Exit Price Per Share",
] as const;
export type Column = (typeof COLUMNS)[number];

const REQUIRED: readonly Column[] = ["Symbol", "Quantity", "Entry Price Per Share", "Entry Date"];

/** Where in a row the cells stand. */
export interface Header {
  /** -1 for a column that the file does not have. */
  readonly at: Readonly<Record<Column, number>>;
  readonly width: number;
  /** Columns that are none of the contract's, as the file names them. */
  readonly ignored: readonly string[];
}

/** A header, or what is wrong with it. */
export type HeaderOutcome = { readonly header: Header } | { readonly faults: readonly PositionFault[] };

/**
 * Reads the header of a position file: names in any case and order, of which those of other columns are ignored.
 * @param row The line it stands on, for its faults.
 */
export function readHeader(cells: readonly string[], row: number): HeaderOutcome {
  const given = cells.map((cell) => cell.trim());
  const names = given.map((name) => name.toLowerCase());
  const faultOf = (code: PositionFaultCode, column: string, message: string): PositionFault => ({
    code,
    row,
    column,
    symbol: null,
    message,
  });
  const missing = REQUIRED.filter((column) => !names.includes(column.toLowerCase()));
  const twice = repeatedOf(names);
  if (missing.length > 0 || twice.length > 0) {
    const hint = missing.length === REQUIRED.length ? hintAt(given.join(",")) : "";
    const faults = [
      ...missing.map((column) =>
        faultOf("ERR_CSV_004", column, `The header has no column ${column}${hint}; add it.`),
      ),
      ...twice.map((name) => {
        const column = COLUMNS.find((each) => each.toLowerCase() === name) ?? excerpt(name);
        return faultOf(
          "ERR_CSV_005",
          column,
          `The header has the column ${column} twice; remove one of them.`,
        );
      }),
    ];
    return { faults };
  }
  const at = Object.fromEntries(COLUMNS.map((column) => [column, names.indexOf(column.toLowerCase())]));
  const known = new Set<string>(COLUMNS.map((column) => column.toLowerCase()));
  const header = {
    at: at as Record<Column, number>,
    width: cells.length,
    ignored: given.filter((name) => name !== "" && !known.has(name.toLowerCase())).map(excerpt),
  };
  return { header };
}

/** Names that stand there more than once, each once. */
function repeatedOf(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) {
    if (name !== "" && seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return [...repeated];
}

/** What a header that is none looks like instead. */
function hintAt(header: string): string {
  if (header.includes(";")) return " (its columns are separated by semicolons; write commas)";
  if (header.includes("\t")) return " (its columns are separated by tabs; write commas)";
  return ` (the first row is "${excerpt(header)}")`;
}
