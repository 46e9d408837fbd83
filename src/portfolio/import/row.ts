import { excerpt } from "../../market/prices/refusal.ts";
import { COLUMNS, type Column, type Header } from "./columns.ts";
import type { PositionFault, PositionFaultCode } from "./position-fault.ts";

/** One row of a position file, and what is found wrong with it while it is read. */
export class Row {
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #header: Header;
  readonly #faults: PositionFault[] = [];
  readonly #warnings: PositionFault[] = [];

  /** @param line The line that it begins on, the first being 1. */
  constructor(line: number, cells: readonly string[], header: Header) {
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
  get faults(): readonly PositionFault[] {
    const place = ({ column }: PositionFault) => COLUMNS.indexOf(column as Column);
    return this.#faults.sort((a, b) => place(a) - place(b));
  }

  get warnings(): readonly PositionFault[] {
    return this.#warnings;
  }

  get isFaulty(): boolean {
    return this.#faults.length > 0;
  }

  /** Notes what is wrong with a cell, once at most; null, as what could not be read. */
  fault(code: PositionFaultCode, column: Column, message: string): null {
    this.#faults.push(this.#found(code, column, message));
    return null;
  }

  /** Notes what is doubtful. */
  warn(code: PositionFaultCode, column: Column | null, message: string): void {
    this.#warnings.push(this.#found(code, column, message));
  }

  #found(code: PositionFaultCode, column: Column | null, message: string): PositionFault {
    return { code, row: this.line, column, symbol: excerpt(this.text("Symbol")) || null, message };
  }
}
