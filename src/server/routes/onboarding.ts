import { Hono } from "hono";
import { CSV_TEMPLATE } from "../csv-template.ts";
import { refuseOtherMethods } from "../methods.ts";

/** It changes with the version alone; an hour. */
const CACHE = "private, max-age=3600";

/** GET /onboarding/csv-template: a file of positions to begin with, which can be imported as it is. */
export function onboardingRoutes(): Hono {
  const routes = new Hono();
  routes.get("/onboarding/csv-template", ({ text }) =>
    text(CSV_TEMPLATE, 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="positions.csv"',
      "cache-control": CACHE,
    }),
  );
  refuseOtherMethods(routes);
  return routes;
}
