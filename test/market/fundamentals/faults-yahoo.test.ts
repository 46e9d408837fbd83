import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { FIELD_GROUPS, type FieldGroup } from "../../../db/schema/words.ts";
import type { RequestKind } from "../../support/market/answer.ts";
import { sessionAfter } from "../collect/collecting.ts";
import { type FaultsCase, faultsAt, SLOW, SUMMARY_GROUPS, YAHOO_PLACES } from "./faults-cases.ts";
import { BAD, FaultsDesk, GOOD, HELD } from "./faults-desk.ts";
import { before, expectFailed, expectNight, expectToldAgain, expectWarning, toldOf } from "./faults-night.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

/** Every share and every fund; the two rates are neither. */
const PROFILES = 10;
const env = { NIGHTDESK_PROVIDER_TIMEOUT: "1" };

/** A good night, one with a fault at one place, and a good one again. */
async function nights(place: RequestKind, groups: readonly FieldGroup[], { fault, missing }: FaultsCase) {
  const isSlow = SLOW.some((each) => each.fault.kind === fault.kind);
  await using desk = await FaultsDesk.after(isSlow ? { env } : {});
  const was = before(desk, groups);
  desk.fail("yahoo", [place], fault);
  const report = await desk.night(BAD);
  expectNight(desk, report);
  expectFailed(desk, was, missing);
  const isStatements = groups.includes("statements");
  expectWarning(desk, report, isStatements ? "statements" : "profiles", isStatements ? 2 : PROFILES);
  expect(desk.warned(report)).toHaveLength(1);

  desk.mend();
  const next = await desk.night();
  expectNight(desk, next);
  expectToldAgain(desk, next, was);
  expect(desk.warned(next)).toEqual([]);
  expect(desk.told(groups)).not.toBe(was.told);
}

describe.each(YAHOO_PLACES)("a fault of every %s costs %p and nothing else:", (place, groups) => {
  // What waits for an hour is a connection, so a quote's takes summaries with it: see below.
  const at = YAHOO_PLACES.findIndex(([each]) => each === place);
  const cases = faultsAt(at).filter(({ name }) => place !== "quote" || name !== "429 for an hour");
  test.each(cases)("$name", (each) => nights(place, groups, each));
});

describe("so does an answer that takes too long:", () => {
  test.each(SLOW)("$name", (each) => nights("timeseries", ["statements"], each));
  test("a quote without an answer", () => nights("quote", ["valuation"], SLOW[0] as FaultsCase));
});

describe("what is wrong in one part of an answer takes no other part with it:", () => {
  test.each([
    ["assetProfile", "fullTimeEmployees", ["identity"]],
    ["financialData", "totalRevenue", ["ratios", "targets"]],
    ["earningsTrend", "avg", ["estimates"]],
    ["summaryDetail", "beta", ["beta"]],
  ] as const)("%s has another thing for %s", async (module, field, groups) => {
    await using desk = await FaultsDesk.after();
    const ofCompanies = () =>
      desk
        .told(groups)
        .split("\n")
        .filter((line) => /"(AAA|BBB)"/.test(line));
    const was = ofCompanies();
    desk.fail("yahoo", ["quote_summary"], { kind: "module_malformed", module, field, value: "n/a" });
    const report = await desk.night(BAD);
    expectNight(desk, report);
    expectWarning(desk, report, "profiles", HELD.length);
    expect(ofCompanies()).toEqual(was);
    const failed = FIELD_GROUPS.map((group) => [
      group,
      desk.searched(group).filter((row) => row.failures > 0),
    ]);
    const expected = FIELD_GROUPS.map((group) => {
      const isMeant = (groups as readonly FieldGroup[]).includes(group);
      const rows = HELD.map((symbol) =>
        expect.objectContaining({ symbol, missing: "malformed", night: GOOD }),
      );
      return [group, isMeant ? rows : []];
    });
    expect(failed).toEqual(expected);
    expect(desk.searched(groups[0])[0]?.detail).toMatch(new RegExp(`^${module}\\..*${field}: `));
    desk.mend();
    // Who a company is comes along with what is asked every week.
    await desk.night(module === "assetProfile" ? sessionAfter(BAD, 5) : undefined);
    expect(groups.map((group) => desk.searched(group).filter((row) => row.failures > 0))).toEqual(
      groups.map(() => []),
    );
    expect(ofCompanies().length).toBeGreaterThanOrEqual(was.length);
  });

  test("a quote is one symbol's, whatever stands beside it", async () => {
    await using desk = await FaultsDesk.after();
    const fault = { kind: "module_malformed", module: "AAA", field: "marketCap", value: "n/a" } as const;
    desk.fail("yahoo", ["quote"], fault);
    const report = await desk.night(BAD);
    expectNight(desk, report);
    expectWarning(desk, report, "profiles", 1);
    const failed = desk.searched("valuation").filter(({ missing }) => missing !== null);
    expect(failed).toMatchObject([{ symbol: "AAA", missing: "malformed", failures: 1, night: GOOD }]);
    // The summary tells when earnings are, whatever the quote says.
    const earnings = toldOf(desk, "earnings_dates").map(({ symbol, night }) => [symbol, night]);
    expect(earnings).toEqual(HELD.map((symbol) => [symbol, BAD]));
    desk.mend();
    const next = await desk.night();
    expect([toldOf(desk, "valuation").length, desk.warned(next)]).toEqual([PROFILES, []]);
  });
});

