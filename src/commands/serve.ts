import { LocalPool } from "../compute/local-pool.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { Panel } from "../market/panel/panel.ts";
import { formatInstant } from "../platform/clock.ts";
import type { Ports } from "../platform/ports.ts";
import { type Problem, problemOf } from "../platform/problem.ts";
import { createApp } from "../server/app.ts";
import { listen } from "../server/listen.ts";
import type { Readiness } from "../server/routes/health.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** Requests under way get this long to end once the server is told to stop, in milliseconds. */
const STOP_LIMIT_MS = 5_000;

/** `nightdesk serve`: holds the job lock, answers HTTP, and stops cleanly on SIGTERM or SIGINT. */
export const serve: Verb = async ({ invocation, workerEntry }) => {
  const ports = portsOf(configOf(invocation));
  const stopped = new Promise<void>((resolve) => {
    ports.host.stopSignal().addEventListener("abort", () => resolve(), { once: true });
  });
  await withWriter(ports, "serve", (writer) =>
    serveUntil(stopped, ports, writer.path, workerEntry, invocation.json),
  );
  ports.log.info("stopped");
  return 0;
};

/** Answers HTTP from a database whose job lock the caller holds, until `stopped` resolves. */
export async function serveUntil(
  stopped: Promise<void>,
  ports: Ports,
  databasePath: string,
  workerEntry: URL,
  json: boolean,
): Promise<void> {
  const { config, log, output, business } = ports;
  const pool = new LocalPool(workerEntry, config.workers, databasePath);
  try {
    let panel: Panel | null = null;
    let panelFault: Problem | null = null;
    const app = createApp({ log, readiness: () => readinessOf(ports, panel, panelFault) });
    const listener = listen(app, config.host, config.port);
    log.info({ url: listener.url, database: databasePath, workers: config.workers }, "listening");
    if (business.frozen)
      log.warn({ now: formatInstant(business.now()) }, "business clock frozen: scheduler off");
    await answer(output, json, { url: listener.url }, [`nightdesk listens on ${listener.url}`]);
    const loading = pool.loadPanel().then(
      (loaded) => {
        panel = loaded;
      },
      (fault: unknown) => {
        panelFault = problemOf(fault);
        log.error({ err: fault }, "the panel could not be read");
      },
    );
    await stopped;
    log.info("stopping");
    await listener.stop(STOP_LIMIT_MS);
    // Bun aborts the process if a worker is ended while it loads the addon, so the workers end what they began.
    await Promise.race([loading, Bun.sleep(STOP_LIMIT_MS)]);
    await pool.close();
    await loading;
  } finally {
    await pool.close();
  }
}

function readinessOf(
  { business, config }: Ports,
  panel: Panel | null,
  panelFault: Problem | null,
): Readiness {
  const now = business.now();
  return {
    ready: panel !== null,
    last_completed_session: calendarOf("XNYS").lastCompletedSession(now),
    business_clock: { now: formatInstant(now), frozen: business.frozen },
    scheduler: {
      enabled: false,
      reason: business.frozen ? "the business clock is frozen" : "this version has no scheduled jobs",
    },
    workers: config.workers,
    panel:
      panel === null
        ? null
        : { symbols: panel.axes.symbols.length, sessions: panel.axes.sessions.length, hash: panel.hash },
    panel_fault: panelFault,
  };
}
