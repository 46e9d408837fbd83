import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { FROM_SOURCE, TEST_LIMIT_MS, Workplace } from "../support/command.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const work = new Workplace();
const run = (...args: readonly string[]) =>
  work.run([...args, "--db", work.path("desk.db")], {
    env: { NIGHTDESK_NOW: "2026-05-30T12:00:00Z" },
    program: FROM_SOURCE,
  });

beforeAll(async () => {
  const prices = work.write("prices.csv", "symbol,date,close\nAAA,2026-05-28,10\nAAA,2026-05-29,11\n");
  expect(await run("prices", "import", prices)).toMatchObject({ code: 0 });
});

afterAll(() => work[Symbol.asyncDispose]());

describe("symbol", () => {
  test("--sector stores one, as of the last session that is over or of a day, and shows it", async () => {
    const { code, stdout } = await run("symbol", "AAA", "--sector", " real estate ", "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { sector: "real estate", sector_as_of: "2026-05-29" },
    ]);
    const dated = await run(
      "symbol",
      "AAA",
      "--sector",
      "Energy",
      "--as-of",
      "2026-05-30",
      "--currency",
      "GBp",
    );
    expect(dated.stdout.split("\n").slice(0, 3)).toEqual([
      "AAA: GBp, XNYS, total_return",
      "2 bars from 2026-05-28 to 2026-05-29 (2 from import)",
      // The view is of the last session, on which the other did not hold yet.
      "sector: real estate, as of 2026-05-29",
    ]);
    const dump = await run("dump", "--canonical", "--table", "symbol_sector");
    expect(
      dump.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        table: "symbol_sector",
        symbol: "AAA",
        as_of: "2026-05-29",
        sector: "real estate",
        source: "command",
      },
      { table: "symbol_sector", symbol: "AAA", as_of: "2026-05-30", sector: "Energy", source: "command" },
    ]);
  });

  test("takes both for a symbol that nothing is stored of yet", async () => {
    const { code, stdout } = await run("symbol", "NEW", "--sector", "Energy", "--currency", "EUR", "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { sector: "Energy", currency: "EUR", sessions: 0 }]);
  });

  test.each([
    [["--sector", " "], "1 to 50 characters"],
    [["--sector", "x".repeat(51)], "1 to 50 characters"],
    [["--sector", "a\nb"], "1 to 50 characters"],
    [["--sector", "x", "--as-of", "2026-06-01"], "is yet to come; today is 2026-05-30"],
    [["--sector", "x", "--as-of", "soon"], '"soon"'],
    [["--as-of", "2026-05-01"], "give --sector with it"],
    [["--currency", "eur"], "is not a currency such as EUR"],
    [["--currency", "EURO"], "is not a currency such as EUR"],
    [["--watch", "--currency", "e"], "is not a currency such as EUR"],
  ])("%j is refused, and nothing is stored", async (args, words) => {
    const before = await run("dump", "--canonical");
    const { code, stderr, stdout } = await run("symbol", "AAA", ...args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: expect.stringContaining(words) });
    expect((await run("dump", "--canonical")).stdout).toBe(before.stdout);
  });
});
