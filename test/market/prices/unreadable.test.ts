import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readLines } from "../../../src/market/prices/lines.ts";
import { NightdeskError } from "../../../src/platform/errors.ts";
import { faultOf, LineFolder, read } from "./line-folder.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const MB = 1_048_576;

const folder = new LineFolder();
afterAll(() => folder[Symbol.dispose]());

describe("a file that cannot be read", () => {
  /** How often this process has a file open. A descriptor may close while they are looked through. */
  const timesOpen = (path: string) =>
    readdirSync("/proc/self/fd").filter((fd) => {
      const link = join("/proc/self/fd", fd);
      try {
        return readlinkSync(link) === path;
      } catch (fault) {
        expect(fault).toMatchObject({ code: "ENOENT" });
        return false;
      }
    }).length;

  test("does not exist, or is a folder", async () => {
    expect((await faultOf(read(join(folder.path, "none.csv")))).code).toBe("bad_file");
    expect((await faultOf(read(folder.path))).code).toBe("bad_file");
  });

  test("is a gzip stream cut off at any place", async () => {
    const packed = gzipSync("symbol,date,close\nAAPL,2025-01-02,1\n");
    for (let length = 2; length < packed.length; length++) {
      const fault = await faultOf(folder.linesOf(packed.subarray(0, length)));
      expect(fault.code).toBe("bad_file");
      expect(fault.message).toContain("lines.csv cannot be read");
    }
  });

  test("is a gzip stream with a damaged byte", async () => {
    const packed = Buffer.from(gzipSync("symbol,date,close\nAAPL,2025-01-02,1\n".repeat(9)));
    packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 0xff;
    expect((await faultOf(folder.linesOf(packed))).code).toBe("bad_file");
  });

  test.skipIf(process.platform !== "linux")("is closed again, wherever it broke", async () => {
    const noise = Buffer.alloc(6 * MB);
    for (let at = 0; at < noise.length; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
    const path = folder.file("noise.csv.gz", gzipSync(noise, { level: 1 }));
    const stop = () => {
      throw new NightdeskError("bad_file", "stopped by the sink");
    };
    let most = 0;
    for (let times = 0; times < 12; times++) {
      const options = { progress: () => undefined, signal: new AbortController().signal };
      const fault = await faultOf(readLines(path, { line: stop, tooLong: stop }, options));
      expect(fault.message).toBe("stopped by the sink");
      most = Math.max(most, timesOpen(path));
    }
    // The last one closes in a moment; files that are left to the garbage collector gather.
    expect(most).toBeLessThan(4);
  });

  test("reading stops at the signal, packed or not, with its reason", async () => {
    for (const content of ["a\n", gzipSync("a\n")]) {
      const path = folder.file("stop.csv", content);
      const reason = new NightdeskError("interrupted", "enough");
      const sink = { line: () => undefined, tooLong: () => undefined };
      const work = readLines(path, sink, { progress: () => undefined, signal: AbortSignal.abort(reason) });
      expect(await faultOf(work)).toBe(reason);
    }
  });
});
