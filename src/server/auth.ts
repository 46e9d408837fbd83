import { createMiddleware } from "hono/factory";
import { NightdeskError } from "../platform/errors.ts";
import type { TokenCheck, TokenScope } from "./token-store.ts";

/** Paths that answer without a token. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/", "/health", "/health/ready"]);
const ADMIN_PREFIX = "/api/v1/admin/";
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

/** What a token of a scope may do: an admin's everything, a reader's to read what is no administration. */
function permits(scope: TokenScope, path: string, method: string): boolean {
  if (scope === "admin") return true;
  return scope === "read" && !path.startsWith(ADMIN_PREFIX) && (method === "GET" || method === "HEAD");
}

/**
 * Wants a bearer token for everything but the first page and the health checks, before anything else is looked at: who has
 * none learns not even which routes there are.
 * @throws NightdeskError `unauthorized`, `forbidden`.
 */
export function bearerAuth(tokens: TokenCheck) {
  return createMiddleware(async ({ req }, next) => {
    if (!OPEN_PATHS.has(req.path)) {
      const token = BEARER.exec(req.header("authorization") ?? "")?.[1];
      const scope = token === undefined ? null : tokens.scopeOf(token);
      if (scope === null) {
        throw new NightdeskError(
          "unauthorized",
          'Send a token as "Authorization: Bearer ..."; "nightdesk token create" makes one.',
        );
      }
      if (!permits(scope, req.path, req.method)) {
        throw new NightdeskError(
          "forbidden",
          `A token of scope ${scope} does not permit ${req.method} ${req.path}.`,
        );
      }
    }
    await next();
  });
}
