import type { IsoDate } from "../../platform/iso-date.ts";
import { type Header, readHeader } from "./columns.ts";
import { type CsvRecord, readRecords } from "./csv-records.ts";
import { type ImportedLot, readLot } from "./imported-lot.ts";
import type { PositionFault, PositionFaultCode } from "./position-fault.ts";
import { Row } from "./row.ts";

export type { ImportedLot } from "./imported-lot.ts";

const LARGEST_FILE = 10 * 1024 * 1024;
/** No desk has as many lots in one file. Rows of empty cells count: reading them takes as long, and this bounds it. */
const MOST_ROWS = 100_000;
/** Nobody reads more of them, and a file of ten million of them would fill the memory. */
const MOST_FAULTS = 10_000;

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

function fileFault(code: PositionFaultCode, message: string): PositionFault {
  return { code, row: null, column: null, symbol: null, message };
}

/**
 * Reads a CSV file of positions: one lot a row, in the columns that `COLUMNS` names, of which the first four are needed.
 * Throws nothing: whatever is wrong with the file is among its faults, all of them at once (of the first 10,000).
 */
export function readPositions(content: Uint8Array, options: PositionFileOptions): PositionFile {
  const { fileName } = options;
  const faults: PositionFault[] = [];
  if (content.length > LARGEST_FILE) {
    faults.push(fileFault("ERR_CSV_001", "The file is larger than 10 MiB; split it into several."));
  }
  if (!/\.csv$/i.test(fileName)) {
    faults.push(fileFault("ERR_CSV_002", "The file's name does not end in .csv; save it as CSV."));
  }
  if (faults.length > 0) return { lots: [], faults, warnings: [], rows: 0, ignoredColumns: [] };
  const reader = new PositionReader(options);
  readRecords(content, (record) => reader.take(record));
  return reader.file();
}

/** Takes the records of one file, the header first. */
class PositionReader {
  readonly #options: PositionFileOptions;
  readonly #lots: ImportedLot[] = [];
  readonly #faults: PositionFault[] = [];
  readonly #warnings: PositionFault[] = [];
  readonly #firstRows = new Map<string, number>();
  #header: Header | null = null;
  #rows = 0;
  #records = 0;

  constructor(options: PositionFileOptions) {
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
      this.#takeRow(new Row(record.line, record.cells, this.#header));
    }
    if (this.#faults.length < MOST_FAULTS) return true;
    const what = `More than ${MOST_FAULTS} faults: the rows after line ${record.line} were not read; correct these first.`;
    this.#faults.push(fileFault("ERR_CSV_006", what));
    return false;
  }

  file(): PositionFile {
    if (this.#rows === 0 && this.#faults.length === 0) {
      this.#faults.push(
        fileFault("ERR_CSV_003", "The file has no rows; add a header and a row for each lot."),
      );
    }
    return {
      lots: this.#lots,
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
    const outcome = readHeader(record.cells, record.line);
    if ("header" in outcome) this.#header = outcome.header;
    else this.#faults.push(...outcome.faults);
    return "header" in outcome;
  }

  #takeRow(row: Row): void {
    const lot = readLot(row, this.#options.today);
    if (lot !== null) {
      this.#lots.push(lot);
      this.#compare(row, lot);
    }
    this.#faults.push(...row.faults);
    (this.#options.strict ? this.#faults : this.#warnings).push(...row.warnings);
  }

  #compare(row: Row, lot: ImportedLot): void {
    const key = JSON.stringify({ ...lot, row: null });
    const first = this.#firstRows.get(key);
    if (first === undefined) this.#firstRows.set(key, row.line);
    else row.warn("ERR_POS_023", null, `The row repeats row ${first}; remove it unless these are two lots.`);
  }

  #refuse(line: number, what: string): void {
    const message = `Row ${line} ${what}.`;
    this.#faults.push({ code: "ERR_CSV_006", row: line, column: null, symbol: null, message });
  }
}
