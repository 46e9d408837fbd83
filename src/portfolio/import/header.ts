import { excerpt } from "../../market/prices/refusal.ts";
import type { CsvFaultCode, FileFault } from "./file-fault.ts";

/** The columns that files of a kind have. */
export interface Layout<Column extends string> {
  /** As the contract spells them, in its order; a file may have them in any case and order. */
  readonly columns: readonly Column[];
  readonly required: readonly Column[];
  /** The one that tells which instrument a row is about. */
  readonly symbol: Column;
  /** What a row is, in a word. */
  readonly thing: string;
}

/** Where in a row the cells stand. */
export interface Header<Column extends string> {
  readonly layout: Layout<Column>;
  /** -1 for a column that the file does not have. */
  readonly at: Readonly<Record<Column, number>>;
  readonly width: number;
  /** Columns that are none of the contract's, as the file names them. */
  readonly ignored: readonly string[];
}

/** A header, or what is wrong with it. */
export type HeaderOutcome<Column extends string> =
  | { readonly header: Header<Column> }
  | { readonly faults: readonly FileFault<CsvFaultCode>[] };

/**
 * Reads the header of a file: names in any case and order, of which those of other columns are ignored.
 * @param row The line it stands on, for its faults.
 */
export function readHeader<Column extends string>(
  cells: readonly string[],
  row: number,
  layout: Layout<Column>,
): HeaderOutcome<Column> {
  const { columns, required } = layout;
  const given = cells.map((cell) => cell.trim());
  const names = given.map((name) => name.toLowerCase());
  const faultOf = (code: CsvFaultCode, column: string, message: string): FileFault<CsvFaultCode> => ({
    code,
    row,
    column,
    symbol: null,
    message,
  });
  const missing = required.filter((column) => !names.includes(column.toLowerCase()));
  const twice = repeatedOf(names);
  if (missing.length > 0 || twice.length > 0) {
    const hint = missing.length === required.length ? hintAt(given.join(",")) : "";
    const faults = [
      ...missing.map((column) =>
        faultOf("ERR_CSV_004", column, `The header has no column ${column}${hint}; add it.`),
      ),
      ...twice.map((name) => {
        const column = columns.find((each) => each.toLowerCase() === name) ?? excerpt(name);
        return faultOf(
          "ERR_CSV_005",
          column,
          `The header has the column ${column} twice; remove one of them.`,
        );
      }),
    ];
    return { faults };
  }
  const at = Object.fromEntries(columns.map((column) => [column, names.indexOf(column.toLowerCase())]));
  const known = new Set<string>(columns.map((column) => column.toLowerCase()));
  const header = {
    layout,
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
