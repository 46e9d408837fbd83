import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLines } from "../../../src/market/prices/lines.ts";
import { NightdeskError } from "../../../src/platform/errors.ts";

/** A line's number and its text; null for one that is too long. */
export type Line = readonly [number, string | null];

interface Read {
  readonly lines: Line[];
  readonly sha256: string;
  readonly bytes: number;
}

/** Reads a file's lines into memory. */
export async function read(path: string, progress: (bytes: number) => void = () => undefined): Promise<Read> {
  const lines: Line[] = [];
  const sink = {
    line: (text: string, number: number) => void lines.push([number, text]),
    tooLong: (number: number) => void lines.push([number, null]),
  };
  const { sha256, bytes } = await readLines(path, sink, { progress, signal: new AbortController().signal });
  return { lines, sha256, bytes };
}

/** A temporary folder for files to be read; `using` removes it. */
export class LineFolder {
  readonly path = mkdtempSync(join(tmpdir(), "nightdesk-lines-"));

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  async linesOf(content: string | Uint8Array): Promise<Line[]> {
    return (await read(this.file("lines.csv", content))).lines;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The typed fault with which some work fails. */
export async function faultOf(work: Promise<unknown>): Promise<NightdeskError> {
  const fault = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (fault instanceof NightdeskError) return fault;
  throw new Error(`expected a NightdeskError, not ${String(fault)}`);
}
