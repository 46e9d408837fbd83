import type { Hono } from "hono";
import pino from "pino";
import type { Sqlite } from "../../db/driver.ts";
import { openForReading } from "../../db/open.ts";
import { Runner } from "../../src/batch/runner.ts";
import { RunTracker } from "../../src/batch/tracker.ts";
import { businessClock } from "../../src/platform/clock.ts";
import { NightdeskError } from "../../src/platform/errors.ts";
import { idSource } from "../../src/platform/ids.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { findPortfolio } from "../../src/portfolio/portfolio-source.ts";
import { createApp, type ServerState } from "../../src/server/app.ts";
import type { Readiness } from "../../src/server/routes/health.ts";
import { createToken, type ListedToken, TokenCheck, type TokenScope } from "../../src/server/token-store.ts";
import { Desk } from "./desk.ts";
import { HeldPool } from "./held-pool.ts";

/** The token of the settings, which all requests bear unless another is given. */
export const ADMIN_TOKEN = "nd_the-settings-own-admin-token";
/** The evening after the session of 2026-05-29. */
const NIGHT = "2026-05-29T22:00:00Z";

/** What the readiness check tells of a server that is ready. */
export const READY: Readiness = {
  ready: true,
  last_completed_session: isoDate("2026-05-29"),
  business_clock: { now: "2026-05-29T22:00:00.000Z", frozen: true },
  scheduler: { enabled: false, reason: "the business clock is frozen", next: null },
  workers: 1,
  panel: { symbols: 1, sessions: 2, hash: "0" },
  panel_fault: null,
};

/** A request, short of its path. */
export interface Asking {
  readonly method?: string;
  /** Null for none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | ReadableStream;
}

/**
 * A desk behind the HTTP application, without a port: what `serve` puts together, over a database of its own. Its pool can
 * be held, and what it logs is kept. `await using` stops the run in progress and closes it.
 */
export class ServedDesk {
  readonly desk = new Desk();
  readonly pool = new HeldPool(() => this.desk.pool(1));
  readonly log: string[] = [];
  readonly state: ServerState;
  readonly app: Hono;
  readonly #reader: Sqlite;
  readonly #newId = idSource(this.desk.clock, systemRandom);
  readonly #stop = new AbortController();

  /** @param over What is to be otherwise. */
  constructor(over: Partial<ServerState> = {}) {
    const { base, clock } = this.desk;
    const log = pino({ level: "info" }, { write: (line: string) => void this.log.push(line) });
    const db = openForReading(base.path, 0);
    this.#reader = db;
    const tracker = new RunTracker(clock, (id) => findPortfolio(db, id)?.name ?? null);
    const runner = new Runner({
      ...this.desk.ports({ observer: tracker, signal: this.#stop.signal }),
      pool: this.pool,
      log,
      newId: this.#newId,
    });
    this.state = {
      log,
      db,
      pool: this.pool,
      writer: base.writer,
      runner,
      tracker,
      providers: [],
      business: businessClock(NIGHT, clock),
      technical: clock,
      newId: this.#newId,
      assumedRate: 0.04,
      tokens: new TokenCheck(db, ADMIN_TOKEN),
      readiness: () => READY,
      summary: null,
      ...over,
    };
    this.app = createApp(this.state);
  }

  /** Makes a token, as `nightdesk token create` does. */
  token(scope: TokenScope): Promise<{ readonly token: string; readonly listed: ListedToken }> {
    const make = { random: systemRandom, id: this.#newId(), at: this.desk.now() };
    const { writer } = this.desk.base;
    return writer.transact("create token", () => createToken(writer.orm, scope, make));
  }

  async ask(path: string, { token = ADMIN_TOKEN, headers = {}, ...rest }: Asking = {}): Promise<Response> {
    const bearer = token === null ? {} : { authorization: `Bearer ${token}` };
    return this.app.request(path, { ...rest, headers: { ...bearer, ...headers } });
  }

  /** Tells what runs here to stop, as SIGTERM does. */
  stop(): void {
    this.#stop.abort(new NightdeskError("interrupted", "Stopped by the test."));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    this.pool.letGo();
    await this.state.runner.idle();
    this.#reader.close();
    await this.desk[Symbol.asyncDispose]();
  }
}
