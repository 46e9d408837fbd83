import { sql } from "drizzle-orm";
import { check, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { wordCheck } from "./columns.ts";
import { TOKEN_SCOPES } from "./words.ts";

/** A bearer token: only its SHA-256 is stored, and the first characters by which its owner knows it again. */
export const apiToken = sqliteTable(
  "api_token",
  {
    id: text("id").primaryKey(),
    hash: text("hash").notNull().unique(),
    prefix: text("prefix").notNull(),
    scope: text("scope", { enum: TOKEN_SCOPES }).notNull(),
    createdAt: text("created_at").notNull(),
    revokedAt: text("revoked_at"),
  },
  (t) => [
    check("api_token_hash", sql`length(${t.hash}) = 64`),
    wordCheck("api_token_scope", t.scope, TOKEN_SCOPES),
  ],
);

/** A setting kept with the database; flags and the environment come before it. The text is as it would stand in the environment. */
export const setting = sqliteTable("setting", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
  changedAt: text("changed_at").notNull(),
});

/**
 * What a request with an Idempotency-Key was answered, written in the transaction of what it did: sent again, it is answered
 * the same and does nothing. The key is hashed with whose token it is, the method and the path; the request is the body's hash.
 */
export const idempotencyKey = sqliteTable(
  "idempotency_key",
  {
    key: text("key").primaryKey(),
    request: text("request").notNull(),
    status: integer("status").notNull(),
    body: text("body").notNull(),
    createdAt: text("created_at").notNull(),
  },
  (t) => [check("idempotency_key_status", sql`${t.status} BETWEEN 200 AND 299`)],
);
