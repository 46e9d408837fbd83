import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createWriteStream, readdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { LONGEST_LINE } from "../../../src/market/prices/lines.ts";
import { type Line, LineFolder, read } from "./line-folder.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const MB = 1_048_576;
const long = "x".repeat(LONGEST_LINE);

const folder = new LineFolder();
afterAll(() => folder[Symbol.dispose]());

describe("however the bytes come, the lines are the same", () => {
  /** Hands over the chunks one by one: each is written when the one before has been read. */
  async function readInChunks(chunks: readonly Buffer[]): Promise<Line[]> {
    const path = join(folder.path, "pipe");
    if (!readdirSync(folder.path).includes("pipe")) Bun.spawnSync(["mkfifo", path]);
    let taken: () => void = () => undefined;
    const reading = read(path, () => taken());
    const pipe = await open(path, "w");
    for (const chunk of chunks) {
      const isTaken = new Promise<void>((resolve) => {
        taken = resolve;
      });
      await pipe.write(chunk);
      await isTaken;
    }
    await pipe.close();
    return (await reading).lines;
  }

  function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
    const at = [...new Set(places.map((place) => Math.max(2, place % (bytes.length + 1))))].sort(
      (a, b) => a - b,
    );
    return [0, ...at]
      .map((from, index) => bytes.subarray(from, at[index] ?? bytes.length))
      .filter((part) => part.length > 0);
  }

  /** A number is a run of that many characters. */
  const piece = fc.oneof(
    fc.constantFrom("\n", "\r\n", "\r", "", '"', "a,b", "\uFEFF", "é"),
    fc.integer({ min: LONGEST_LINE - 4, max: LONGEST_LINE + 2 }),
    fc.string({ maxLength: 5 }),
  );
  const pieces = fc.array(piece, { maxLength: 12 });
  /** Regular files give their first two bytes at once, which tell whether they are packed. */
  const places = fc.array(fc.integer({ min: 2, max: 20_000 }), { maxLength: 6 });

  test("cut anywhere, packed or not", async () => {
    await fc.assert(
      fc.asyncProperty(pieces, places, fc.boolean(), async (parts, where, isPacked) => {
        const content = parts.map((part) => (typeof part === "number" ? "y".repeat(part) : part)).join("");
        const bytes = isPacked ? gzipSync(content) : Buffer.from(content);
        const digest = (lines: Line[]) =>
          lines.map(([number, line]) => [number, line?.length, line?.slice(-9)]);
        expect(digest(await readInChunks(cut(bytes, where)))).toEqual(digest(await folder.linesOf(content)));
      }),
      { numRuns: 150 },
    );
  });

  test("a cut between the CR and the LF of a longest line", async () => {
    const bytes = Buffer.from(`${long}\r\nb\n`);
    expect(await readInChunks(cut(bytes, [LONGEST_LINE + 1]))).toEqual([
      [1, long],
      [2, "b"],
    ]);
  });

  test("a file of several reads, a line over each boundary", async () => {
    const row = "0123456789abcdef,0123456789\r\n";
    const count = Math.ceil((3 * MB) / row.length);
    const lines = await folder.linesOf(row.repeat(count));
    expect(lines.length).toBe(count);
    expect(lines.every(([number, line], at) => number === at + 1 && line === row.trimEnd())).toBe(true);
  });

  test("a line of 200 MB is counted, not held", async () => {
    const path = join(folder.path, "long.csv");
    const stream = createWriteStream(path);
    const block = Buffer.alloc(8 * MB, "z");
    stream.write("a\n");
    for (let written = 0; written < 200; written += 8) {
      if (!stream.write(block)) await new Promise((resolve) => stream.once("drain", resolve));
    }
    await new Promise((resolve) => stream.end("\nb\n", () => resolve(null)));
    // In a process of its own: what other tests leave behind would count with it.
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "long-line-child.ts"), path], {
      stdout: "pipe",
    });
    const { lines, bytes, held } = JSON.parse(await new Response(child.stdout).text());
    rmSync(path);
    expect(bytes).toBe(200 * MB + 5);
    expect(lines).toEqual([
      [1, "a"],
      [2, null],
      [3, "b"],
    ]);
    expect(held).toBeLessThan(150 * MB);
  });
});
