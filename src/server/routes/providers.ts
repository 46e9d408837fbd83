import { Hono } from "hono";
import type { HttpStatus } from "../../market/providers/http.ts";
import type { Configured } from "../../market/providers/registry.ts";
import { formatInstant } from "../../platform/clock.ts";
import { refuseOtherMethods } from "../methods.ts";

const instantOf = (ms: number | null) => (ms === null ? null : formatInstant(ms));

/** A connection as it stands: those of one provider share their budget, and have a breaker each. */
function connectionView(status: HttpStatus) {
  return {
    available: status.openUntil === null && status.pausedUntil === null,
    breaker: status.breaker,
    open_until: instantOf(status.openUntil),
    failures_in_a_row: status.failuresInARow,
    paused_until: instantOf(status.pausedUntil),
    under_way: status.underWay,
    requests: status.requests,
    retries: status.retries,
    last_errors: status.lastErrors.map(({ at, detail }) => ({ at: formatInstant(at), detail })),
  };
}

function view({ id, provider, fundamentals, absentBecause }: Configured) {
  if (provider === null) return { provider: id, available: false, because: absentBecause };
  const { status } = provider;
  return {
    provider: id,
    because: null,
    ...connectionView(status),
    budget: { per_minute: status.perMinute, left: status.tokensLeft },
    daily: status.daily,
    fundamentals: fundamentals === null ? null : connectionView(fundamentals.status),
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
