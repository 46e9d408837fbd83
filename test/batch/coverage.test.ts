import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { ANYWAY, ago, CoveredDesk, SESSION } from "./covered-desk.ts";

let covered: CoveredDesk;

beforeEach(() => {
  covered = new CoveredDesk();
});

afterEach(() => covered[Symbol.asyncDispose]());

test("without anything that is wanted there is no coverage, and nothing is degraded", () => {
  const none = { missing: [], stale: [], quarantined: [], pending: [], inactive: [] };
  expect(covered.measured()).toEqual({
    session: SESSION,
    expected: 0,
    good: 0,
    byCount: null,
    byValue: null,
    degraded: false,
    ...none,
  });
});

describe("by count", () => {
  test("all good", async () => {
    await covered.hold("AAA");
    await covered.good([...ANYWAY, "AAA"]);
    const all = { expected: 11, good: 11, byCount: 1, byValue: null, degraded: false };
    expect(covered.measured()).toMatchObject(all);
  });

  test.each([
    [19, false],
    [18, true],
  ])("%d of 20 good: degraded is %p", async (count, degraded) => {
    const held = Array.from({ length: 10 }, (_, at) => `H${at}`);
    await covered.hold(...held);
    const wanted = [...ANYWAY, ...held];
    await covered.good(wanted.slice(0, count));
    const missing = wanted.slice(count);
    expect(covered.measured()).toMatchObject({
      expected: 20,
      good: count,
      byCount: count / 20,
      degraded,
      missing,
    });
  });
});

describe("what has no good close", () => {
  beforeEach(async () => {
    await covered.hold("AAA");
    await covered.good(ANYWAY);
  });

  test("is missing if nothing was ever stored of it", () => {
    expect(covered.measured()).toMatchObject({ expected: 11, good: 10, missing: ["AAA"] });
  });

  test.each([
    [1, "missing"],
    [5, "missing"],
    [6, "stale"],
  ])("with a newest bar of %d sessions ago is %s", async (age, list) => {
    await covered.good(["AAA"], ago(age));
    expect(covered.measured()).toMatchObject({ expected: 11, good: 10 });
    expect(covered.listOf("AAA")).toBe(list);
  });

  test("is quarantined if a bar of the session waits there, and of no other session", async () => {
    await covered.good(["AAA"], ago(1));
    covered.quarantine("AAA", ago(2), "open");
    expect(covered.listOf("AAA")).toBe("missing");
    covered.quarantine("AAA", SESSION, "open");
    expect(covered.listOf("AAA")).toBe("quarantined");
    expect(covered.measured()).toMatchObject({ expected: 11, good: 10 });
  });

  test("is missing once its bar has been rejected", async () => {
    await covered.good(["AAA"], ago(1));
    covered.quarantine("AAA", SESSION, "rejected");
    expect(covered.listOf("AAA")).toBe("missing");
  });

  test("is good with a good close, whatever waits in quarantine", async () => {
    await covered.good(["AAA"]);
    covered.quarantine("AAA", SESSION, "open");
    expect(covered.listOf("AAA")).toBe("good");
  });

  test.each([
    [1, "pending", 10],
    [2, "missing", 11],
  ])("and is a fund with a value of %d sessions ago is %s", async (age, list, expected) => {
    await covered.good(["AAA"], ago(age));
    covered.set("AAA", "type = 'MUTUALFUND'");
    expect(covered.listOf("AAA")).toBe(list);
    expect(covered.measured()).toMatchObject({ expected, good: 10, byCount: 10 / expected });
  });

  test("is not expected if the name is inactive, and good if a close came after all", async () => {
    await covered.good(["AAA"], ago(9));
    covered.set("AAA", "status = 'inactive'");
    expect(covered.listOf("AAA")).toBe("inactive");
    expect(covered.measured()).toMatchObject({ expected: 10, good: 10, byCount: 1, degraded: false });
    await covered.good(["AAA"]);
    expect(covered.listOf("AAA")).toBe("good");
  });

  test("is not expected before its first trade", async () => {
    await covered.good(["AAA"], ago(30));
    covered.desk.base.writer.db.exec("DELETE FROM price_bar WHERE session < '2026-05-01'");
    covered.set("AAA", "first_trade = '2026-06-01'");
    expect(covered.measured()).toMatchObject({ expected: 10, good: 10, missing: [] });
    covered.set("AAA", `first_trade = '${SESSION}'`);
    expect(covered.listOf("AAA")).toBe("missing");
  });

  test("is measured at the session asked for, not at what came later", async () => {
    await covered.good(["AAA"]);
    expect(covered.listOf("AAA", "2026-05-28")).toBe("missing");
    expect(covered.measured("2026-05-28")).toMatchObject({
      session: isoDate("2026-05-28"),
      good: 0,
      expected: 11,
    });
  });
});

describe("a frozen close", () => {
  const rows = (count: number, volume: string, close = "100") =>
    Array.from({ length: count }, (_, at) => `AAA,${ago(at)},${close},${volume}`);

  beforeEach(async () => {
    await covered.hold("AAA");
    await covered.good(ANYWAY);
  });

  test.each([
    ["five equal closes on no volume", rows(5, "0"), "stale"],
    ["four equal closes on no volume", rows(4, "0"), "good"],
    ["five equal closes with volume", rows(5, "7"), "good"],
    // Funds and rates have no volume at all.
    ["five equal closes of unknown volume", rows(5, ""), "good"],
    ["another close before the four", [...rows(4, "0"), `AAA,${ago(4)},101,0`], "good"],
    ["an older other close", [...rows(5, "0"), `AAA,${ago(5)},101,0`], "stale"],
  ])("%s", async (_, frozen, list) => {
    await covered.bars(frozen);
    expect(covered.listOf("AAA")).toBe(list);
    expect(covered.measured().expected).toBe(11);
  });
});
