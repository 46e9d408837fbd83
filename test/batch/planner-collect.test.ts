import { describe, expect, test } from "bun:test";
import { one, planOf, state, TO } from "./made-plan.ts";
import { day, lotOf, type MadeState } from "./made-state.ts";

describe("missing prices", () => {
  const lots = [
    lotOf("AAA", day(5)),
    lotOf("NEW", day(8)),
    lotOf("SOLD", day(5), day(12)),
    lotOf("LATE", day(TO + 1)),
  ];

  test.each<[string, Partial<MadeState>, number, readonly string[]]>([
    ["have never been, or are older than the last session", { last: day(TO - 1) }, TO, ["AAA", "NEW"]],
    ["are told each once, by name", { portfolios: [one(0, { lots }), one(0, { id: 2, lots })] }, TO, ["NEW"]],
    ["are none of what is not yet held, or held no more", { symbols: ["AAA", "NEW"] }, TO, []],
    ["are of what was held then", { symbols: ["AAA"] }, 11, ["NEW", "SOLD"]],
    ["are not those of the factors' proxies", { portfolios: [one(0)], symbols: ["AAA"] }, TO, []],
  ])("%s", (_, part, to, missing) => {
    const made = state(0, { portfolios: [one(0, { lots })], ...part });
    expect(planOf(made, { to: day(to) }).collect).toEqual({ missing, needs: null });
  });

  test("are none of options and private assets", () => {
    const none = (["OPTIONS", "PRIVATE"] as const).map((assetClass) =>
      lotOf("NEW", day(5), null, { assetClass }),
    );
    const plan = planOf(state(0, { portfolios: [one(0, { lots: none })] }));
    expect(plan.collect).toEqual({ missing: [], needs: null });
    expect(plan.symbols.map(({ symbol }) => symbol)).toEqual(["SPY"]);
  });
});
