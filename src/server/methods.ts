import type { Hono } from "hono";
import { NightdeskError } from "../platform/errors.ts";
import { problemResponse } from "./problem-response.ts";
import { toldPath } from "./query.ts";

/** Makes the paths of some routes answer other methods with `method_not_allowed`; to be called after the routes are there. */
export function refuseOtherMethods(routes: Hono): void {
  const methods = Map.groupBy(
    routes.routes.filter(({ method }) => method !== "ALL"),
    ({ path }) => path,
  );
  for (const [path, own] of methods) {
    const allowed = [...new Set(own.map(({ method }) => method))];
    const allow = [...allowed, ...(allowed.includes("GET") ? ["HEAD"] : [])].join(", ");
    routes.all(path, ({ req }) =>
      problemResponse(
        new NightdeskError(
          "method_not_allowed",
          `${toldPath(req.path)} answers ${allowed.join(", ")}, not ${req.method}.`,
        ),
        { allow },
      ),
    );
  }
}
