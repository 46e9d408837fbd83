import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { FIELD_GROUPS, FREQUENCIES } from "../../db/schema/words.ts";
import { eveningOf, FIRST } from "../batch/collected-desk.ts";
import { FundamentalsServer } from "./fundamentals-server.ts";
import { problemOf } from "./problem-of.ts";

setDefaultTimeout(120_000);

const TOLD_AT = new Date(eveningOf(FIRST)).toISOString();
const GROUPS = FIELD_GROUPS.filter((group) => group !== "statements");
const COMPANY = ["identity", "valuation", "beta", "ratios", "targets", "estimates", "earnings_dates"];

type Body = Readonly<Record<string, unknown>>;
interface Group {
  readonly reason: string | null;
  readonly values: Body | readonly Body[] | null;
}
interface Period extends Body {
  readonly period_end: string;
  readonly statements: Readonly<Record<string, { readonly lines: Body } & Body>>;
  readonly computed: Readonly<
    Record<string, { readonly value: number | null; readonly reason: string | null }>
  >;
}
interface View extends Body {
  readonly profile: Readonly<Record<string, Group>>;
  readonly statements: { readonly periods: Readonly<Record<string, readonly Period[]>> } & Body;
}

let server: FundamentalsServer;
beforeAll(async () => {
  server = await FundamentalsServer.after();
});
afterAll(() => server[Symbol.asyncDispose]());

