import { describe, expect, test } from "bun:test";
import { isEmpty } from "../../src/batch/plan.ts";
import { planRun } from "../../src/batch/planner.ts";
import { ENGINE_METHODS } from "../../src/compute/estimate-portfolios.ts";
import { SNAPSHOT_METHOD } from "../../src/portfolio/snapshot.ts";
import { enginesOf, one, planOf, state, TO, unitsOf } from "./made-plan.ts";
import { day, days, lotOf, type MadeState, rowsOf, stateOf } from "./made-state.ts";

describe("what is missing", () => {
  test("of a new portfolio is everything from its inception through the last session", () => {
    const plan = planOf(state(0));
    expect(unitsOf(plan)).toEqual({
      "account p1": ["missing 5-20"],
      AAA: ["missing 5-20"],
      SPY: ["missing 5-20"],
      prior: ["missing 5-20"],
      ...enginesOf("p1", "missing 5-20"),
    });
    expect(plan.accounts[0]).toMatchObject({ portfolioId: 1, publicId: "p1", name: "Portfolio 1", lots: 1 });
    expect(plan.values).toMatchObject([{ portfolioId: 1, session: day(20) }]);
    expect(plan.collect).toEqual({ missing: [], needs: null });
    expect(isEmpty(plan)).toBe(false);
  });

  test("of snapshots is filled from the inception on, of risk from the first session that is asked for", () => {
    const plan = planOf(state(0), { from: day(18) });
    expect(unitsOf(plan)).toEqual({
      "account p1": ["missing 5-20"],
      AAA: ["missing 18-20"],
      SPY: ["missing 18-20"],
      prior: ["missing 18-20"],
      ...enginesOf("p1", "missing 18-20"),
    });
  });

  test("of a night is its session alone", () => {
    expect(unitsOf(planOf(state(19)))).toEqual({
      "account p1": ["missing 20-20"],
      AAA: ["missing 20-20"],
      SPY: ["missing 20-20"],
      prior: ["missing 20-20"],
      ...enginesOf("p1", "missing 20-20"),
    });
  });

  test("are gaps, and no session after the last one or before the inception", () => {
    const gaps = [...days(5, 8), ...days(11, 12)];
    const portfolio = one(0, { done: gaps });
    const plan = planOf(state(0, { portfolios: [portfolio], done: gaps }), { to: day(14) });
    expect(unitsOf(plan)).toEqual({
      "account p1": ["missing 9-14 (4)"],
      AAA: ["missing 9-14 (4)"],
      SPY: ["missing 9-14 (4)"],
      prior: ["missing 9-14 (4)"],
      ...enginesOf("p1", "missing 9-14 (4)"),
    });
    expect(planOf(state(0), { to: day(4) })).toMatchObject({
      accounts: [],
      values: [],
      symbols: [],
      engines: [],
    });
  });

  test("is one engine of one portfolio, if a kill left it so", () => {
    const portfolio = one(20, { risk: { volatility: rowsOf(days(5, 18), ENGINE_METHODS.volatility) } });
    const plan = planOf(state(20, { portfolios: [portfolio] }));
    expect(unitsOf(plan)).toEqual({ "volatility p1": ["missing 19-20"] });
  });

  test("of a symbol are the sessions at which it is held, from its first bar on; of the factors' proxies all", () => {
    const lots = [
      lotOf("AAA", day(8), day(12)),
      lotOf("AAA", day(16)),
      lotOf("BBB", day(5)),
      lotOf("NEW", day(5)),
    ];
    const made = state(0, {
      portfolios: [one(0, { lots })],
      symbols: ["AAA", "BBB", "SPY", "VTV"],
      first: day(7),
    });
    const { AAA, BBB, SPY, VTV, NEW } = unitsOf(planOf(made));
    expect(AAA).toEqual(["missing 8-20 (9)"]);
    expect([BBB, SPY, VTV]).toEqual(Array(3).fill(["missing 7-20"]));
    expect(NEW).toBeUndefined();
  });

  test("of a symbol is once what two portfolios hold of it at different times", () => {
    const portfolios = [
      one(0, { lots: [lotOf("AAA", day(5), day(8))] }),
      one(0, { id: 2, inception: day(10), lots: [lotOf("AAA", day(12))] }),
    ];
    const plan = planOf(state(0, { portfolios }));
    expect(unitsOf(plan)).toEqual({
      "account p1": ["missing 5-20"],
      "account p2": ["missing 10-20"],
      AAA: ["missing 5-20 (12)"],
      SPY: ["missing 5-20"],
      prior: ["missing 5-20"],
      ...enginesOf("p1", "missing 5-20"),
      ...enginesOf("p2", "missing 10-20"),
    });
  });
});

