import { databasePath } from "../../db/open.ts";
import { planDuty } from "../batch/duties.ts";
import { readScope } from "../batch/given-scope.ts";
import { type PlanView, planView } from "../batch/plan-view.ts";
import { collectQuestion, sourceBook } from "../batch/price-sources.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { MemoryQuota } from "../market/providers/quota-store.ts";
import { type ListedPortfolio, readPortfolioList } from "../portfolio/report/portfolio-list.ts";
import { answer, table } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { nothingToDo } from "./nothing-to-do.ts";
import { untoldLines } from "./portfolio-table.ts";
import { givenScope } from "./scope-options.ts";
import type { Verb } from "./verb.ts";

/** More lines than this are summed up; --json lists all. */
const SHOWN = 25;

/** `nightdesk plan`: what a run of this scope would do, and why; nothing is done. */
export const plan: Verb = async ({ invocation, options, workerEntry }) => {
  const ports = portsOf(configOf(invocation));
  const { scope, portfolios } = await withReader(ports, async (db) => ({
    scope: readScope(givenScope(options), db, ports.business),
    portfolios: readPortfolioList(db),
  }));
  const pool = new LocalPool(workerEntry, 1, databasePath(ports.config.db));
  try {
    const { sources } = sourceBook(ports, new MemoryQuota());
    const collect = collectQuestion(sources, null);
    const view = planView(await pool.ask(planDuty, { scope, collect }));
    const untold = portfolios.flatMap(({ id, name, untold: gap }) =>
      gap === null ? [] : [{ id, name, ...gap }],
    );
    await answer(ports.output, invocation.json, { ...view, untold }, linesOf(view, portfolios));
    return 0;
  } finally {
    await pool.close();
  }
};

function linesOf(
  { from, to, empty, missing_prices: missing, deferred_fundamentals: deferred, phases }: PlanView,
  portfolios: readonly ListedPortfolio[],
): string[] {
  const prices = missing.length === 0 ? [] : [`no close of ${to}: ${missing.join(", ")}`];
  const range = `${from ?? "inception"} to ${to}`;
  const rest = [...prices, ...deferredLines(deferred ?? []), ...untoldLines(portfolios)];
  if (empty) return [`${range}: ${nothingToDo(portfolios, to)}`, ...rest];
  const groups = phases.flatMap(({ phase_name: phase, units }) =>
    units.map(({ name, why, sessions, first, last }) => [
      `  ${phase}`,
      name,
      `${sessions.toLocaleString("en-US")} ${why}`,
      first === last ? (first ?? "") : `${first} to ${last}`,
    ]),
  );
  const more = groups.length - SHOWN;
  return [
    `${range}: ${phases.map(({ phase_name: name, planned }) => `${name} ${planned.toLocaleString("en-US")}`).join(", ")}`,
    ...table(groups.slice(0, SHOWN)),
    ...(more > 0 ? [`  and ${more} more groups; --json lists all`] : []),
    ...rest,
  ];
}

/** Profiles and statements that are due, and not looked for yet because of how the last search ended. */
function deferredLines(deferred: NonNullable<PlanView["deferred_fundamentals"]>): string[] {
  const lines = deferred.map(
    ({ symbol, until, because }) => `${symbol}: no profile or statements before ${until} (${because})`,
  );
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `and ${more} more; --json lists all`] : lines;
}
