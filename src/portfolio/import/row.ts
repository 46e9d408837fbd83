import { excerpt } from "../../market/prices/refusal.ts";
import type { Column } from "./columns.ts";
import type { FileFault } from "./file-fault.ts";
import type { Header } from "./header.ts";
import type { PositionFaultCode } from "./position-fault.ts";

/** One row of a position file. */
export type Row = CsvRow<Column, PositionFaultCode>;

/** What a reader of cells needs of a row, of whatever kind of file, whose faults may be some of `Code`. */
export type CellsOf<Column extends string, Code extends string> = Pick<
  CsvRow<Column, Code>,
  "text" | "shown" | "fault"
>;

/** One row of a CSV file, and what is found wrong with it while it is read. */
export class CsvRow<Column extends string, Code extends string> {
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #header: Header<Column>;
  readonly #faults: FileFault<Code>[] = [];
  readonly #warnings: FileFault<Code>[] = [];

  /** @param line The line that it begins on, the first being 1. */
  constructor(line: number, cells: readonly string[], header: Header<Column>) {
    this.line = line;
    this.#cells = cells;
    this.#header = header;
  }

  /** A cell without the blanks around it; empty if the row or the file does not have it. */
  text(column: Column): string {
    return this.#cells[this.#header.at[column]]?.trim() ?? "";
  }

  /** A cell as a message may show it. */
  shown(column: Column): string {
    return `"${excerpt(this.text(column))}"`;
  }

  /** In the order of the columns. */
  get faults(): readonly FileFault<Code>[] {
    const { columns } = this.#header.layout;
    const place = ({ column }: FileFault<Code>) => columns.indexOf(column as Column);
    return this.#faults.sort((a, b) => place(a) - place(b));
  }

  get warnings(): readonly FileFault<Code>[] {
    return this.#warnings;
  }

  get isFaulty(): boolean {
    return this.#faults.length > 0;
  }

  /** Notes what is wrong with a cell, once at most; null, as what could not be read. */
  fault(code: Code, column: Column, message: string): null {
    this.#faults.push(this.#found(code, column, message));
    return null;
  }

  /** Notes what is doubtful. */
  warn(code: Code, column: Column | null, message: string): void {
    this.#warnings.push(this.#found(code, column, message));
  }

  #found(code: Code, column: Column | null, message: string): FileFault<Code> {
    const symbol = excerpt(this.text(this.#header.layout.symbol)) || null;
    return { code, row: this.line, column, symbol, message };
  }
}