async function view(symbol: string, query = ""): Promise<View> {
  const response = await server.ask(`/symbols/${encodeURIComponent(symbol)}${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as View;
}

describe("a company's profile", () => {
  test("each group has its values, from whom and since when, and how fresh it is", async () => {
    const { profile } = await view("AAA");
    expect(Object.keys(profile)).toEqual([...GROUPS]);
    for (const name of COMPANY) {
      expect({ name, ...profile[name] } as Body).toEqual({
        name,
        reason: null,
        as_of: FIRST,
        source: "yahoo",
        values: expect.anything(),
        carried: [],
        told_at: expect.stringMatching(TOLD_AT.slice(0, 16)),
        tried_at: expect.stringMatching(TOLD_AT.slice(0, 16)),
        missing: null,
        detail: null,
        next_try_at: null,
      });
    }
    const nothing = { as_of: null, source: null, values: null, carried: [] };
    expect(profile.sector_weights).toMatchObject({ ...nothing, reason: "not_applicable" });
  });

  test("values are the company's own", async () => {
    const { profile } = await view("AAA");
    const company = server.companies.find("AAA");
    const { name, sector, industry, country, employees } = company ?? {};
    expect(profile.identity?.values).toMatchObject({ name, sector, industry, country, employees });
    const close = server.providers.servers.yahoo.market.find("AAA")?.bars.get(FIRST)?.close;
    expect(profile.valuation?.values).toMatchObject({
      currency: "USD",
      // Yahoo tells prices in single precision.
      price: Math.fround(close ?? 0),
    });
    expect(profile.beta?.values).toMatchObject({ beta: company?.beta, definition: "yahoo_5y_monthly" });
    const estimates = (profile.estimates?.values ?? []) as readonly Body[];
    const horizons = estimates.map(({ horizon }) => String(horizon));
    expect(horizons.sort()).toEqual(["current_quarter", "current_year", "next_quarter", "next_year"]);
  });
});

describe("its statements", () => {
  test("by frequency, the newest first, every line by its column, null where it was not told", async () => {
    const { statements } = await view("AAA");
    expect(statements).toMatchObject({ missing: null, detail: null, next_try_at: null });
    expect(Object.keys(statements.periods).sort()).toEqual([...FREQUENCIES].sort());
    const visible = server.companies.periodsVisibleAt("AAA", Date.parse(eveningOf(FIRST)));
    for (const frequency of FREQUENCIES) {
      const told = statements.periods[frequency] ?? [];
      const truth = visible.filter((each) => each.frequency === frequency).reverse();
      expect(told.map((each) => each.period_end)).toEqual(truth.slice(0, told.length).map(({ end }) => end));
      expect(told.length).toBeGreaterThan(0);
      for (const [at, { fiscal_year: year, statements: own }] of told.entries()) {
        const { figures, fiscalYear } = truth[at] ?? {};
        const { lines = {}, ...head } = own.income_statement ?? { lines: {} };
        expect([year, lines.total_revenue]).toEqual([fiscalYear, figures?.income_statement.totalRevenue]);
        expect(head).toEqual({
          currency: "USD",
          source: "yahoo",
          first_seen_on: FIRST,
          changed_on: FIRST,
          restated: [],
        });
        for (const value of Object.values(lines)) expect(value === null || Number.isFinite(value)).toBe(true);
        expect("balance_sheet" in own).toBe(frequency !== "trailing");
      }
    }
  });

  // It is told as "no_data" where there are statements.
  test("there is no reason where there are some", async () => {
    expect((await view("AAA")).statements.reason).toBeNull();
  });

  test("what follows from them has a value or a reason", async () => {
    const { statements } = await view("AAA", "?periods=1");
    for (const frequency of FREQUENCIES) {
      const [period] = statements.periods[frequency] ?? [];
      const computed = period?.computed ?? {};
      expect(Object.keys(computed).length).toBeGreaterThan(10);
      for (const { value, reason } of Object.values(computed)) expect(value === null).toBe(reason !== null);
      const { net_income: income, total_revenue: revenue } = period?.statements.income_statement?.lines ?? {};
      expect(computed.net_margin).toEqual({ value: Number(income) / Number(revenue), reason: null });
    }
    // Twelve months have no balance sheet.
    const [trailing] = statements.periods.trailing ?? [];
    expect(trailing?.computed.current_ratio).toEqual({ value: null, reason: "not_told" });
  });

  test.each([
    ["?periods=1", 1],
    ["?periods=2", 2],
    ["", 4],
    ["?periods=40", 5],
  ])("%p", async (query, quarters) => {
    const { statements } = await view("AAA", query);
    expect(statements.periods.quarterly).toHaveLength(quarters);
  });

  test.each(["0", "41", "-1", "1.5", "many", ""])("periods=%p is refused", async (periods) => {
    const { detail } = await problemOf(await server.ask(`/symbols/AAA?periods=${periods}`), "bad_request");
    expect(detail).toContain("periods");
  });
});

describe("what is no company says why it has none", () => {
  test("a fund has a price, a beta and sectors", async () => {
    const { profile, statements } = await view("SPY");
    const reasons = Object.fromEntries(Object.entries(profile).map(([name, { reason }]) => [name, reason]));
    expect(reasons).toEqual({
      identity: null,
      valuation: null,
      beta: null,
      sector_weights: null,
      ratios: "not_applicable",
      targets: "not_applicable",
      estimates: "not_applicable",
      earnings_dates: "not_applicable",
    });
    const weights = profile.sector_weights?.values as readonly { readonly weight: number }[];
    expect(weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 3);
    expect(statements).toMatchObject({
      reason: "not_applicable",
      periods: { annual: [], quarterly: [], trailing: [] },
    });
  });

  test("a pair has nothing at all", async () => {
    const { profile, statements } = await view("EURUSD=X");
    for (const { reason, values } of Object.values(profile))
      expect([reason, values]).toEqual(["not_applicable", null]);
    expect(statements.reason).toBe("not_applicable");
  });

  test("a coin has at most a price and a name", async () => {
    const { profile, statements } = await view("BTC-USD");
    for (const name of COMPANY.slice(2)) {
      expect([name, profile[name]?.reason, profile[name]?.values]).toEqual([name, "not_applicable", null]);
    }
    expect(profile.identity?.reason).toBeNull();
    expect(statements.reason).toBe("not_applicable");
  });
});

test("before anybody was asked, that is the reason", async () => {
  await using begun = await FundamentalsServer.begun();
  await begun.served.desk.base.importText("symbol,date,close\nAAA,2026-05-29,50\n");
  const { profile, statements } = (await (await begun.ask("/symbols/AAA")).json()) as View;
  const reasons = new Set(Object.values(profile).map(({ reason }) => reason));
  expect([...reasons, statements.reason]).toEqual(["not_asked", "not_asked"]);
});

test("the metrics of a symbol of which nothing is stored are not found; of one without any there are none", async () => {
  await problemOf(await server.ask("/symbols/NOPE/metrics"), "not_found");
  const response = await server.ask("/symbols/AAA/metrics?from=2001-01-01&to=2001-01-31");
  expect([response.status, await response.json()] as unknown[]).toEqual([
    200,
    { symbol: "AAA", from: "2001-01-01", to: "2001-01-31", metrics: [] },
  ]);
});
