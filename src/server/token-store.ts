import { timingSafeEqual } from "node:crypto";
import { desc, eq, isNull } from "drizzle-orm";
import type { Sqlite, Statement } from "../../db/driver.ts";
import { apiToken } from "../../db/schema/admin.ts";
import type { TOKEN_SCOPES } from "../../db/schema/words.ts";
import type { Orm } from "../../db/writer.ts";
import type { Random } from "../platform/random.ts";

export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** A token as lists show it: never the token itself. */
export interface ListedToken {
  readonly id: string;
  /** The first characters, by which its owner knows it again. */
  readonly prefix: string;
  readonly scope: TokenScope;
  readonly created_at: string;
  readonly revoked_at: string | null;
}

const TOKEN_BYTES = 32;
const TOKEN_MARK = "nd_";
const PREFIX_LENGTH = 9;

function hashOfToken(token: string): string {
  return new Bun.CryptoHasher("sha256").update(token).digest("hex");
}

/** Makes a token. It is stored as its hash alone, so this is the only time that it can be shown. */
export function createToken(
  orm: Orm,
  scope: TokenScope,
  make: { readonly random: Random; readonly id: string; readonly at: string },
): { readonly token: string; readonly listed: ListedToken } {
  const token = `${TOKEN_MARK}${Buffer.from(make.random.bytes(TOKEN_BYTES)).toString("base64url")}`;
  const prefix = token.slice(0, PREFIX_LENGTH);
  const row = { id: make.id, prefix, scope, createdAt: make.at, revokedAt: null };
  orm
    .insert(apiToken)
    .values({ ...row, hash: hashOfToken(token) })
    .run();
  return { token, listed: { id: make.id, prefix, scope, created_at: make.at, revoked_at: null } };
}

/** All tokens, newest first. */
export function listTokens(orm: Orm): readonly ListedToken[] {
  return orm
    .select()
    .from(apiToken)
    .orderBy(desc(apiToken.createdAt), desc(apiToken.id))
    .all()
    .map(({ id, prefix, scope, createdAt, revokedAt }) => ({
      id,
      prefix,
      scope,
      created_at: createdAt,
      revoked_at: revokedAt,
    }));
}

/** Revokes a token by its id; false if there is none, or it has been revoked before. */
export function revokeToken(orm: Orm, id: string, at: string): boolean {
  const token = orm.select({ revokedAt: apiToken.revokedAt }).from(apiToken).where(eq(apiToken.id, id)).get();
  if (token === undefined || token.revokedAt !== null) return false;
  orm.update(apiToken).set({ revokedAt: at }).where(eq(apiToken.id, id)).run();
  return true;
}

/** Whether any token can be used. */
export function hasToken(orm: Orm): boolean {
  return (
    orm.select({ id: apiToken.id }).from(apiToken).where(isNull(apiToken.revokedAt)).limit(1).get() !==
    undefined
  );
}

/** Who sends a request. */
export interface Bearer {
  readonly scope: TokenScope;
  /** As records name it: the token's first characters, or the setting that the token is of. Never the token. */
  readonly actor: string;
}

interface Usable extends Bearer {
  readonly hash: string;
}

/** How records name whoever has the token of the settings. */
const SETTINGS_ACTOR = "admin_token";

/**
 * Tells what a bearer token may do. Every request reads the list, so that one which is revoked beside the server is refused
 * at once; hashes of one length are compared in constant time, all of them, whichever fits.
 */
export class TokenCheck {
  readonly #usable: Statement;
  readonly #adminHash: string | null;

  /** @param adminToken The one of the settings; null if there is none. */
  constructor(db: Sqlite, adminToken: string | null) {
    this.#usable = db.prepare("SELECT hash, scope, prefix AS actor FROM api_token WHERE revoked_at IS NULL");
    this.#adminHash = adminToken === null ? null : hashOfToken(adminToken);
  }

  /** Whose a token is, and what it may do; null if it is none that there is. */
  bearerOf(token: string): Bearer | null {
    const given = Buffer.from(hashOfToken(token));
    const own: Usable[] =
      this.#adminHash === null ? [] : [{ hash: this.#adminHash, scope: "admin", actor: SETTINGS_ACTOR }];
    let bearer: Bearer | null = null;
    for (const { hash, scope, actor } of [...own, ...(this.#usable.all() as Usable[])]) {
      if (timingSafeEqual(given, Buffer.from(hash))) bearer = { scope, actor };
    }
    return bearer;
  }

  /** The scope of a token; null if it is none that there is. */
  scopeOf(token: string): TokenScope | null {
    return this.bearerOf(token)?.scope ?? null;
  }
}
