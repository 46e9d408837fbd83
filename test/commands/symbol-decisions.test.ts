import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { LAST, Provided } from "./provided.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const THURSDAY = isoDate("2026-05-28");
const EX_DATE = isoDate("2026-05-13");

/** After a collection in which two bars of AAA were not believed, and a split of BBB was doubtful. */
async function doubtful(): Promise<Provided> {
  const provided = await Provided.held();
  provided.yahoo.distortions.set("AAA", [
    { kind: "bad_close", date: THURSDAY, factor: 3 },
    { kind: "zero_close", date: LAST },
  ]);
  provided.yahoo.distortions.set("BBB", [{ kind: "spin_off_as_split", exDate: EX_DATE }]);
  const { code, stderr } = await provided.run(["collect"]);
  if (code !== 3) throw new Error(stderr);
  return provided;
}

async function linesOf(provided: Provided, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await provided.run(args);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
}

async function refusal(
  provided: Provided,
  ...args: readonly string[]
): Promise<readonly [number | null, string]> {
  const { code, stdout, stderr } = await provided.run(args);
  expect({ args, stdout }).toEqual({ args, stdout: "" });
  return [code, stderr];
}

describe("symbol", () => {
  test("shows what is stored, from where, how fresh, and why not fresher", async () => {
    await using provided = await doubtful();
    const lines = await linesOf(provided, "symbol", "aaa");
    expect(lines.slice(0, 6)).toEqual([
      "AAA: EQUITY, USD, XNYS, as_traded",
      "39 bars from 2026-04-01 to 2026-05-27 (39 from yahoo)",
      "  no profile: not_asked",
      "  no statements: not_asked",
      `2 sessions behind ${LAST}`,
      "wanted: held",
    ]);
    expect(lines[6]).toMatch(/^missing: quarantined; not looked for before \S+Z$/);
    expect(lines[7]).toMatch(/^ {2}yahoo {2}bars {2}\S+Z$/);
    expect(lines[8]).toMatch(/^ {2}in quarantine \(\d\): 2026-05-29 yahoo 0 not_positive: the close is 0$/);
    expect(lines[9]).toMatch(/^ {2}in quarantine \(\d\): 2026-05-28 yahoo \S+ large_move: a move of /);
    expect(lines.slice(10).map((line) => line.trim().split(" ")[0])).toEqual([
      "2026-05-22",
      "2026-05-26",
      "2026-05-27",
    ]);
    const other = await linesOf(provided, "symbol", "BBB");
    expect(other).toContain(`  ${EX_DATE} split 1281:1000 unconfirmed (yahoo)`);
    expect(other.some((line) => line.startsWith("missing"))).toBe(false);
  });

  test("in JSON it is what the server answers, with the last bars", async () => {
    await using provided = await doubtful();
    const told = (await provided.json(["symbol", "BBB"])) as Record<string, unknown>;
    expect(told).toMatchObject({
      symbol: "BBB",
      reasons: ["held"],
      sessions: 41,
      missing: null,
      next_from: null,
    });
    expect((told.bars as { session: string }[]).map(({ session }) => session)).toEqual([
      "2026-05-22",
      "2026-05-26",
      "2026-05-27",
      THURSDAY,
      LAST,
    ]);
  });

  test("one that nobody has heard of", async () => {
    await using provided = await Provided.held();
    for (const args of [[], ["--no-watch"], ["--no-pin"]]) {
      const [code, stderr] = await refusal(provided, "symbol", "OTHER", ...args);
      expect([code, stderr]).toEqual([1, expect.stringContaining('"nightdesk symbol OTHER --watch"')]);
    }
    expect(await refusal(provided, "symbol", "A B")).toEqual([2, expect.stringContaining("is not a symbol")]);
  });

  test("that is watched is collected; no longer, it is not asked for, and its bars stay", async () => {
    await using provided = await Provided.held();
    expect(await linesOf(provided, "symbol", "OTHER", "--watch")).toEqual([
      "OTHER: XNYS",
      "no bar is stored",
      "  no profile: not_asked",
      "  no statements: not_asked",
      "wanted: watched",
    ]);
    await linesOf(provided, "symbol", "OTHER", "--watch");
    expect(await provided.json(["collect"])).toMatchObject({ units: { planned: 13, done: 13 } });
    expect(await provided.json(["symbol", "OTHER"])).toMatchObject({ reasons: ["watched"], sessions: 41 });
    const lines = await linesOf(provided, "symbol", "OTHER", "--no-watch");
    expect(lines).toContain('nobody asks for its prices: it is neither held nor watched ("--watch" does)');
    expect(await provided.json(["symbol", "OTHER"])).toMatchObject({ reasons: [], sessions: 41 });
    const names = (await provided.json(["collect", "--dry-run"], 0, {
      NIGHTDESK_NOW: "2026-06-01T22:00:00Z",
    })) as { needs: { symbol: string }[] };
    expect(names.needs.map(({ symbol }) => symbol)).not.toContain("OTHER");
    expect(names.needs.map(({ symbol }) => symbol)).toContain("AAA");
  });

  test("that is pinned is asked of nobody, even by name, until it is no longer", async () => {
    await using provided = await Provided.held();
    expect(await linesOf(provided, "symbol", "AAA", "--pin")).toContain(
      "its prices come from files only (pinned)",
    );
    expect(await provided.json(["collect", "--symbols", "AAA", "BBB"])).toMatchObject({
      units: { planned: 1 },
    });
    expect(provided.yahoo.countOf(undefined, "AAA")).toBe(0);
    await linesOf(provided, "symbol", "AAA", "--no-pin");
    expect(await provided.json(["symbol", "AAA"])).toMatchObject({ pinned: false });
    expect(await provided.json(["collect", "--symbols", "AAA"])).toMatchObject({
      units: { planned: 1, done: 1 },
    });
    expect(provided.yahoo.countOf(undefined, "AAA")).toBe(1);
  });
});

