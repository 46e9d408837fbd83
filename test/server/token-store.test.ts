import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { canonicalDump, DUMP_TABLES } from "../../db/dump.ts";
import { openForReading } from "../../db/open.ts";
import { systemRandom } from "../../src/platform/random.ts";
import {
  createToken,
  hasToken,
  listTokens,
  revokeToken,
  TokenCheck,
  type TokenScope,
} from "../../src/server/token-store.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";

const AT = "2026-05-29T22:00:00.000Z";
const LATER = "2026-05-30T22:00:00.000Z";
const SCOPES: readonly TokenScope[] = ["admin", "read", "ingest"];

function make(base: TemporaryDatabase, scope: TokenScope, id: string, at = AT) {
  const { writer } = base;
  return writer.transact("create", () => createToken(writer.orm, scope, { random: systemRandom, id, at }));
}

/** Every byte that a database has on its disk, its log included. */
function bytesOf(path: string): string {
  const files = [path, `${path}-wal`, `${path}-shm`].filter((each) => existsSync(each));
  return files.map((each) => readFileSync(each, "latin1")).join("");
}

test("a token has 32 random bytes, is never the same, and is listed by its first characters alone", async () => {
  using base = new TemporaryDatabase();
  const made = await Promise.all(SCOPES.map((scope) => make(base, scope, `id-${scope}`)));
  for (const { token, listed } of made) {
    expect(token).toMatch(/^nd_[A-Za-z0-9_-]{43}$/);
    expect(token.startsWith(listed.prefix)).toBe(true);
    expect(listed.prefix).toHaveLength(9);
  }
  expect(new Set(made.map(({ token }) => token)).size).toBe(3);
  const listed = listTokens(base.writer.orm);
  expect(listed).toHaveLength(3);
  for (const { token } of made) expect(JSON.stringify(listed)).not.toContain(token.slice(0, 12));
});

test("only its hash is stored: the token is nowhere in the database's files", async () => {
  using base = new TemporaryDatabase();
  const made = await Promise.all(SCOPES.map((scope) => make(base, scope, `id-${scope}`)));
  const open = bytesOf(base.path);
  base.writer.checkpoint();
  for (const { token, listed } of made) {
    for (const bytes of [open, bytesOf(base.path)]) {
      expect(bytes).toContain(listed.id);
      expect(bytes).toContain(new Bun.CryptoHasher("sha256").update(token).digest("hex"));
      expect(bytes).not.toContain(token);
      expect(bytes).not.toContain(token.slice(listed.prefix.length));
    }
  }
  expect(base.rows("SELECT * FROM api_token LIMIT 1").map((row) => Object.keys(row).sort())).toEqual([
    ["created_at", "hash", "id", "prefix", "revoked_at", "scope"],
  ]);
});

test("no canonical dump has a token or its hash", async () => {
  using base = new TemporaryDatabase();
  await make(base, "admin", "id");
  expect([...canonicalDump(base.writer.db, base.path, DUMP_TABLES)].join("")).toBe("");
});

test("the list is newest first, and tells when each was made and revoked", async () => {
  using base = new TemporaryDatabase();
  const { orm } = base.writer;
  await make(base, "read", "b");
  await make(base, "admin", "a", LATER);
  await make(base, "ingest", "c");
  expect(revokeToken(orm, "c", LATER)).toBe(true);
  expect(listTokens(orm).map(({ prefix: _, ...each }) => each)).toEqual([
    { id: "a", scope: "admin", created_at: LATER, revoked_at: null },
    { id: "c", scope: "ingest", created_at: AT, revoked_at: LATER },
    { id: "b", scope: "read", created_at: AT, revoked_at: null },
  ]);
});

test("a token is revoked once; one that there is not is not", async () => {
  using base = new TemporaryDatabase();
  const { orm } = base.writer;
  expect(hasToken(orm)).toBe(false);
  await make(base, "admin", "a");
  expect(hasToken(orm)).toBe(true);
  expect(revokeToken(orm, "nowhere", AT)).toBe(false);
  expect(revokeToken(orm, "a", AT)).toBe(true);
  expect(revokeToken(orm, "a", LATER)).toBe(false);
  expect(listTokens(orm)[0]?.revoked_at).toBe(AT);
  expect(hasToken(orm)).toBe(false);
});

test("a check tells every scope, follows the database, and knows nothing else", async () => {
  using base = new TemporaryDatabase();
  const reader = openForReading(base.path, 0);
  const check = new TokenCheck(reader, null);
  const made = await Promise.all(SCOPES.map((scope) => make(base, scope, `id-${scope}`)));
  expect(made.map(({ token }) => check.scopeOf(token))).toEqual([...SCOPES]);
  for (const wrong of ["", "nd_", made[0]?.listed.prefix ?? "", `${made[0]?.token} `, "null"]) {
    expect(check.scopeOf(wrong)).toBeNull();
  }
  revokeToken(base.writer.orm, "id-read", AT);
  expect(made.map(({ token }) => check.scopeOf(token))).toEqual(["admin", null, "ingest"]);
  reader.close();
});

test("the settings' token is an admin's beside those of the database", async () => {
  using base = new TemporaryDatabase();
  const { token } = await make(base, "read", "a");
  const check = new TokenCheck(base.writer.db, "of-the-settings-0123");
  expect(check.scopeOf("of-the-settings-0123")).toBe("admin");
  expect(check.scopeOf(token)).toBe("read");
  expect(check.scopeOf("of-the-settings-0124")).toBeNull();
  expect(new TokenCheck(base.writer.db, null).scopeOf("of-the-settings-0123")).toBeNull();
});
