import type { Context } from "hono";
import type { Sqlite } from "../../db/driver.ts";
import { formatInstant, type TechnicalClock } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";

/** An answer is kept so long, in milliseconds: a day. */
const KEPT_MS = 86_400_000;
/**
 * With each key that is written, so many that follow it are looked at, and deleted if they are over. Keys are hashes, so those
 * are any: of what is over a twentieth of a day's keys stays at most, and no write looks at all of them.
 */
const LOOKED_AT = 20;
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** What a request was answered. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
}

/** A request that may be sent again: under which key, and what it asked for, both as hashes. */
export interface Repeatable {
  readonly key: string;
  readonly request: string;
}

function hashOf(...parts: readonly string[]): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * Reads the Idempotency-Key of a request. Keys of different tokens, methods and paths have nothing to do with each other.
 * @param content What the request asks for besides its path, the same whenever it is sent again.
 * @returns null if it has none.
 * @throws NightdeskError `bad_request` if it is not one.
 */
export function repeatableOf({ req, get }: Context, content: string): Repeatable | null {
  const given = req.header("idempotency-key");
  if (given === undefined) return null;
  const key = given.trim();
  if (!KEY.test(key)) {
    throw new NightdeskError(
      "bad_request",
      "The Idempotency-Key is not one; send 1 to 255 plain characters, such as a UUID.",
    );
  }
  const { actor } = get("bearer");
  const { search } = new URL(req.url);
  return { key: hashOf(actor, req.method, req.path, key), request: hashOf(search, content) };
}

interface KeptRow extends KeptAnswer {
  readonly request: string;
}

/** The answers that are kept under keys, inside the transaction of what they answer. */
export class KeptAnswers {
  readonly #db: Sqlite;
  readonly #now: string;
  readonly #oldest: string;

  constructor(db: Sqlite, clock: TechnicalClock) {
    const now = clock.now();
    this.#db = db;
    this.#now = formatInstant(now);
    this.#oldest = formatInstant(now - KEPT_MS);
  }

  /**
   * What the same request was answered before; null if it has not been sent within a day.
   * @throws NightdeskError `idempotency_conflict` if the key came with another request.
   */
  find({ key, request }: Repeatable): KeptAnswer | null {
    const row = this.#db
      .prepare("SELECT request, status, body FROM idempotency_key WHERE key = ? AND created_at >= ?")
      .get(key, this.#oldest) as KeptRow | undefined;
    if (row === undefined) return null;
    if (row.request === request) return { status: row.status, body: row.body };
    throw new NightdeskError(
      "idempotency_conflict",
      "The Idempotency-Key was sent with another request before; nothing was done. Send a new key with a new request.",
    );
  }

  /** Keeps an answer, and lets go of some that are over. */
  keep({ key, request }: Repeatable, { status, body }: KeptAnswer): void {
    const following = "SELECT key, created_at FROM idempotency_key WHERE key > ? ORDER BY key LIMIT ?";
    this.#db
      .prepare(
        `DELETE FROM idempotency_key WHERE key IN (SELECT key FROM (${following}) WHERE created_at < ?)`,
      )
      .run(key, LOOKED_AT, this.#oldest);
    this.#db
      .prepare(
        "INSERT OR REPLACE INTO idempotency_key (key, request, status, body, created_at) VALUES (?, ?, ?, ?, ?)",
      )
      .run(key, request, status, body, this.#now);
  }
}
