import { openForReading } from "../../db/open.ts";
import type { Writer } from "../../db/writer.ts";
import { sourceBook } from "../batch/price-sources.ts";
import type { Boot } from "../batch/run-store.ts";
import { Runner } from "../batch/runner.ts";
import { Scheduler } from "../batch/scheduler.ts";
import { RunTracker } from "../batch/tracker.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { Panel } from "../market/panel/panel.ts";
import { StoredQuota } from "../market/providers/quota-store.ts";
import { formatInstant } from "../platform/clock.ts";
import type { Ports } from "../platform/ports.ts";
import { type Problem, problemOf } from "../platform/problem.ts";
import { findPortfolio } from "../portfolio/portfolio-source.ts";
import { readPortfolioList } from "../portfolio/report/portfolio-list.ts";
import { createApp } from "../server/app.ts";
import type { Doorstep } from "../server/doorstep.ts";
import { listen } from "../server/listen.ts";
import type { Readiness } from "../server/routes/health.ts";
import { TokenCheck } from "../server/token-store.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { type FirstToken, makeFirstToken } from "./first-token.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** Requests and runs under way get this long each to end once the server is told to stop, in milliseconds. */
const STOP_LIMIT_MS = 4_000;
/** A reader waits this long for a lock, in milliseconds. */
const READ_WAIT_MS = 1_000;
const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

/** `nightdesk serve`: holds the job lock, answers HTTP, runs the nights, and stops cleanly on SIGTERM or SIGINT. */
export const serve: Verb = async ({ invocation, workerEntry, doorstep }) => {
  const ports = portsOf(configOf(invocation));
  await withWriter(ports, "serve", (writer, boot) =>
    serveUntilStopped({ ports, writer, boot, workerEntry, json: invocation.json, isDemo: false, doorstep }),
  );
  ports.log.info("stopped");
  return 0;
};

/** What a server is started with. */
export interface Service {
  readonly ports: Ports;
  readonly writer: Writer;
  readonly boot: Boot;
  readonly workerEntry: URL;
  readonly json: boolean;
  /** Whether the first page may show the sample portfolios; only on this machine it does. */
  readonly isDemo: boolean;
  readonly doorstep: Doorstep | null;
}

/** Answers HTTP from a database whose job lock the caller holds, until the process is told to stop. */
export async function serveUntilStopped(service: Service): Promise<void> {
  const { ports, writer, boot, workerEntry, isDemo, doorstep } = service;
  const { config, log, business, technical, newId, host } = ports;
  const stop = host.stopSignal();
  // A clock outside of the calendar's years is told now, not at nine in the evening.
  calendarOf("XNYS").lastCompletedSession(business.now());
  const first = await makeFirstToken(ports, writer, process.stdout.isTTY === true);
  const pool = new LocalPool(workerEntry, config.workers, writer.path);
  const db = openForReading(writer.path, READ_WAIT_MS);
  const book = sourceBook(ports, new StoredQuota(writer));
  const tracker = new RunTracker(technical, (id) => findPortfolio(db, id)?.name ?? null);
  const runner = new Runner({
    writer,
    pool,
    clock: technical,
    newId,
    log,
    boot,
    observer: tracker,
    sources: book.sources,
    assumedRate: config.risk_free_rate,
    signal: stop,
  });
  const scheduler = new Scheduler(business, log, async (to) => {
    await runner.idle();
    if (stop.aborted) return;
    await runner.start("schedule", { from: null, to, portfolios: null, force: false });
  });
  const panel = new ServedPanel();
  try {
    const app = createApp({
      log,
      db,
      pool,
      writer,
      runner,
      tracker,
      providers: book.configured,
      business,
      technical,
      newId,
      assumedRate: config.risk_free_rate,
      tokens: new TokenCheck(db, config.admin_token),
      readiness: () => readinessOf(ports, panel, scheduler),
      summary: isDemo && LOOPBACK.has(config.host) ? () => readPortfolioList(db) : null,
    });
    const listener = await listen(app, config.host, config.port, doorstep);
    scheduler.start();
    await announce(service, listener.url, first);
    const loading = panel.load(pool, log);
    await stopped(stop);
    log.info("stopping");
    scheduler.stop();
    await listener.stop(STOP_LIMIT_MS);
    // Bun aborts the process if a worker is ended while it loads the addon, so the workers end what they began.
    await Promise.race([Promise.all([runner.idle(), loading]), Bun.sleep(STOP_LIMIT_MS)]);
    await pool.close();
    await Promise.all([runner.idle(), loading]);
  } finally {
    scheduler.stop();
    await pool.close();
    db.close();
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

async function announce(
  { ports, writer, json }: Service,
  url: string,
  first: FirstToken | null,
): Promise<void> {
  const { log, config, business, output } = ports;
  log.info({ url, database: writer.path, workers: config.workers }, "listening");
  if (business.frozen)
    log.warn({ now: formatInstant(business.now()) }, "business clock frozen: scheduler off");
  const lines = [`nightdesk listens on ${url}`];
  if (first !== null && "token" in first) {
    lines.push(`admin token, shown this once: ${first.token}`);
  } else if (first !== null) {
    log.info({ file: first.file }, "an admin token was made; it is in this file");
    lines.push(`an admin token was made; it is in ${first.file}`);
  }
  await answer(output, json, { url, ...first }, lines);
}

/** The return panel that readiness tells of: that the workers can read the database. */
class ServedPanel {
  panel: Panel | null = null;
  fault: Problem | null = null;

  async load(pool: LocalPool, log: Ports["log"]): Promise<void> {
    try {
      this.panel = await pool.loadPanel();
    } catch (fault) {
      this.fault = problemOf(fault);
      log.error({ err: fault }, "the panel could not be read");
    }
  }
}

function readinessOf(
  { business, config }: Ports,
  { panel, fault }: ServedPanel,
  scheduler: Scheduler,
): Readiness {
  const now = business.now();
  return {
    ready: panel !== null,
    last_completed_session: calendarOf("XNYS").lastCompletedSession(now),
    business_clock: { now: formatInstant(now), frozen: business.frozen },
    scheduler: {
      enabled: !business.frozen,
      reason: business.frozen ? "the business clock is frozen" : null,
      next: scheduler.next,
    },
    workers: config.workers,
    panel:
      panel === null
        ? null
        : { symbols: panel.axes.symbols.length, sessions: panel.axes.sessions.length, hash: panel.hash },
    panel_fault: fault,
  };
}