describe("an empty plan", () => {
  test("is that of a night that has been", () => {
    for (const scope of [{}, { from: day(10) }, { to: day(10) }]) {
      const plan = planOf(state(20), scope);
      expect(plan).toMatchObject({ accounts: [], values: [], symbols: [], priors: [], engines: [] });
      expect(isEmpty(plan)).toBe(true);
    }
  });

  test("is that of a database without portfolios, where nothing is even collected", () => {
    const plan = planOf(stateOf({ portfolios: [], symbols: ["SPY"], done: [] }));
    expect(plan).toMatchObject({ collect: null, accounts: [], symbols: [], priors: [], engines: [] });
    expect(isEmpty(plan)).toBe(true);
  });
});

describe("force", () => {
  test("does all again that is in range, and fills gaps as ever", () => {
    const plan = planOf(state(19), { force: true, from: day(17) });
    const forced = ["forced 17-19", "missing 20-20"];
    expect(unitsOf(plan)).toEqual({
      "account p1": forced,
      AAA: forced,
      SPY: forced,
      prior: forced,
      ...enginesOf("p1", ...forced),
    });
    expect(plan.values).toMatchObject([{ session: day(20) }]);
  });

  test("without a range is of everything, and says why for each", () => {
    const snapshots = [...rowsOf(days(5, 6), "accounting/0"), ...rowsOf(days(7, 20), SNAPSHOT_METHOD)];
    const plan = planOf(state(20, { portfolios: [one(20, { snapshots })] }), { force: true });
    expect(unitsOf(plan)).toMatchObject({
      "account p1": ["outdated 5-6", "forced 7-20"],
      AAA: ["forced 5-20"],
      ...enginesOf("p1", "stale 5-6", "forced 7-20"),
    });
  });

  test("leaves what comes after its range as it is", () => {
    const plan = planOf(state(20), { force: true, from: day(8), to: day(9) });
    expect(unitsOf(plan)["account p1"]).toEqual(["forced 8-9"]);
    // Today's values are never taken from a past snapshot.
    expect(plan.values).toEqual([]);
  });
});

describe("a plan is whole, so that older changes can be forgotten,", () => {
  test.each<[string, Partial<MadeState>, Parameters<typeof planOf>[1], boolean]>([
    ["if it looks at all portfolios and sessions", {}, {}, true],
    ["also if nothing is done yet", { portfolios: [one(0)] }, {}, true],
    [
      "and if some are ahead of others, but none of the plan",
      { portfolios: [one(TO), one(10, { id: 2 })] },
      {},
      true,
    ],
    ["not with a first session", {}, { from: day(5) }, false],
    ["not of some portfolios", { hasAll: false }, {}, false],
    ["not if there are snapshots after its last session", {}, { to: day(TO - 1) }, false],
    ["not if any portfolio has some", { portfolios: [one(10), one(TO, { id: 2 })] }, { to: day(15) }, false],
  ])("%s", (_, part, scope, isWhole) => {
    expect(planOf(state(TO, part), scope).isWhole).toBe(isWhole);
  });
});

test("the same state gives the same plan, in whatever order its portfolios' sessions were derived", () => {
  const made = state(TO, { portfolios: [one(TO), one(12, { id: 2, done: days(5, 12) })] });
  const scope = { from: null, to: day(TO), portfolios: null, force: false };
  const back = {
    ...made,
    changes: made.changes.toReversed(),
    priors: made.priors.toReversed(),
    estimates: new Map([...made.estimates].map(([symbol, rows]) => [symbol, rows.toReversed()])),
  };
  expect(planRun(back, scope)).toEqual(planRun(made, scope));
});
