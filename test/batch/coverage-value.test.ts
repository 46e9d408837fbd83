import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ANYWAY, ago, CoveredDesk } from "./covered-desk.ts";

let covered: CoveredDesk;

beforeEach(() => {
  covered = new CoveredDesk();
});

afterEach(() => covered[Symbol.asyncDispose]());

describe("other calendars", () => {
  beforeEach(async () => {
    await covered.good(ANYWAY);
  });

  test.each([
    // Nobody keeps London's holidays here: its last close is good for some days.
    ["2026-05-28", "good"],
    ["2026-05-24", "good"],
    ["2026-05-23", "stale"],
  ])("a foreign exchange's newest close of %s is %s", async (day, list) => {
    await covered.hold("VOD.L");
    await covered.good(["VOD.L"], day);
    expect(covered.listOf("VOD.L")).toBe(list);
  });

  test("a foreign symbol without any close is missing", async () => {
    await covered.hold("VOD.L");
    expect(covered.listOf("VOD.L")).toBe("missing");
  });

  test("a pair trades on New York's holidays; there nobody else is expected", async () => {
    await covered.desk.openLots("One", ["AAA,10,100,2026-05-18"], { equity: "100000", currency: "EUR" });
    const coverage = covered.measured("2026-05-25");
    expect(coverage).toMatchObject({ expected: 1, missing: ["USDEUR=X"] });
  });

  test("what was sold is not expected after its exit", async () => {
    await covered.desk.open(
      "One",
      "Symbol,Quantity,Entry Price Per Share,Entry Date,Exit Date,Exit Price Per Share\nAAA,10,100,2026-05-18,2026-05-20,101\n",
      { equity: "100000" },
    );
    expect(covered.measured()).toMatchObject({ expected: 10, good: 10, missing: [] });
    expect(covered.measured("2026-05-20").missing).toContain("AAA");
  });
});

describe("by value", () => {
  /** A portfolio whose values of the session before are stored: 96 % of them AAA's, 4 % BBB's, the latter short. */
  async function valued(): Promise<void> {
    await covered.bars([`AAA,${ago(1)},960,5`, `BBB,${ago(1)},40,5`]);
    await covered.desk.openLots("One", ["AAA,1,960,2026-05-28", "BBB,-1,40,2026-05-28"], { equity: "10000" });
    await covered.desk.run({ to: ago(1) });
    await covered.good(ANYWAY);
  }

  test.each([
    ["both", ["AAA", "BBB"], 1, false],
    // One in twelve is missing, which is more than one in twenty.
    ["the large one", ["AAA"], 0.96, true],
    ["the small one", ["BBB"], 0.04, true],
    ["none", [], 0, true],
  ] as const)("%s good", async (_, symbols, byValue, degraded) => {
    await valued();
    await covered.good(symbols);
    expect(covered.measured()).toMatchObject({ byValue, degraded, expected: 12 });
  });

  test("alone degrades", async () => {
    await valued();
    // Enough names beside it that one that is missing is no more than one in twenty.
    const small = Array.from({ length: 20 }, (_, at) => `S${at}`);
    await covered.desk.openLots(
      "Two",
      small.map((symbol) => `${symbol},1,1,2026-05-28`),
      { equity: "10000" },
    );
    await covered.good([...small, "BBB"]);
    expect(covered.measured()).toMatchObject({ byCount: 31 / 32, byValue: 0.04, degraded: true });
  });

  test("a fund's value that is still due counts nowhere", async () => {
    await valued();
    await covered.good(["BBB"]);
    covered.set("AAA", "type = 'MUTUALFUND'");
    expect(covered.measured()).toMatchObject({ byValue: 1, byCount: 1, pending: ["AAA"], degraded: false });
  });

  test("the value of a name that providers know no more counts nowhere; it is named", async () => {
    await valued();
    await covered.good(["BBB"]);
    covered.set("AAA", "status = 'inactive'");
    expect(covered.measured()).toMatchObject({ byValue: 1, byCount: 1, inactive: ["AAA"], degraded: false });
  });
});
