import { isUtf8 } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import { LineCursor } from "./line-cursor.ts";

/** In bytes. Bounds what a quote that is left open costs to find. */
const LONGEST_RECORD = 65_536;
const NUL = 0;

/** A row of a CSV file that is neither empty nor a comment: its cells, or why they cannot be read. */
export type CsvRecord = { readonly line: number } & (
  | { readonly cells: readonly string[] }
  | { readonly unreadable: string }
);

const NOT_TEXT = "is not UTF-8 text; save the file as CSV in UTF-8";
const ENOUGH = new Error("The caller wants no more records.");

/**
 * Reads a CSV file (RFC 4180, UTF-8 with or without its mark, any line ending, lines that begin with # left out) and hands
 * over each record with the line that it begins on, the first being 1, until told that it is enough. After a record that
 * cannot be read it goes on at the next line, so that a stray quote hides nothing else.
 * @param take Returns whether to go on.
 */
export function readRecords(bytes: Uint8Array, take: (record: CsvRecord) => boolean): void {
  const cursor = new LineCursor(bytes);
  while (!cursor.isAtEnd) {
    const base = cursor.offset;
    const onRecord = (cells: string[], end: number) => {
      cursor.skipIgnored();
      const { line, offset } = cursor;
      cursor.moveTo(base + end);
      const isText = isPlainText(bytes.subarray(offset, cursor.offset));
      if (!take(isText ? { line, cells } : { line, unreadable: NOT_TEXT })) throw ENOUGH;
    };
    try {
      parseFrom(bytes.subarray(base), onRecord);
      return;
    } catch (fault) {
      if (fault === ENOUGH) return;
      if (!(fault instanceof CsvError)) throw fault;
      cursor.skipIgnored();
      if (!take({ line: cursor.line, unreadable: causeOf(fault) })) return;
      cursor.nextLine();
    }
  }
}

function isPlainText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(NUL);
}

function parseFrom(bytes: Uint8Array, onRecord: (cells: string[], end: number) => void): void {
  parse(bytes, {
    comment: "#",
    comment_no_infix: true,
    max_record_size: LONGEST_RECORD,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    // The mark of UTF-8 is one of the blanks that this takes away.
    trim: true,
    // A null leaves the record out of the parser's own list, which nobody reads.
    on_record: (cells: string[], context) => {
      onRecord(cells, context.bytes);
      return null;
    },
  });
}

function causeOf({ code }: CsvError): string {
  if (code === "CSV_MAX_RECORD_SIZE") {
    return `leaves a quote open or is longer than ${LONGEST_RECORD} bytes; close the quote or shorten the row`;
  }
  if (code === "CSV_QUOTE_NOT_CLOSED") return "leaves a quote open; close it";
  return 'has a quote where none may stand; put the whole cell in quotes and write a quote inside it as ""';
}
