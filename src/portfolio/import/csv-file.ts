import { type CsvRecord, readRecords } from "./csv-records.ts";
import type { CsvFaultCode, FileFault } from "./file-fault.ts";
import { type Header, type Layout, readHeader } from "./header.ts";
import { CsvRow } from "./row.ts";

const LARGEST_FILE = 10 * 1024 * 1024;
/** No desk has as many in one file. Rows of empty cells count: reading them takes as long, and this bounds it. */
const MOST_ROWS = 100_000;
/** Nobody reads more of them, and a file of ten million of them would fill the memory. */
const MOST_FAULTS = 10_000;

/** What a file says, or everything that is wrong with it: after a fault nothing of it is to be stored. */
export interface CsvFile<Item, Code extends string> {
  readonly items: readonly Item[];
  readonly faults: readonly FileFault<Code | CsvFaultCode>[];
  readonly warnings: readonly FileFault<Code | CsvFaultCode>[];
  /** Rows of data that were read, good or bad; without comments and empty rows. */
  readonly rows: number;
  /** Names of columns that are none of the contract's. */
  readonly ignoredColumns: readonly string[];
}

/** How the files of a kind are read. */
export interface CsvFileOptions<Column extends string, Item, Code extends string> {
  readonly fileName: string;
  /** Whether what is doubtful, such as the same row twice, is a fault instead of a warning. */
  readonly strict: boolean;
  readonly layout: Layout<Column>;
  /** Null if anything in the row is wrong, which the row then tells. */
  readonly readRow: (row: CsvRow<Column, Code | CsvFaultCode>) => Item | null;
  /** What is noted of a row that repeats another, and what speaks for leaving both. */
  readonly repeated: { readonly code: Code; readonly unless: string };
}

function fileFault(code: CsvFaultCode, message: string): FileFault<CsvFaultCode> {
  return { code, row: null, column: null, symbol: null, message };
}

/**
 * Reads a CSV file, one item a row. Throws nothing: whatever is wrong with the file is among its faults, all of them at once
 * (of the first 10,000).
 */
export function readCsvFile<Column extends string, Item extends object, Code extends string>(
  content: Uint8Array,
  options: CsvFileOptions<Column, Item, Code>,
): CsvFile<Item, Code> {
  const faults: FileFault<CsvFaultCode>[] = [];
  if (content.length > LARGEST_FILE) {
    faults.push(fileFault("ERR_CSV_001", "The file is larger than 10 MiB; split it into several."));
  }
  if (!/\.csv$/i.test(options.fileName)) {
    faults.push(fileFault("ERR_CSV_002", "The file's name does not end in .csv; save it as CSV."));
  }
  if (faults.length > 0) return { items: [], faults, warnings: [], rows: 0, ignoredColumns: [] };
  const reader = new CsvFileReader(options);
  readRecords(content, (record) => reader.take(record));
  return reader.file();
}

/** Takes the records of one file, the header first. */
class CsvFileReader<Column extends string, Item extends object, Code extends string> {
  readonly #options: CsvFileOptions<Column, Item, Code>;
  readonly #items: Item[] = [];
  readonly #faults: FileFault<Code | CsvFaultCode>[] = [];
  readonly #warnings: FileFault<Code | CsvFaultCode>[] = [];
  readonly #firstRows = new Map<string, number>();
  #header: Header<Column> | null = null;
  #rows = 0;
  #records = 0;

  constructor(options: CsvFileOptions<Column, Item, Code>) {
    this.#options = options;
  }

  /** @returns whether more records are of use. */
  take(record: CsvRecord): boolean {
    this.#records += 1;
    if (this.#records > MOST_ROWS) {
      const what = `The file has more than ${MOST_ROWS} rows: those from line ${record.line} on were not read; split it.`;
      this.#faults.push(fileFault("ERR_CSV_001", what));
      return false;
    }
    if ("cells" in record && record.cells.every((cell) => cell.trim() === "")) return true;
    if (this.#header === null) return this.#takeHeader(record);
    this.#rows += 1;
    if (!("cells" in record)) {
      this.#refuse(record.line, record.unreadable);
    } else if (record.cells.slice(this.#header.width).some((cell) => cell.trim() !== "")) {
      const { width } = this.#header;
      const what = `has more cells than the ${width} columns of the header; put cells with commas in quotes`;
      this.#refuse(record.line, what);
    } else {
      this.#takeRow(new CsvRow(record.line, record.cells, this.#header));
    }
    if (this.#faults.length < MOST_FAULTS) return true;
    const what = `More than ${MOST_FAULTS} faults: the rows after line ${record.line} were not read; correct these first.`;
    this.#faults.push(fileFault("ERR_CSV_006", what));
    return false;
  }

  file(): CsvFile<Item, Code> {
    if (this.#rows === 0 && this.#faults.length === 0) {
      const what = `The file has no rows; add a header and a row for each ${this.#options.layout.thing}.`;
      this.#faults.push(fileFault("ERR_CSV_003", what));
    }
    return {
      items: this.#items,
      faults: this.#faults,
      warnings: this.#warnings,
      rows: this.#rows,
      ignoredColumns: this.#header?.ignored ?? [],
    };
  }

  #takeHeader(record: CsvRecord): boolean {
    if (!("cells" in record)) {
      this.#refuse(record.line, record.unreadable);
      return false;
    }
    const outcome = readHeader(record.cells, record.line, this.#options.layout);
    if ("header" in outcome) this.#header = outcome.header;
    else this.#faults.push(...outcome.faults);
    return "header" in outcome;
  }

  #takeRow(row: CsvRow<Column, Code | CsvFaultCode>): void {
    const item = this.#options.readRow(row);
    if (item !== null) {
      this.#items.push(item);
      this.#compare(row, item);
    }
    this.#faults.push(...row.faults);
    (this.#options.strict ? this.#faults : this.#warnings).push(...row.warnings);
  }

  #compare(row: CsvRow<Column, Code | CsvFaultCode>, item: Item): void {
    const { code, unless } = this.#options.repeated;
    const key = JSON.stringify({ ...item, row: null });
    const first = this.#firstRows.get(key);
    if (first === undefined) this.#firstRows.set(key, row.line);
    else row.warn(code, null, `The row repeats row ${first}; remove it unless ${unless}.`);
  }

  #refuse(line: number, what: string): void {
    const message = `Row ${line} ${what}.`;
    this.#faults.push({ code: "ERR_CSV_006", row: line, column: null, symbol: null, message });
  }
}
