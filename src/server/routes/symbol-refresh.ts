import { Hono } from "hono";
import type { Sqlite } from "../../../db/driver.ts";
import { readScope } from "../../batch/given-scope.ts";
import type { Runner } from "../../batch/runner.ts";
import type { Configured } from "../../market/providers/registry.ts";
import { parseSymbol } from "../../market/symbol.ts";
import { type BusinessClock, formatInstant, type TechnicalClock } from "../../platform/clock.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { refuseOtherMethods } from "../methods.ts";

const EVERYTHING = { date: null, from: null, to: null, portfolios: [], force: false } as const;

/** What a refresh works with. */
export interface RefreshState {
  /** A connection that only reads. */
  readonly db: Sqlite;
  readonly runner: Runner;
  readonly providers: readonly Configured[];
  readonly business: BusinessClock;
  readonly technical: TechnicalClock;
}

/**
 * POST /admin/symbols/{symbol}/refresh: asks the providers for everything of a symbol now, its missing prices, its profile and
 * its statements, however fresh they are. It is a run like any other, which the answer names.
 */
export function symbolRefreshRoutes({ db, runner, providers, business, technical }: RefreshState): Hono {
  const routes = new Hono();
  routes.post("/symbols/:symbol/refresh", async ({ req, json }) => {
    const symbol = parseSymbol(req.param("symbol"));
    if (providers.every(({ provider }) => provider === null)) {
      throw new NightdeskError(
        "conflict",
        "There is no provider to ask; name some with NIGHTDESK_PROVIDERS.",
      );
    }
    const scope = readScope(EVERYTHING, db, business);
    const id = await runner.start("http", scope, { symbols: [symbol], from: null, to: null });
    const answer = {
      status: "started",
      batch_run_id: id,
      symbol,
      triggered_by: "http",
      timestamp: formatInstant(technical.now()),
      poll_url: "/api/v1/admin/batch/run/current",
    };
    return json(answer, 202);
  });
  refuseOtherMethods(routes);
  return routes;
}