test("a quote that is refused for an hour keeps back all that needs a crumb, and nothing that needs none", async () => {
  await using desk = await FaultsDesk.after();
  const was = before(desk, ["valuation", ...SUMMARY_GROUPS, "earnings_dates"]);
  desk.fail("yahoo", ["quote"], { kind: "too_many_requests", retryAfter: 3_600 });
  const report = await desk.night(BAD);
  expectNight(desk, report);
  expectFailed(desk, was, ["rate_limited", "not_asked"]);
  expectWarning(desk, report, "profiles", PROFILES);
  const { yahoo } = desk.providers.servers;
  expect([yahoo.countOf("quote"), yahoo.countOf("quote_summary"), yahoo.countOf("chart")]).toEqual([
    1, 0, 12,
  ]);
  desk.mend();
  const next = await desk.night();
  expectToldAgain(desk, next, was);
});

describe("what Yahoo says that it has not, loses nothing:", () => {
  test.each([
    ["not_found", { kind: "not_found" }, "no quote of AAA"],
    ["a quote of another symbol", { kind: "wrong_symbol", instead: "SPY" }, "no quote of AAA"],
  ] as const)("%s", async (_, fault, detail) => {
    await using desk = await FaultsDesk.after();
    desk.fail("yahoo", ["quote"], fault);
    const report = await desk.night(BAD);
    expectNight(desk, report);
    const [first] = desk.searched("valuation");
    // It was known: that it is not any more is told, and looked at again.
    expect(first).toMatchObject({ symbol: "AAA", night: GOOD, missing: "not_found", detail, failures: 1 });
    expect(desk.warned(report)).toHaveLength(1);
    const worth = desk.told(["valuation"]).split("\n");
    expect(worth.filter((line) => line.includes('"AAA"'))).toHaveLength(1);
    desk.mend();
    await desk.night();
    expect(toldOf(desk, "valuation")).toHaveLength(PROFILES);
  });

  test("lines without the newest values are no statements of a new period, and lose none", async () => {
    await using desk = await FaultsDesk.after();
    const was = desk.told(["statements"]);
    desk.fail("yahoo", ["timeseries"], { kind: "null_rows" });
    const report = await desk.night(BAD);
    expectNight(desk, report);
    expect([desk.told(["statements"]), desk.warned(report)]).toEqual([was, []]);
    desk.mend();
    // The period has not come, so it is looked for some days later once more.
    await desk.night(sessionAfter(BAD, 5));
    expect(desk.told(["statements"]).split("\n").length).toBeGreaterThan(was.split("\n").length);
  });
});

describe("an answer about another symbol is none:", () => {
  test("a summary", async () => {
    await using desk = await FaultsDesk.after();
    desk.fail("yahoo", ["quote_summary"], { kind: "wrong_symbol", instead: "SPY" });
    await desk.night(BAD);
    expect(
      desk
        .told(["identity"])
        .split("\n")
        .filter((line) => line.includes('"AAA"')),
    ).toHaveLength(1);
  });

  test("a quote in another currency than the prices", async () => {
    await using desk = await FaultsDesk.after();
    const spoilt = { kind: "module_malformed", module: "AAA", field: "currency", value: "JPY" } as const;
    desk.fail("yahoo", ["quote"], spoilt);
    const report = await desk.night(BAD);
    const told = desk.searched("valuation").filter(({ missing }) => missing !== null);
    const detail = "the quote is in JPY, and the prices are in USD";
    expect(told).toMatchObject([{ symbol: "AAA", missing: "malformed", detail }]);
    expect(desk.told(["valuation"])).not.toContain("JPY");
    expect(desk.warned(report)).toHaveLength(1);
    desk.mend();
    await desk.night();
    expect(desk.searched("valuation").filter(({ missing }) => missing !== null)).toEqual([]);
  });

  test("a time series", async () => {
    await using desk = await FaultsDesk.after();
    const was = desk.told(["statements"]);
    desk.fail(
      "yahoo",
      ["timeseries"],
      { kind: "wrong_symbol", instead: "BBB" },
      ({ symbol }) => symbol === "AAA",
    );
    await desk.night(BAD);
    const ofCompany = (text: string) => text.split("\n").filter((line) => line.includes('"AAA"'));
    expect(ofCompany(desk.told(["statements"]))).toEqual(ofCompany(was));
  });
});

test("without summaries and without the search, nobody tells who a company is, and what was told stands", async () => {
  await using desk = await FaultsDesk.after();
  const profiles = () => desk.told(["identity", "beta", "ratios", "targets", "estimates"]).split("\n");
  const ofCompany = () => profiles().filter((line) => line.includes('"AAA"'));
  const was = ofCompany();
  const kinds = ["quote_summary", "search"] as const;
  desk.fail("yahoo", kinds, { kind: "server_error", status: 500 }, ({ symbol }) => symbol === "AAA");
  const report = await desk.night(BAD);
  expectNight(desk, report);
  expectWarning(desk, report, "profiles", 1);
  expect(ofCompany()).toEqual(was);
  const identity = () => desk.searched("identity").find(({ symbol }) => symbol === "AAA");
  expect(identity()).toMatchObject({ missing: "transport", detail: "status 500", failures: 1 });
  desk.mend();
  await desk.night();
  expect(identity()).toMatchObject({ missing: null, failures: 0, night: desk.session });
});
