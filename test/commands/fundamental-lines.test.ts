import { expect, test } from "bun:test";
import type { SymbolView } from "../../src/batch/symbol-view.ts";
import { fundamentalLines } from "../../src/commands/fundamental-lines.ts";

const NEXT = "2026-05-30T02:00:00.000Z";
const FRESH = {
  reason: null,
  missing: null,
  next_try_at: null,
  values: {},
  as_of: "2026-05-29",
  source: "yahoo",
};
const NONE = { ...FRESH, reason: "not_applicable", values: null };

function linesOf(groups: Readonly<Record<string, object>>): string[] {
  const names = ["identity", "valuation", "beta", "ratios", "targets", "earnings_dates", "sector_weights"];
  const profile = Object.fromEntries(names.map((name) => [name, groups[name] ?? NONE]));
  const statements = { reason: "not_applicable", periods: { annual: [], quarterly: [], ttm: [] } };
  return fundamentalLines({ profile, metrics: null, statements } as unknown as SymbolView);
}

test("what is there and fresh needs no word", () => {
  expect(linesOf({ beta: FRESH, ratios: FRESH })).toEqual([]);
});

test("what providers have none of needs none either", () => {
  expect(linesOf({ beta: { ...FRESH, values: null, reason: "no_data", missing: "no_data" } })).toEqual([]);
});

test("what is not told, and what is old, says why and when it is looked for again", () => {
  const failed = { ...FRESH, missing: "transport", next_try_at: NEXT };
  const untold = { ...failed, reason: "transport", values: null };
  expect(linesOf({ identity: FRESH, valuation: failed, beta: untold, ratios: untold })).toEqual([
    `  valuation not fresher: transport, next try after ${NEXT}`,
    `  beta, ratios not told: transport, next try after ${NEXT}`,
  ]);
});

test("a symbol of which nobody has told anything has no profile", () => {
  const untold = { ...FRESH, reason: "not_asked", values: null };
  expect(linesOf({ identity: untold, valuation: untold })).toEqual(["  no profile: not_asked"]);
});
