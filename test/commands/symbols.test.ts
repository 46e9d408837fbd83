import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { FROM_SOURCE, TEST_LIMIT_MS, Workplace } from "../support/command.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const work = new Workplace();
const run = (...args: readonly string[]) =>
  work.run([...args, "--db", work.path("desk.db")], {
    env: { NIGHTDESK_NOW: "2026-05-30T12:00:00Z" },
    program: FROM_SOURCE,
  });

beforeAll(async () => {
  const lines = ["AAA", "BBB", "CCC"].flatMap((symbol, at) => [
    `${symbol},2026-05-28,10`,
    `${symbol},2026-05-29,${11 + at}`,
  ]);
  const prices = work.write("prices.csv", ["symbol,date,close", ...lines, ""].join("\n"));
  expect(await run("prices", "import", prices)).toMatchObject({ code: 0 });
  for (const symbol of ["AAA", "BBB", "CCC"])
    expect(await run("symbol", symbol, "--watch")).toMatchObject({ code: 0 });
  expect(await run("run")).toMatchObject({ code: 0 });
});

afterAll(() => work[Symbol.asyncDispose]());

test("symbols lists what a night has measured, filtered and sorted", async () => {
  const { code, stdout } = await run(
    "symbols",
    "--filter",
    "close>11",
    "total_return_1d<1",
    "--sort",
    "-close",
  );
  expect(code).toBe(0);
  const [head, ...rest] = stdout.trimEnd().split("\n");
  expect(head).toStartWith("symbol");
  expect(rest.map((line) => line.split(/\s+/)[0])).toEqual(["CCC", "BBB", "2"]);
  expect(rest.at(-1)).toBe("2 found");
  const one = await run("symbols", "--sort", "symbol", "--limit", "1");
  expect(one.stdout.trimEnd().split("\n").at(-1)).toBe("1 of 3 found");
  expect((await run("symbols", "--q", "nobody")).stdout).toBe("none found\n");
});

test("--json gives what the server gives", async () => {
  const { stdout } = await run("symbols", "--q", "bb", "--json");
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({ date: "2026-05-30", total: 1, next: null });
  expect(found.items[0]).toMatchObject({
    symbol: "BBB",
    metrics_date: "2026-05-29",
    total_return_1d: { reason: null },
    market_cap: { value: null, reason: "not_known_then" },
  });
  expect(found.items[0].total_return_1d.value).toBeCloseTo(0.2, 12);
});

test.each([
  [["--filter", "nothing=1"], /There is no column "nothing"/],
  [["--limit", "0"], /--limit/],
  [["--period", "never"], /--period/],
  [["--date", "today"], /not a day/],
])("%p is refused", async (args, told) => {
  const { code, stderr } = await run("symbols", ...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(told)]);
});
