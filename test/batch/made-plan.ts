import { expect } from "bun:test";
import { RISK_ENGINES } from "../../db/schema/words.ts";
import type { Plan, UnitGroup } from "../../src/batch/plan.ts";
import type { PlanState } from "../../src/batch/plan-state.ts";
import { planRun } from "../../src/batch/planner.ts";
import type { RunScope } from "../../src/batch/scope.ts";
import { day, days, lotOf, type MadePortfolio, type MadeState, SESSIONS, stateOf } from "./made-state.ts";

/** The last session of a scope, unless it says another. */
export const TO = 20;
const scopeOf = (part: Partial<RunScope> = {}): RunScope => ({
  from: null,
  to: day(TO),
  portfolios: null,
  force: false,
  ...part,
});

/** The plan of a state that nobody may change, made twice, since it must be a function of nothing else. */
export function planOf(state: PlanState, scope: Partial<RunScope> = {}): Plan {
  const before = structuredClone(state);
  const plan = planRun(state, scopeOf(scope));
  expect(planRun(state, scopeOf(scope))).toEqual(plan);
  expect(state).toEqual(before);
  return plan;
}

/** Groups as `why first-last`, with how many they are if there are gaps between. */
function told(groups: readonly UnitGroup[]): string[] {
  return groups.map(({ why, sessions }) => {
    const [first, last] = [sessions[0], sessions.at(-1)].map((each) => SESSIONS.indexOf(each ?? day(0)));
    const gaps = sessions.length === (last as number) - (first as number) + 1 ? "" : ` (${sessions.length})`;
    return `${why} ${first}-${last}${gaps}`;
  });
}

/** Everything planned, by key. */
export function unitsOf(plan: Plan): Record<string, string[]> {
  const named = [
    ...plan.accounts.map((each) => [`account ${each.publicId}`, each] as const),
    ...plan.symbols.map((each) => [each.symbol, each] as const),
    ...plan.priors.map((each) => ["prior", each] as const),
    ...plan.engines.map((each) => [`${each.engine} ${each.publicId}`, each] as const),
  ];
  const units: Record<string, string[]> = {};
  for (const [key, group] of named) units[key] = [...(units[key] ?? []), ...told([group])];
  return units;
}

/** The same units of all engines of a portfolio. */
export const enginesOf = (id: string, ...units: string[]) =>
  Object.fromEntries(RISK_ENGINES.map((engine) => [`${engine} ${id}`, units]));

/** A portfolio that holds AAA from its inception, the session with number 5, on, with all done through a session. */
export const one = (done: number, part: Partial<MadePortfolio> = {}): MadePortfolio => ({
  id: 1,
  inception: day(5),
  lots: [lotOf("AAA", day(5))],
  done: done < 5 ? [] : days(5, done),
  ...part,
});
/** A database with that portfolio and all of it done through a session; what is given stands in the place of that. */
export const state = (done: number, part: Partial<MadeState> = {}): PlanState =>
  stateOf({
    portfolios: [one(done)],
    symbols: ["AAA", "SPY"],
    last: day(TO),
    done: done < 5 ? [] : days(5, done),
    ...part,
  });
