import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ProfileGroup } from "../../../src/market/fundamentals/field-group.ts";
import { ROADS } from "../providers/replay.ts";
import {
  fileOf,
  modulesIn,
  RECORDED_SYMBOLS,
  recorded,
  SINGLE_MODULES,
  type SingleModule,
  summaryWith,
} from "./recorded-answers.ts";
import { ALL_GROUPS, Replaying } from "./replaying.ts";
import { type Answering, asRecorded } from "./yahoo-replay.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

/** The groups that are told whole by one module, and the table of each. */
const WHOLE: Readonly<Partial<Record<SingleModule, readonly [ProfileGroup, string]>>> = {
  calendarEvents: ["earnings_dates", "earnings_date"],
  earningsTrend: ["estimates", "analyst_estimate"],
  financialData: ["targets", "analyst_target"],
};
const TABLES = [
  "profile",
  "vendor_beta",
  "company_ratio",
  "analyst_target",
  "analyst_estimate",
  "earnings_date",
  "sector_weight",
] as const;

/** Answers with one recorded module of a summary, whatever is asked for. */
const only =
  (module: SingleModule): Answering =>
  (asked) =>
    asked.kind === "summary" ? recorded(fileOf.summary(asked.symbols[0] ?? "", module)) : asRecorded(asked);

/** Answers with whole summaries in which one module is as it was recorded by itself, some minutes apart. */
const among =
  (module: SingleModule): Answering =>
  (asked) => {
    const answer = asRecorded(asked);
    if (answer === null || asked.kind !== "summary") return answer;
    const alone = recorded(fileOf.summary(asked.symbols[0] ?? "", module));
    return alone.status === 200 ? summaryWith(answer, modulesIn(alone)) : answer;
  };

const groups = ALL_GROUPS.filter((group) => group !== "valuation");

