import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { NightdeskError } from "../../platform/errors.ts";

/** A longer line is no row of prices, in characters. It is skipped without being held in memory. */
export const LONGEST_LINE = 4_096;
const GZIP_MAGIC = [0x1f, 0x8b] as const;
const LF = "\n";
const CR = 13;
const UTF8_MARK = "\u00ef\u00bb\u00bf";

/** What a file's lines are given to. */
export interface LineSink {
  /** A line without its ending; numbers start at 1. */
  line(text: string, number: number): void;
  /** A line longer than {@link LONGEST_LINE}; its text is gone. */
  tooLong(number: number): void;
}

export interface ReadOptions {
  /** Told the bytes read so far, of the file as it lies on the disk. */
  readonly progress: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads a text file, gzipped or not, line by line. Price files hold no line break inside a field, so a stray quote costs
 * its own line only. Bytes become characters one to one: what is not ASCII is never part of a price row.
 * @returns the SHA-256 of the file as it lies on the disk, in hex, and its size in bytes.
 * @throws NightdeskError `bad_file` if it cannot be read or its gzip stream is broken; the signal's reason when stopped.
 */
export async function readLines(
  path: string,
  sink: LineSink,
  options: ReadOptions,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  const splitter = new LineSplitter(sink);
  let bytes = 0;
  async function* fileChunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of Bun.file(path).stream()) {
      options.signal.throwIfAborted();
      hash.update(chunk);
      bytes += chunk.length;
      options.progress(bytes);
      yield chunk;
    }
  }
  try {
    for await (const chunk of unpacked(fileChunks())) splitter.push(chunk);
    splitter.end();
  } catch (fault) {
    if (options.signal.aborted || !isOfTheFile(fault)) throw fault;
    throw new NightdeskError("bad_file", `${path} cannot be read: ${fault.message}.`, {
      cause: fault,
      details: { file: path },
    });
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** Faults of the file system and of gzip carry a code of theirs; one without is a defect of whoever takes the lines. */
function isOfTheFile(fault: unknown): fault is Error {
  return (
    fault instanceof Error &&
    !(fault instanceof NightdeskError) &&
    "code" in fault &&
    typeof fault.code === "string"
  );
}

async function* unpacked(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const first = await chunks.next();
  if (first.done === true) return;
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield first.value as Uint8Array;
    yield* chunks;
  }
  const isGzip = GZIP_MAGIC.every((byte, at) => first.value[at] === byte);
  if (!isGzip) {
    yield* whole();
    return;
  }
  const source = Readable.from(whole());
  const gunzip = createGunzip();
  source.on("error", (fault) => gunzip.destroy(fault));
  try {
    yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } finally {
    // When the reader stops early, or the stream is broken, nobody else closes the file.
    source.destroy();
  }
}

/** Cuts a stream of bytes into lines, holding back at most one line's length and ending. */
class LineSplitter {
  readonly #sink: LineSink;
  #rest = "";
  #number = 0;
  #skipping = false;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    const text =
      this.#rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
    let from = 0;
    for (let at = text.indexOf(LF, from); at !== -1; at = text.indexOf(LF, from)) {
      this.#emit(text, from, at);
      from = at + 1;
    }
    this.#rest = text.slice(from);
    // One more may be the CR of a longest line, whose LF is yet to come.
    if (this.#rest.length <= LONGEST_LINE + 1) return;
    if (!this.#skipping) this.#sink.tooLong(this.#number + 1);
    this.#skipping = true;
    this.#rest = "";
  }

  end(): void {
    if (this.#rest.length > 0 || this.#skipping) this.#emit(this.#rest, 0, this.#rest.length);
  }

  #emit(text: string, from: number, to: number): void {
    this.#number += 1;
    if (this.#skipping) {
      this.#skipping = false;
      return;
    }
    const end = to > from && text.charCodeAt(to - 1) === CR ? to - 1 : to;
    if (end - from > LONGEST_LINE) {
      this.#sink.tooLong(this.#number);
      return;
    }
    const start = this.#number === 1 && text.startsWith(UTF8_MARK, from) ? from + UTF8_MARK.length : from;
    this.#sink.line(text.slice(start, end), this.#number);
  }
}

/**
 * The cells of one line: separated by commas, a cell in quotes may hold commas and doubled quotes. Null if a quote is
 * left open or text follows a closing one.
 */
export function cellsOf(line: string): string[] | null {
  if (!line.includes('"')) return line.split(",");
  const cells: string[] = [];
  // Blanks are skipped before a quote only: with two ways to read them, a stray quote would cost their number squared.
  const cell = /(?:\s*"((?:[^"]|"")*)"\s*|([^",]*))(,|$)/y;
  for (;;) {
    const match = cell.exec(line);
    if (match === null) return null;
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "") return cells;
  }
}
