import { createMiddleware } from "hono/factory";
import { NightdeskError } from "../platform/errors.ts";
import type { Bearer, TokenCheck, TokenScope } from "./token-store.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** Who sends the request; there on every path that wants a token. */
    readonly bearer: Bearer;
  }
}

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
  return createMiddleware(async (context, next) => {
    const { req } = context;
    if (!OPEN_PATHS.has(req.path)) {
      const token = BEARER.exec(req.header("authorization") ?? "")?.[1];
      const bearer = token === undefined ? null : tokens.bearerOf(token);
      if (bearer === null) {
        throw new NightdeskError(
          "unauthorized",
          'Send a token as "Authorization: Bearer ..."; "nightdesk token create" makes one.',
        );
      }
      if (!permits(bearer.scope, req.path, req.method)) {
        throw new NightdeskError(
          "forbidden",
          `A token of scope ${bearer.scope} does not permit ${req.method} ${req.path}.`,
        );
      }
      context.set("bearer", bearer);
    }
    await next();
  });
}
