import { Hono } from "hono";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Problem } from "../../platform/problem.ts";
import { VERSION } from "../../platform/version.ts";
import { refuseOtherMethods } from "../methods.ts";

/** Whether the server can do its work, and what it stands on. */
export interface Readiness {
  readonly ready: boolean;
  readonly last_completed_session: IsoDate;
  readonly business_clock: { readonly now: string; readonly frozen: boolean };
  readonly scheduler: {
    readonly enabled: boolean;
    /** Why it is off; null if it is on. */
    readonly reason: string | null;
    /** When the next night runs, sessions only; null if none will. */
    readonly next: string | null;
  };
  readonly workers: number;
  /** The return panel that the workers have read; null until they have. */
  readonly panel: { readonly symbols: number; readonly sessions: number; readonly hash: string } | null;
  /** Why the workers could not read it, problem details as of any other fault; null if they could, or still are at it. */
  readonly panel_fault: Problem | null;
}

/** GET /health: the process answers. GET /health/ready: the workers have read the database. Both without a token. */
export function healthRoutes(readiness: () => Readiness): Hono {
  const routes = new Hono();
  routes.get("/health", (context) => context.json({ status: "ok", version: VERSION }));
  routes.get("/health/ready", (context) => {
    const state = readiness();
    return context.json(state, state.ready ? 200 : 503);
  });
  refuseOtherMethods(routes);
  return routes;
}
