import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { storageFault } from "../../db/storage-fault.ts";
import type { Configured } from "../market/providers/registry.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import type { ListedPortfolio } from "../portfolio/report/portfolio-list.ts";
import { bearerAuth } from "./auth.ts";
import { limitBodies } from "./body-limit.ts";
import { problemResponse } from "./problem-response.ts";
import { toldPath } from "./query.ts";
import { type BatchState, batchRoutes } from "./routes/batch.ts";
import { type DataState, dataRoutes } from "./routes/data.ts";
import type { EventState } from "./routes/events.ts";
import { healthRoutes, type Readiness } from "./routes/health.ts";
import { homeRoutes } from "./routes/home.ts";
import { onboardingRoutes } from "./routes/onboarding.ts";
import { portfolioRoutes } from "./routes/portfolios.ts";
import { providerRoutes } from "./routes/providers.ts";
import { symbolRefreshRoutes } from "./routes/symbol-refresh.ts";
import { type SymbolState, symbolRoutes } from "./routes/symbols.ts";
import { tagRoutes } from "./routes/tags.ts";
import { targetRoutes } from "./routes/targets.ts";
import type { TokenCheck } from "./token-store.ts";

/** What the routes answer from. */
export interface ServerState extends BatchState, SymbolState, DataState, EventState {
  readonly log: Log;
  readonly readiness: () => Readiness;
  readonly tokens: TokenCheck;
  /** The providers of the configuration, whether they can be asked or not. */
  readonly providers: readonly Configured[];
  /** What the first page sums up; null where it shows no data. */
  readonly summary: (() => readonly ListedPortfolio[]) | null;
}

/**
 * The HTTP application. Every fault leaves as problem+json; what is not a NightdeskError is logged and leaves without a
 * word of its inside.
 */
export function createApp(state: ServerState): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"] },
      referrerPolicy: "no-referrer",
      // TLS is a proxy's in front, and so is this promise about it.
      strictTransportSecurity: false,
    }),
  );
  app.use(bearerAuth(state.tokens));
  app.use(limitBodies());
  app.route("/", homeRoutes(state.summary));
  app.route("/", healthRoutes(state.readiness));
  app.route("/api/v1", portfolioRoutes(state));
  app.route("/api/v1", onboardingRoutes());
  app.route("/api/v1", tagRoutes(state));
  app.route("/api/v1", targetRoutes(state));
  app.route("/api/v1", symbolRoutes(state));
  app.route("/api/v1/admin/batch", batchRoutes(state));
  app.route("/api/v1/admin/data", dataRoutes(state));
  app.route("/api/v1/admin", providerRoutes(state.providers));
  app.route("/api/v1/admin", symbolRefreshRoutes(state));
  app.notFound(({ req }) =>
    problemResponse(new NightdeskError("not_found", `There is nothing at ${toldPath(req.path)}.`)),
  );
  app.onError((thrown, { req }) => {
    const fault = storageFault(thrown, state.db.name);
    if (!(fault instanceof NightdeskError)) state.log.error({ err: fault, path: req.path }, "request failed");
    return problemResponse(fault);
  });
  return app;
}
