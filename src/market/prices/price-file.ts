import type { Basis } from "../../../db/schema/words.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { SymbolName } from "../symbol.ts";
import { type Layout, readHeader } from "./layout.ts";
import { type LineSink, LONGEST_LINE, type ReadOptions, readLines } from "./lines.ts";
import type { Refusal, RowFault } from "./refusal.ts";
import { RowReader } from "./row.ts";
import { Series } from "./series.ts";

/** A price file as read: its good rows by symbol, and every row that was refused, with its reason. */
export interface PriceFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly basis: Basis;
  readonly rows: number;
  readonly series: ReadonlyMap<SymbolName, Series>;
  readonly refusals: readonly Refusal[];
  readonly ignoredColumns: readonly string[];
}

/**
 * Reads a price file and checks each row by itself. Nothing is stored here.
 * @param asked The basis that the user states; null takes the one of the file's form.
 * @param now The later of the business and the technical clock, in milliseconds.
 * @throws NightdeskError `bad_file` if it is empty, is not text, or has no header of a price file.
 */
export async function readPriceFile(
  path: string,
  asked: Basis | null,
  now: number,
  options: ReadOptions,
): Promise<PriceFile> {
  const sink = new RowSink(path, asked, now);
  const { sha256, bytes } = await readLines(path, sink, options);
  return { path, sha256, bytes, ...sink.finish() };
}

class RowSink implements LineSink {
  readonly #path: string;
  readonly #asked: Basis | null;
  readonly #now: number;
  readonly #series = new Map<SymbolName, Series>();
  readonly #refusals: Refusal[] = [];
  #layout: Layout | null = null;
  #reader: RowReader | null = null;
  #last: Series | null = null;
  #rows = 0;

  constructor(path: string, asked: Basis | null, now: number) {
    this.#path = path;
    this.#asked = asked;
    this.#now = now;
  }

  line(text: string, number: number): void {
    if (this.#reader === null) {
      if (text.trim() === "") return;
      this.#layout = readHeader(text, this.#path, this.#asked);
      this.#reader = new RowReader(this.#layout, this.#now);
      return;
    }
    if (text.trim() === "") return;
    this.#rows += 1;
    const row = this.#reader.read(text, number);
    if ("fault" in row) {
      this.#refuse(row.fault, number, row.symbol, row.date);
      return;
    }
    this.#seriesOf(row.symbol).push(row.bar);
  }

  tooLong(number: number): void {
    if (this.#reader === null)
      throw this.#noHeader(`its first line is longer than ${LONGEST_LINE} characters`);
    this.#rows += 1;
    this.#refuse(
      { reason: "line_too_long", detail: `the line is longer than ${LONGEST_LINE} characters` },
      number,
      null,
      null,
    );
  }

  finish(): Omit<PriceFile, "path" | "sha256" | "bytes"> {
    if (this.#layout === null) throw this.#noHeader("it is empty");
    return {
      basis: this.#layout.basis,
      rows: this.#rows,
      series: this.#series,
      refusals: this.#refusals,
      ignoredColumns: this.#layout.ignored,
    };
  }

  #noHeader(why: string): NightdeskError {
    return new NightdeskError(
      "bad_file",
      `${this.#path} is not a price file: ${why}. Give a CSV with a header, such as symbol,date,close.`,
      {
        details: { file: this.#path },
      },
    );
  }

  /** Files are nearly always ordered by symbol, so the last series is asked first. */
  #seriesOf(symbol: SymbolName): Series {
    if (this.#last?.symbol === symbol) return this.#last;
    let series = this.#series.get(symbol);
    if (series === undefined) {
      series = new Series(symbol);
      this.#series.set(symbol, series);
    }
    this.#last = series;
    return series;
  }

  #refuse(fault: RowFault, line: number, symbol: string | null, date: string | null): void {
    this.#refusals.push({ ...fault, file: this.#path, line, symbol, date, rows: 1 });
  }
}
