import { afterAll, describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { LONGEST_LINE } from "../../../src/market/prices/lines.ts";
import { type Line, LineFolder, read } from "./line-folder.ts";

const folder = new LineFolder();
afterAll(() => folder[Symbol.dispose]());

const long = "x".repeat(LONGEST_LINE);

describe("lines", () => {
  test.each<[string, string | Uint8Array, Line[]]>([
    ["nothing", "", []],
    ["one ending only", "\n", [[1, ""]]],
    [
      "LF",
      "a\nb\n",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    [
      "CRLF",
      "a\r\nb\r\n",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    [
      "no final ending",
      "a\nb",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    [
      "a final CR",
      "a\r\nb\r",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    ["a CR inside", "a\rb\n", [[1, "a\rb"]]],
    ["two CR", "a\r\r\n", [[1, "a\r"]]],
    [
      "empty lines keep their number",
      "a\n\n\r\nb\n",
      [
        [1, "a"],
        [2, ""],
        [3, ""],
        [4, "b"],
      ],
    ],
    [
      "a byte order mark",
      "\uFEFFa\nb\n",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    [
      "a byte order mark further down",
      "a\n\uFEFFb\n",
      [
        [1, "a"],
        [2, "\u00ef\u00bb\u00bfb"],
      ],
    ],
    ["a byte order mark alone", "\uFEFF", [[1, ""]]],
    [
      "an open quote",
      'a\n"b\nc\n',
      [
        [1, "a"],
        [2, '"b'],
        [3, "c"],
      ],
    ],
    [
      "bytes that are no UTF-8",
      new Uint8Array([0x61, 0xff, 0x00, 0x0a, 0x62]),
      [
        [1, "a\u00ff\0"],
        [2, "b"],
      ],
    ],
    [
      "the longest line",
      `${long}\n${long}`,
      [
        [1, long],
        [2, long],
      ],
    ],
    [
      "the longest line with CRLF",
      `${long}\r\n${long}\r\n`,
      [
        [1, long],
        [2, long],
      ],
    ],
    [
      "a longer line",
      `a\n${long}x\nb\n`,
      [
        [1, "a"],
        [2, null],
        [3, "b"],
      ],
    ],
    [
      "a longer line at the end",
      `a\n${long}x`,
      [
        [1, "a"],
        [2, null],
      ],
    ],
  ])("%s", async (_name, content, lines) => {
    expect(await folder.linesOf(content)).toEqual(lines);
    expect(await folder.linesOf(gzipSync(content))).toEqual(lines);
  });

  test("several gzip members are one text, cut anywhere", async () => {
    const members = ["a\nb", "c\r", "\nd\n"].map((part) => gzipSync(part));
    expect(await folder.linesOf(Buffer.concat(members))).toEqual([
      [1, "a"],
      [2, "bc"],
      [3, "d"],
    ]);
  });

  test("the digest and the size are of the file as it lies on the disk", async () => {
    const packed = gzipSync("a\nb\n");
    const path = folder.file("digest.csv.gz", packed);
    const seen: number[] = [];
    const { sha256, bytes } = await read(path, (at) => seen.push(at));
    expect(sha256).toBe(new Bun.CryptoHasher("sha256").update(packed).digest("hex"));
    expect(bytes).toBe(packed.length);
    expect(seen).toEqual([packed.length]);
  });
});
