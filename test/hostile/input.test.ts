import { expect, setDefaultTimeout, test } from "bun:test";
import { closeSync, openSync, writeSync } from "node:fs";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const MEBIBYTE = 1_048_576;
const LINE_MEBIBYTES = 200;
const MOST_MEMORY = 250 * MEBIBYTE;
const GOOD = "symbol,date,close\nAAPL,2026-05-29,1\n";

/** Every byte value many times over, in no order, and without a line break before it is long over. */
function garbage(): Uint8Array {
  const bytes = new Uint8Array(100_000);
  let state = 12_345;
  for (let at = 0; at < bytes.length; at++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    bytes[at] = state >> 16;
  }
  return bytes;
}

test.each([
  ["an empty file", new Uint8Array(), "it is empty"],
  ["blank lines", "\n\n  \n", "it is empty"],
  ["binary garbage", garbage(), "is not a price file"],
  ["garbage with a gzip head", Uint8Array.of(0x1f, 0x8b, 0, 1, 2, 3, 4, 5, 6, 7, 8), "cannot be read"],
  ["a gzip stream cut short", Bun.gzipSync(Buffer.from(marketFile(2, 300))).slice(0, 900), "cannot be read"],
])("%s as a price file is refused by its name, and nothing is stored", async (_, content, why) => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const file = work.write("prices.csv", content);
  const { code, stdout, stderr } = await work.run(["prices", "import", file, "--db", db]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  const refused = stdout.split("\n").filter((line) => line.startsWith("refused: "));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toContain(file);
  expect(refused[0]).toContain(why);
  expect(stdout).not.toMatch(/defect|\n\s+at /);
  await expectSound(work, db);
  expect(await dumpOf(work, db)).toBe("");
});

test("a bad file beside a good one leaves the good one stored, exit 3", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const [good, bad] = [work.write("good.csv", GOOD), work.write("bad.csv", garbage())];
  const { code, stdout } = await work.run(["prices", "import", bad, good, "--db", db]);
  expect(code).toBe(3);
  expect(stdout).toContain(`refused: ${bad} is not a price file`);
  await expectSound(work, db);
  expect(await dumpOf(work, db)).toContain('"symbol":"AAPL","session":"2026-05-29","close":1');
});

test(`a line of ${LINE_MEBIBYTES} MiB is one refused row and is not held in memory`, async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const path = work.write("long.csv", GOOD);
  const file = openSync(path, "a");
  const mebibyte = Buffer.alloc(MEBIBYTE, "x");
  for (let at = 0; at < LINE_MEBIBYTES; at++) writeSync(file, mebibyte);
  writeSync(file, "\nMSFT,2026-05-29,2\n");
  closeSync(file);
  const load = ["prices", "import", path, "--db", db];
  const { code, stdout, stderr, peakMemory } = await work.run(load, { isWatched: true });
  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  expect(stdout).toContain(`${path}:3: line_too_long: `);
  expect(stdout).toContain("2  stored");
  expect(peakMemory).toBeGreaterThan(0);
  expect(peakMemory).toBeLessThan(MOST_MEMORY);
  await expectSound(work, db);
});

test("a price file that does not exist is named, and no database is harmed", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("good.csv", GOOD), "--db", db]);
  const before = await dumpOf(work, db);
  const outcome = await work.run(["prices", "import", "nowhere.csv", "--db", db]);
  expectPlainFault(outcome, 1, work.path("nowhere.csv"), "does not exist", "give a price file or a folder");
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), before);
});
