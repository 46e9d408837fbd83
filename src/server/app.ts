import { Hono } from "hono";
import { NightdeskError } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import { PROBLEM_CONTENT_TYPE, problemOf } from "../platform/problem.ts";
import { healthRoutes, type Readiness } from "./routes/health.ts";

/** What the routes answer from. */
export interface ServerState {
  readonly log: Log;
  readonly readiness: () => Readiness;
}

function problemResponse(fault: unknown): Response {
  const problem = problemOf(fault);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": PROBLEM_CONTENT_TYPE, "cache-control": "no-store" },
  });
}

/**
 * The HTTP application. Every fault leaves as problem+json; what is not a NightdeskError is logged and leaves without a
 * word of its inside.
 */
export function createApp(state: ServerState): Hono {
  const app = new Hono();
  app.route("/", healthRoutes(state.readiness));
  app.notFound(({ req }) =>
    problemResponse(new NightdeskError("not_found", `There is nothing at ${req.path}.`)),
  );
  app.onError((fault, { req }) => {
    if (!(fault instanceof NightdeskError)) state.log.error({ err: fault, path: req.path }, "request failed");
    return problemResponse(fault);
  });
  return app;
}
