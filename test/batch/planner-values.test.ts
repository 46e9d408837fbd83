import { describe, expect, test } from "bun:test";
import { one, planOf, state, TO, unitsOf } from "./made-plan.ts";
import { changeOf, day } from "./made-state.ts";

describe("position values", () => {
  const differing = one(TO, { valuesCurrent: false });

  test("are taken from the newest snapshot, if a kill came between it and them", () => {
    const plan = planOf(state(TO, { portfolios: [differing] }));
    expect(plan.values).toEqual([{ portfolioId: 1, publicId: "p1", name: "Portfolio 1", session: day(TO) }]);
    expect(unitsOf(plan)).toEqual({});
  });

  test("are taken anew from a newest snapshot that is stale, and not for an older one", () => {
    const changedAt = (from: number, until: number | null) =>
      planOf(
        state(TO, {
          changes: [changeOf(1, "AAA", day(from), day(from), until === null ? null : day(until))],
        }),
      );
    expect(changedAt(TO, null).values).toMatchObject([{ session: day(TO) }]);
    expect(changedAt(10, 11).values).toEqual([]);
    expect(unitsOf(changedAt(10, 11))["account p1"]).toEqual(["stale 10-11"]);
  });

  test("are of the newest snapshot there is, though a run looks at earlier ones", () => {
    const early = { to: day(10) };
    expect(planOf(state(TO, { portfolios: [differing] }), early).values).toMatchObject([
      { session: day(TO) },
    ]);
    expect(planOf(state(TO), { ...early, force: true }).values).toEqual([]);
  });

  test("are none without a snapshot, not even one that is planned", () => {
    expect(planOf(state(0), { to: day(4) }).values).toEqual([]);
  });

  test("are of each portfolio by itself", () => {
    const portfolios = [one(TO), one(TO - 1, { id: 2 }), one(TO, { id: 3, valuesCurrent: false })];
    const plan = planOf(state(TO, { portfolios }));
    expect(plan.values.map(({ portfolioId, session }) => [portfolioId, session])).toEqual([
      [2, day(TO)],
      [3, day(TO)],
    ]);
  });
});
