import { describe, expect, test } from "bun:test";
import { ENGINE_METHODS } from "../../src/compute/estimate-portfolios.ts";
import { PRIOR_METHOD } from "../../src/compute/estimate-priors.ts";
import { SYMBOL_METHOD } from "../../src/compute/estimate-symbols.ts";
import { SNAPSHOT_METHOD } from "../../src/portfolio/snapshot.ts";
import { enginesOf, one, planOf, state, TO, unitsOf } from "./made-plan.ts";
import { changeOf, day, days, lotOf, type MadeState, rowsOf } from "./made-state.ts";

/** Long enough for a window to pass. */
const LONG = 400;
const change = (symbol: string, from: number, through: number, until: number | null, id = 1) =>
  changeOf(id, symbol, day(from), day(through), until === null ? null : day(until));

/** What is planned when everything through the session 400 is done, and then prices change. */
const afterChange = (made: ReturnType<typeof change>, part: Partial<MadeState> = {}) =>
  unitsOf(planOf(state(LONG, { last: day(LONG), changes: [made], ...part }), { to: day(LONG) }));

/** A second portfolio, which holds nothing that the first one does. */
const other = (done: number) =>
  one(done, { id: 2, inception: day(50), lots: [lotOf("BBB", day(50))], done: days(50, done) });
const both = { portfolios: [one(LONG), other(LONG)], symbols: ["AAA", "BBB", "SPY", "VTV"] };

describe("a changed close", () => {
  test("of a held symbol is in its snapshots, its statistics, and the risk of who holds it", () => {
    expect(afterChange(change("AAA", 100, 100, 101), both)).toEqual({
      "account p1": ["stale 100-101"],
      AAA: ["stale 100-352"],
      "market_beta p1": ["stale 100-352"],
      "volatility p1": ["stale 100-352"],
      "sector_exposure p1": ["stale 100-101"],
    });
  });

  test("that stands in for missing ones is in the snapshots until the next", () => {
    const units = afterChange(change("AAA", 100, 100, 110));
    expect(units["account p1"]).toEqual(["stale 100-110"]);
    expect(units["sector_exposure p1"]).toEqual(["stale 100-110"]);
    expect(units.AAA).toEqual(["stale 100-352"]);
  });

  test("of the inception session is in all cash, so in everything of the portfolio, but not beyond a year in its symbol", () => {
    expect(afterChange(change("AAA", 5, 5, 6), both)).toEqual({
      "account p1": ["stale 5-400"],
      AAA: ["stale 5-257"],
      ...enginesOf("p1", "stale 5-400"),
    });
  });

  test("of an entry day is at every session that shows the lot", () => {
    const lots = [lotOf("AAA", day(200))];
    const units = afterChange(change("AAA", 200, 200, 201), { portfolios: [one(LONG, { lots })] });
    const [account] = units["account p1"] ?? [];
    expect(account).toEndWith("-400");
    expect(Number(account?.match(/\d+/)?.[0])).toBeLessThanOrEqual(200);
  });

  test("of the market is in all statistics and risk, and in no snapshot of who does not hold it", () => {
    expect(afterChange(change("SPY", 100, 100, 101), both)).toEqual({
      AAA: ["stale 100-352"],
      BBB: ["stale 100-352"],
      SPY: ["stale 100-352"],
      VTV: ["stale 100-352"],
      prior: ["stale 100-352"],
      "market_beta p1": ["stale 100-352"],
      "volatility p1": ["stale 100-352"],
      "market_beta p2": ["stale 100-352"],
      "volatility p2": ["stale 100-352"],
    });
  });

  test("of a member of the priors is in them, and in the betas of all portfolios", () => {
    const made = { ...both, members: "CCC DDD" };
    for (const symbol of ["CCC", "DDD"]) {
      expect(afterChange(change(symbol, 100, 100, 101), made)).toEqual({
        prior: ["stale 100-352"],
        "market_beta p1": ["stale 100-352"],
        "market_beta p2": ["stale 100-352"],
      });
    }
  });

  test("of a member of some sessions' priors is in those alone", () => {
    const priors = rowsOf(days(5, LONG), PRIOR_METHOD).map((row, at) => ({
      ...row,
      members: at + 5 < 150 ? "CCC" : "CCCC",
    }));
    expect(afterChange(change("CCC", 100, 100, 101), { priors })).toEqual({
      prior: ["stale 100-149"],
      "market_beta p1": ["stale 100-149"],
    });
  });

  test("of a symbol that is neither held nor a member is nowhere", () => {
    expect(afterChange(change("EEE", 100, 100, 101), { ...both, members: "CCC DDD" })).toEqual({});
    expect(afterChange(change("VTV", 100, 100, 101), both)).toEqual({ VTV: ["stale 100-352"] });
  });

  test("of a symbol is in the risk of the sessions at which it is held", () => {
    const lots = [lotOf("AAA", day(5)), lotOf("BBB", day(120), day(130))];
    const units = afterChange(change("BBB", 100, 100, 101), { ...both, portfolios: [one(LONG, { lots })] });
    expect(units).toEqual({
      BBB: ["stale 120-129"],
      "market_beta p1": ["stale 120-129"],
      "volatility p1": ["stale 120-129"],
    });
  });
});