describe("quarantine", () => {
  test("list and decide", async () => {
    await using provided = await doubtful();
    const rows = (await provided.json(["quarantine", "list"])) as {
      id: number;
      session: string;
      close: number;
    }[];
    expect(rows.map(({ session }) => session)).toEqual([LAST, THURSDAY]);
    const [none, large] = rows;
    const lines = await linesOf(provided, "quarantine", "list");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^id {2}symbol {2}session {5}provider {2}close {2,}status {2}why$/);
    expect(lines[1]).toMatch(
      /^\d {3}AAA {5}2026-05-29 {2}yahoo {5}0 .* open {4}not_positive: the close is 0$/,
    );

    const [code, stderr] = await refusal(provided, "quarantine", "decide", `${none?.id}`, "accept");
    expect([code, stderr]).toEqual([1, expect.stringContaining("has no price that could be accepted")]);
    const message = `AAA of ${THURSDAY}: the close ${large?.close} of yahoo was accepted by an operator`;
    expect(await provided.json(["quarantine", "decide", `${large?.id}`, "accept"])).toEqual({
      id: large?.id,
      decision: "accept",
      message,
    });
    expect(await linesOf(provided, "quarantine", "decide", `${none?.id}`, "reject")).toEqual([
      `AAA of ${LAST}: the close 0 of yahoo was rejected by an operator`,
    ]);
    const [again, why] = await refusal(provided, "quarantine", "decide", `${none?.id}`, "reject");
    expect([again, why]).toEqual([1, expect.stringContaining("is rejected already")]);
    expect(await linesOf(provided, "quarantine", "list")).toEqual(["nothing is in quarantine"]);
    expect(await provided.json(["quarantine", "list"])).toEqual([]);
    const all = (await provided.json(["quarantine", "list", "--all"])) as { status: string }[];
    expect(all.map(({ status }) => status)).toEqual(["rejected", "accepted"]);
    expect(await provided.json(["symbol", "AAA"])).toMatchObject({ sessions: 40, newest_session: THURSDAY });
  });

  test.each([
    [["7", "accept"], 1, "There is no bar 7 in quarantine"],
    [["x", "accept"], 2, "Give a bar's id"],
    [["1", "perhaps"], 2, "accept or reject"],
    [["1"], 2, "missing required argument"],
  ] as const)("decide %j is refused", async (args, code, words) => {
    await using provided = await Provided.held();
    expect(await refusal(provided, "quarantine", "decide", ...args)).toEqual([
      code,
      expect.stringContaining(words),
    ]);
  });
});

describe("action", () => {
  test("list and decide", async () => {
    await using provided = await doubtful();
    expect(await linesOf(provided, "action", "list")).toEqual([
      "symbol  ex-date     kind   terms      status       source",
      "BBB     2026-05-13  split  1281:1000  unconfirmed  yahoo",
    ]);
    const terms = { numerator: 1_281, denominator: 1_000, amount: null };
    const listed = { symbol: "BBB", ex_date: EX_DATE, kind: "split", ...terms, source: "yahoo" };
    expect(await provided.json(["action", "list"])).toEqual([
      { ...listed, status: "unconfirmed", decided_at: null },
    ]);
    expect(await provided.json(["action", "decide", "bbb", EX_DATE, "spin_off"])).toEqual({
      symbol: "BBB",
      ex_date: EX_DATE,
      kind: "split",
      decision: "spin_off",
      message: `BBB: the split of ${EX_DATE} counts as spin_off by an operator's word`,
    });
    expect(await linesOf(provided, "action", "list")).toEqual(["no action waits for a word"]);
    expect(await provided.json(["action", "list", "--all"])).toContainEqual({
      ...listed,
      status: "spin_off",
      decided_at: expect.any(String),
    });
    expect(await linesOf(provided, "action", "decide", "VTV", "2026-05-21", "reject", "--dividend")).toEqual([
      "VTV: the cash_dividend of 2026-05-21 counts as rejected by an operator's word",
    ]);
  });

  test.each([
    [["BBB", EX_DATE, "confirm"], 1, `BBB has no split going ex on ${EX_DATE}`],
    [["BBB", EX_DATE, "split", "--dividend"], 1, "confirmed or rejected; it is no split"],
    [["BBB", EX_DATE, "perhaps"], 2, "A decision is one of confirm, split, stock_dividend, spin_off, reject"],
    [["BBB", EX_DATE, "toString"], 2, "A decision is one of"],
    [["BBB", "13.05.2026", "confirm"], 2, "is not a day"],
    [["B B", EX_DATE, "confirm"], 2, "is not a symbol"],
    [["BBB", EX_DATE], 2, "missing required argument"],
  ] as const)("decide %j is refused", async (args, code, words) => {
    await using provided = await Provided.held();
    expect(await refusal(provided, "action", "decide", ...args)).toEqual([
      code,
      expect.stringContaining(words),
    ]);
  });
});
