import { expect, test } from "bun:test";
import { absent, measured, mergeFlags, type Statistic, withFlags } from "../../src/risk/statistic.ts";

test("a value is null exactly when a reason is given", () => {
  expect(measured(0, { n: 3, flags: [] })).toEqual({ value: 0, reason: null, n: 3, flags: [] });
  expect(absent("stale", { n: 3, coverage: 0.5, flags: [] })).toEqual({
    value: null,
    reason: "stale",
    n: 3,
    coverage: 0.5,
    flags: [],
  });
});

test("flags stand once, in one order", () => {
  expect(mergeFlags(["limited_history", "filled"], [], ["extreme", "filled"])).toEqual([
    "extreme",
    "filled",
    "limited_history",
  ]);
  const flagged: Statistic = measured(1, { n: 3, se: 2, flags: ["filled"] });
  expect(withFlags(flagged, ["extreme", "filled"])).toEqual({
    value: 1,
    reason: null,
    n: 3,
    se: 2,
    flags: ["extreme", "filled"],
  });
});
