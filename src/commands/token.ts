import { TOKEN_SCOPES } from "../../db/schema/words.ts";
import { ormOver } from "../../db/writer.ts";
import { formatInstant } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import { createToken, listTokens, revokeToken, type TokenScope } from "../server/token-store.ts";
import { answer, table } from "./answer.ts";
import { withReader, withSmallWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

function scopeOf(given: unknown): TokenScope {
  if (TOKEN_SCOPES.includes(given as TokenScope)) return given as TokenScope;
  const what = given === undefined ? "is missing" : `is "${String(given).slice(0, 40)}"`;
  throw new NightdeskError("usage", `--scope ${what}; it is one of ${TOKEN_SCOPES.join(", ")}.`);
}

/** `nightdesk token create`: makes a bearer token and shows it, this once. */
export const tokenCreate: Verb = async ({ invocation, options }) => {
  const scope = scopeOf(options.scope);
  const ports = portsOf(configOf(invocation));
  const make = { random: ports.random, id: ports.newId(), at: formatInstant(ports.technical.now()) };
  const { token, listed } = await withSmallWriter(ports, "token create", (writer) =>
    writer.transact("create token", () => createToken(writer.orm, scope, make)),
  );
  await answer(ports.output, invocation.json, { token, ...listed }, [
    token,
    `scope ${scope}, id ${listed.id}; it is shown this once`,
  ]);
  return 0;
};

/** `nightdesk token list`: all tokens by their first characters. */
export const tokenList: Verb = async ({ invocation }) => {
  const ports = portsOf(configOf(invocation));
  const tokens = await withReader(ports, async (db) => listTokens(ormOver(db)));
  const rows = tokens.map(({ prefix, scope, created_at: made, revoked_at: revoked, id }) => [
    `${prefix}...`,
    scope,
    made,
    revoked === null ? "" : `revoked ${revoked}`,
    id,
  ]);
  await answer(ports.output, invocation.json, { tokens }, rows.length === 0 ? ["no tokens"] : table(rows));
  return 0;
};

/** `nightdesk token revoke ID`: a server that runs refuses it from its next request on. */
export const tokenRevoke: Verb = async ({ invocation, args }) => {
  const ports = portsOf(configOf(invocation));
  const id = args[0] ?? "";
  const at = formatInstant(ports.technical.now());
  const done = await withSmallWriter(ports, "token revoke", (writer) =>
    writer.transact("revoke token", () => revokeToken(writer.orm, id, at)),
  );
  if (!done) {
    throw new NightdeskError(
      "not_found",
      `There is no token ${id.slice(0, 80)} to revoke; "nightdesk token list" shows all.`,
    );
  }
  await answer(ports.output, invocation.json, { revoked: id, at }, [`${id} revoked`]);
  return 0;
};