describe("what has been done since a change", () => {
  test("has seen it, session by session", () => {
    const half = [days(5, 10), days(11, TO)] as const;
    const rows = (method: string) => [...rowsOf(half[0], method, 2), ...rowsOf(half[1], method, 1)];
    const risk = Object.fromEntries(
      Object.entries(ENGINE_METHODS).map(([engine, method]) => [engine, rows(method)]),
    );
    const made = state(TO, {
      portfolios: [one(TO, { snapshots: rows(SNAPSHOT_METHOD), risk })],
      estimates: { AAA: rows(SYMBOL_METHOD), SPY: rows(SYMBOL_METHOD) },
      priors: rows(PRIOR_METHOD).map((row) => ({ ...row, members: "AAA" })),
      changes: [change("AAA", 8, 8, null, 2)],
    });
    const plan = planOf(made);
    expect(unitsOf(plan)).toEqual({
      "account p1": ["stale 11-20"],
      AAA: ["stale 11-20"],
      prior: ["stale 11-20"],
      ...enginesOf("p1", "stale 11-20"),
    });
    expect(plan.seen).toBe(2);
  });

  test("is not planned again for changes that all of it has seen", () => {
    const made = state(TO, {
      portfolios: [one(TO, { seen: 7 })],
      seen: 7,
      members: "AAA",
      changes: [change("AAA", 8, 8, null, 6), change("SPY", 8, 8, null, 7)],
    });
    expect(unitsOf(planOf(made))).toEqual({});
  });

  test("tells the newest change there ever was, though all are forgotten", () => {
    expect(planOf(state(TO, { seen: 9 })).seen).toBe(9);
  });
});

describe("what an older engine made", () => {
  const old = rowsOf(days(5, TO), "engine/0");

  test.each<[string, Partial<MadeState>, Record<string, string[]>]>([
    ["snapshots", { portfolios: [one(TO, { snapshots: old })] }, { "account p1": ["outdated 5-20"] }],
    ["a symbol's statistics", { estimates: { AAA: old } }, { AAA: ["outdated 5-20"] }],
    ["priors", { priors: old.map((row) => ({ ...row, members: "" })) }, { prior: ["outdated 5-20"] }],
    [
      "an engine's numbers",
      { portfolios: [one(TO, { risk: { volatility: old } })] },
      { "volatility p1": ["outdated 5-20"] },
    ],
  ])("is planned: %s", (_, part, units) => {
    expect(unitsOf(planOf(state(TO, part)))).toMatchObject(units);
  });
});

test("a first session bounds stale risk, and leaves no stale snapshot behind", () => {
  const made = state(TO, { changes: [change("AAA", 8, 8, null)], members: "AAA" });
  expect(unitsOf(planOf(made, { from: day(15) }))).toEqual({
    "account p1": ["stale 8-20"],
    AAA: ["stale 15-20"],
    prior: ["stale 15-20"],
    ...enginesOf("p1", "stale 15-20"),
  });
});

describe("numbers are made again where what they are looked up from is made", () => {
  // A task that failed leaves them so: the portfolios' numbers are stored without it, and nothing reopens them.
  test("by a symbol's statistics that are missing", () => {
    const estimates = { AAA: rowsOf(days(5, TO - 1), SYMBOL_METHOD) };
    const units = unitsOf(planOf(state(TO, { estimates })));
    expect(units).toMatchObject({
      AAA: ["missing 20-20"],
      "market_beta p1": [expect.any(String)],
      "volatility p1": [expect.any(String)],
    });
  });

  test("by priors that are missing", () => {
    const priors = rowsOf(days(5, TO - 1), PRIOR_METHOD).map((row) => ({ ...row, members: "AAA" }));
    const units = unitsOf(planOf(state(TO, { priors })));
    expect(units).toMatchObject({ prior: ["missing 20-20"], "market_beta p1": [expect.any(String)] });
  });

  test.each<[string, Partial<MadeState>]>([
    ["snapshots", { portfolios: [one(TO, { snapshots: rowsOf(days(5, TO), "accounting/0") })] }],
    ["statistics", { estimates: { AAA: rowsOf(days(5, TO), "symbol_statistics/0") } }],
    ["priors", { priors: rowsOf(days(5, TO), "beta_prior/0").map((row) => ({ ...row, members: "AAA" })) }],
  ])("by %s of an older engine", (_, part) => {
    expect(unitsOf(planOf(state(TO, part)))["market_beta p1"]).toBeDefined();
  });
});
