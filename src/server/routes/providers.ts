import { Hono } from "hono";
import type { Configured } from "../../market/providers/registry.ts";
import { formatInstant } from "../../platform/clock.ts";
import { refuseOtherMethods } from "../methods.ts";

const instantOf = (ms: number | null) => (ms === null ? null : formatInstant(ms));

function view({ id, provider, absentBecause }: Configured) {
  if (provider === null) return { provider: id, available: false, because: absentBecause };
  const { status } = provider;
  return {
    provider: id,
    available: status.openUntil === null && status.pausedUntil === null,
    because: null,
    breaker: status.breaker,
    open_until: instantOf(status.openUntil),
    failures_in_a_row: status.failuresInARow,
    paused_until: instantOf(status.pausedUntil),
    budget: { per_minute: status.perMinute, left: status.tokensLeft },
    under_way: status.underWay,
    requests: status.requests,
    retries: status.retries,
    last_errors: status.lastErrors.map(({ at, detail }) => ({ at: formatInstant(at), detail })),
  };
}

/**
 * GET /admin/providers: each provider in the order in which it is asked, with its budget, its breaker and its last errors,
 * since the server started.
 */
export function providerRoutes(configured: readonly Configured[]): Hono {
  const routes = new Hono();
  routes.get("/providers", (context) => context.json({ providers: configured.map(view) }));
  refuseOtherMethods(routes);
  return routes;
}
