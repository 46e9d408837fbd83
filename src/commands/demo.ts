import { markAsDemo } from "../../db/demo-mark.ts";
import { databasePath } from "../../db/open.ts";
import type { Writer } from "../../db/writer.ts";
import { runNight } from "../batch/night.ts";
import type { Boot } from "../batch/run-store.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { calendarOf, SETTLING_MS } from "../market/calendar/calendar.ts";
import { importPrices } from "../market/prices/import.ts";
import { priceFilesAt } from "../market/prices/paths.ts";
import { SAMPLE_FILE, SAMPLE_LAST_SESSION } from "../market/sample/sample.ts";
import { formatInstant } from "../platform/clock.ts";
import { resolveConfig } from "../platform/config.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { hostProcess } from "../platform/process.ts";
import { readPortfolioList } from "../portfolio/report/portfolio-list.ts";
import { openSamples } from "../portfolio/sample/sample.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { portsOf } from "./invocation.ts";
import { portfolioLines } from "./portfolio-table.ts";
import { progressBar } from "./progress-bar.ts";
import { progressObserver } from "./progress-observer.ts";
import { serveUntilStopped } from "./serve.ts";
import type { Verb } from "./verb.ts";

const DEMO_DATABASE = "./nightdesk-demo.db";

/** `nightdesk demo`: a year of nights over the sample market in a database of its own, then a server on it. */
export const demo: Verb = async ({ invocation, options, workerEntry, doorstep }) => {
  const night = calendarOf("XNYS").closeOf(SAMPLE_LAST_SESSION) + SETTLING_MS;
  // The sample market is complete: nobody is to be asked for more of it.
  const own = { db: DEMO_DATABASE, now: formatInstant(night), log_level: "warn", providers: "none" };
  const flags = { ...own, ...invocation.flags };
  const ports = portsOf(resolveConfig({ flags, env: hostProcess.environment, stored: {} }));
  markAsDemo(databasePath(ports.config.db));
  await withWriter(ports, "demo", async (writer, boot) => {
    await loadMarket(ports, writer, invocation.json);
    await openSamples(writer, ports.newId, SAMPLE_LAST_SESSION, formatInstant(ports.technical.now()));
    await runNights(ports, writer, boot, workerEntry, invocation.json);
    await showPortfolios(ports, writer, invocation.json);
    if (options.serve === false) return;
    await serveUntilStopped({
      ports,
      writer,
      boot,
      workerEntry,
      json: invocation.json,
      isDemo: true,
      doorstep,
    });
  });
  return 0;
};

async function loadMarket(
  { business, technical, host }: Ports,
  writer: Writer,
  json: boolean,
): Promise<void> {
  const bar = progressBar("sample market", json);
  const request = { files: await priceFilesAt([SAMPLE_FILE]), basis: null, strict: false };
  const report = await importPrices(request, {
    writer,
    business,
    technical,
    signal: host.stopSignal(),
    progress: bar.at,
  });
  bar.end();
  if (report.status === "complete") return;
  throw new NightdeskError(
    "internal",
    `The sample market could not be read: ${report.files[0]?.fault?.detail ?? "rows were refused"}`,
  );
}

async function runNights(
  ports: Ports,
  writer: Writer,
  boot: Boot,
  workerEntry: URL,
  json: boolean,
): Promise<void> {
  const { technical, log, host, newId, config } = ports;
  const pool = new LocalPool(workerEntry, config.workers, writer.path);
  try {
    await runNight(
      {
        id: newId(),
        trigger: "demo",
        scope: { from: null, to: SAMPLE_LAST_SESSION, portfolios: null, force: false },
      },
      {
        writer,
        pool,
        clock: technical,
        log,
        boot,
        observer: progressObserver(json),
        sources: null,
        assumedRate: ports.config.risk_free_rate,
        signal: host.stopSignal(),
      },
    );
  } finally {
    await pool.close();
  }
}

async function showPortfolios(ports: Ports, writer: Writer, json: boolean): Promise<void> {
  const portfolios = readPortfolioList(writer.db);
  const symbols = writer.db.prepare("SELECT count(*) FROM symbol").pluck().get() as number;
  const nights = writer.db.prepare("SELECT count(DISTINCT session) FROM snapshot").pluck().get() as number;
  const value = { sample: true, session: SAMPLE_LAST_SESSION, symbols, nights, portfolios };
  const file = ports.config.db;
  await answer(ports.output, json, value, [
    `Sample market: real closes of ${symbols} US symbols; ${nights} nights to ${SAMPLE_LAST_SESSION}, in ${file}`,
    ...portfolioLines(portfolios),
    `More of one: nightdesk report --db ${file} --portfolio "${portfolios[0]?.name ?? ""}"`,
  ]);
}