describe.each(ROADS)("recorded modules by the road of %s", (road) => {
  test.each(SINGLE_MODULES)(
    "%s alone tells what it tells among all the others, or that there is none",
    async (module) => {
      await using all = new Replaying(road, among(module));
      await using one = new Replaying(road, only(module));
      for (const symbol of RECORDED_SYMBOLS) {
        const { status } = recorded(fileOf.summary(symbol, module));
        const outcome = await one.profileOf(symbol, groups);
        if (status === 404) {
          const detail = expect.stringContaining("No fundamentals data found");
          for (const group of groups) expect(outcome[group]).toEqual({ kind: "no_data", detail });
          continue;
        }
        const [group] = WHOLE[module] ?? [];
        if (group !== undefined) expect(outcome[group]).toEqual((await all.profileOf(symbol, groups))[group]);
        for (const each of groups)
          expect([each, ["told", "no_data"]]).toEqual([each, expect.arrayContaining([outcome[each]?.kind])]);
      }
      expect([...all.printed, ...one.printed]).toEqual([]);
    },
  );

  test.each(SINGLE_MODULES)("%s alone is stored as among all the others", async (module) => {
    await using all = new Replaying(road, among(module));
    await using one = new Replaying(road, only(module));
    const known = RECORDED_SYMBOLS.filter((symbol) => one.fundamentals.supports(symbol as never));
    for (const each of [all, one]) await each.profiles(known, { groups });
    for (const symbol of known) {
      const isTold = recorded(fileOf.summary(symbol, module)).status === 200;
      const [, whole] = WHOLE[module] ?? [];
      for (const table of TABLES) {
        const rows = one.rows(table, symbol);
        if (!isTold) expect([symbol, table, rows]).toEqual([symbol, table, []]);
        else if (table === whole) expect(rows).toEqual(all.rows(table, symbol));
        // Whatever else it tells is no other than what it tells among the others.
        for (const row of rows)
          expect(all.rows(table, symbol).some((other) => isWithin(row, other))).toBe(true);
      }
      if (!isTold) expect(new Set(Object.values(one.missing(symbol)))).toEqual(new Set(["no_data"]));
    }
  });

  test("the profile's module tells who, without a name; statistics tell a fund's beta and a year's end", async () => {
    await using about = new Replaying(road, only("assetProfile"));
    await about.profiles(["AAPL"], { groups });
    expect(about.rows("profile", "AAPL")).toMatchObject([
      { name: null, sector: "Technology", ceo: "Mr. Timothy D. Cook", employees: 150_000, is_fund: null },
    ]);
    await using statistics = new Replaying(road, only("defaultKeyStatistics"));
    await statistics.profiles(["AAPL", "0P000071W8.TO"], { groups });
    expect(statistics.rows("profile", "AAPL")).toMatchObject([
      { name: null, sector: null, fiscal_year_end: "09-28" },
    ]);
    expect(statistics.rows("vendor_beta", "0P000071W8.TO")).toMatchObject([
      { beta: 0.96, definition: "yahoo_3y_monthly" },
    ]);
    expect(statistics.rows("vendor_beta", "AAPL")).toEqual([]);
  });

  test.each([
    ["targets", "analyst_target", { financialData: { targetMeanPrice: "dear" } }],
    ["estimates", "analyst_estimate", { earningsTrend: { trend: "none" } }],
    ["earnings_dates", "earnings_date", { calendarEvents: { earnings: { earningsDate: "soon" } } }],
    ["beta", "vendor_beta", { summaryDetail: { beta: "high" } }],
    ["sector_weights", "sector_weight", { topHoldings: { sectorWeightings: [{ energy: "most" }] } }],
    ["identity", "profile", { assetProfile: { companyOfficers: "Tim" } }],
  ] as [ProfileGroup, string, Record<string, unknown>][])(
    "%s that are malformed leave what was told of them before alone, and all others",
    async (group, table, spoilt) => {
      const symbol = group === "sector_weights" ? "0P000071W8.TO" : "AAPL";
      let changed: Record<string, unknown> | null = null;
      await using yahoo = new Replaying(road, (asked) => {
        const answer = asRecorded(asked);
        return changed === null || answer === null || asked.kind !== "summary"
          ? answer
          : summaryWith(answer, changed);
      });
      const asked = { groups, isKnown: true };
      await yahoo.profiles([symbol], asked);
      const before = TABLES.map((each) => yahoo.rows(each, symbol));
      const missing = yahoo.missing(symbol);
      yahoo.clock.moveTo("2025-02-24T22:00:00Z");
      changed = spoilt;
      const ends = await yahoo.profiles([symbol], asked);
      expect(ends.get(symbol)).toMatchObject({
        missing: "malformed",
        detail: expect.stringContaining(Object.keys(spoilt)[0] ?? ""),
      });
      expect(TABLES.map((each) => yahoo.rows(each, symbol))).toEqual(before);
      expect(yahoo.rows(table, symbol).length).toBeGreaterThan(0);
      const others = Object.entries(yahoo.missing(symbol)).filter(([, why]) => why === "malformed");
      // What shares the module with it is told no more than it is.
      const beside = group === "targets" ? ["ratios", "targets"] : [group];
      expect(others.map(([each]) => each).sort()).toEqual(beside.sort());
      const rest = Object.fromEntries(Object.entries(missing).filter(([each]) => !beside.includes(each)));
      expect(yahoo.missing(symbol)).toMatchObject(rest);
    },
  );

  test("a null, an empty text and a module that is gone overwrite nothing; a zero does", async () => {
    let changed: Record<string, unknown> = {};
    await using yahoo = new Replaying(road, (asked) => {
      const answer = asRecorded(asked);
      return answer !== null && asked.kind === "summary" ? summaryWith(answer, changed) : answer;
    });
    const asked = { groups, isKnown: true };
    await yahoo.profiles(["AAPL"], asked);
    const before = TABLES.map((each) => yahoo.rows(each, "AAPL"));
    yahoo.clock.moveTo("2025-02-24T22:00:00Z");
    changed = {
      assetProfile: { sector: "", industry: null, companyOfficers: null },
      quoteType: undefined,
      financialData: {
        grossMargins: null,
        revenueGrowth: {},
        targetMeanPrice: { raw: null },
        targetHighPrice: "NaN",
      },
      earningsTrend: { trend: [] },
      calendarEvents: { earnings: { earningsDate: [], earningsAverage: null } },
      summaryDetail: { beta: { raw: "Infinity" } },
    };
    await yahoo.profiles(["AAPL"], asked);
    expect(TABLES.map((each) => yahoo.rows(each, "AAPL"))).toEqual(before);
    changed = { financialData: { revenueGrowth: 0, targetLowPrice: { raw: 0 } }, summaryDetail: { beta: 0 } };
    await yahoo.profiles(["AAPL"], asked);
    expect(yahoo.rows("company_ratio", "AAPL").at(-1)).toMatchObject({
      revenue_growth: 0,
      gross_margin: null,
    });
    expect(yahoo.rows("analyst_target", "AAPL").at(-1)).toMatchObject({ target_low: 0, target_high: null });
    expect(yahoo.rows("vendor_beta", "AAPL").at(-1)).toMatchObject({ beta: 0 });
  });
});

/** Whether a row says nothing that another does not say as well; of names there is more than one. */
function isWithin(row: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(row).every(
    ([column, value]) => value === null || column === "name" || value === other[column],
  );
}
