import { markAsDemo } from "../../db/demo-mark.ts";
import { databasePath } from "../../db/open.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { calendarOf, SETTLING_MS } from "../market/calendar/calendar.ts";
import type { Panel } from "../market/panel/panel.ts";
import { importPrices } from "../market/prices/import.ts";
import { priceFilesAt } from "../market/prices/paths.ts";
import { SAMPLE_FILE, SAMPLE_LAST_SESSION } from "../market/sample/sample.ts";
import { formatInstant } from "../platform/clock.ts";
import { resolveConfig } from "../platform/config.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { hostProcess } from "../platform/process.ts";
import { answer, table } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { portsOf } from "./invocation.ts";
import { progressBar } from "./progress-bar.ts";
import { serveUntil } from "./serve.ts";
import type { Verb } from "./verb.ts";

const DEMO_DATABASE = "./nightdesk-demo.db";
const PER_CENT = 100;

/** `nightdesk demo`: the sample market in a database of its own, its last session as a table, then a server on it. */
export const demo: Verb = async ({ invocation, options, workerEntry }) => {
  const night = calendarOf("XNYS").closeOf(SAMPLE_LAST_SESSION) + SETTLING_MS;
  const flags = { db: DEMO_DATABASE, now: formatInstant(night), ...invocation.flags };
  const ports = portsOf(resolveConfig({ flags, env: hostProcess.environment, stored: {} }));
  const stop = ports.host.stopSignal();
  const stopped = new Promise<void>((resolve) =>
    stop.addEventListener("abort", () => resolve(), { once: true }),
  );
  markAsDemo(databasePath(ports.config.db));
  await withWriter(ports, "demo", async (writer) => {
    const bar = progressBar("sample market", invocation.json);
    const { business, technical } = ports;
    const request = { files: await priceFilesAt([SAMPLE_FILE]), basis: null, strict: false };
    const report = await importPrices(request, {
      writer,
      business,
      technical,
      signal: stop,
      progress: bar.at,
    });
    bar.end();
    if (report.status !== "complete") {
      throw new NightdeskError(
        "internal",
        `The sample market could not be read: ${report.files[0]?.fault?.detail ?? "rows were refused"}`,
      );
    }
    await showLastSession(ports, invocation.json, writer.path, workerEntry);
    if (options.serve !== false) await serveUntil(stopped, ports, writer.path, workerEntry, invocation.json);
  });
  return 0;
};

async function showLastSession(ports: Ports, json: boolean, path: string, workerEntry: URL): Promise<void> {
  const pool = new LocalPool(workerEntry, ports.config.workers, path);
  try {
    const panel = await pool.loadPanel();
    const returns = panel.axes.symbols.map((symbol) => ({
      symbol,
      return_1d: panel.returnOf(symbol, SAMPLE_LAST_SESSION),
    }));
    const value = { sample: true, session: SAMPLE_LAST_SESSION, ...sizeOf(panel), returns };
    const cells = returns.map(({ symbol, return_1d: { value: change, reason } }) => [
      symbol,
      change === null ? reason : `${(change * PER_CENT).toFixed(2)} %`,
    ]);
    const title = `Sample market: ${value.symbols} symbols, ${value.sessions} sessions, ${value.valid_returns.toLocaleString("en-US")} daily returns; total return on ${SAMPLE_LAST_SESSION}`;
    await answer(ports.output, json, value, [title, ...inColumns(cells)]);
  } finally {
    await pool.close();
  }
}

function sizeOf(panel: Panel): { symbols: number; sessions: number; valid_returns: number } {
  let valid = 0;
  for (const each of panel.valid) valid += each;
  return { symbols: panel.axes.symbols.length, sessions: panel.axes.sessions.length, valid_returns: valid };
}

const COLUMNS = 4;

function inColumns(cells: readonly (readonly string[])[]): string[] {
  const height = Math.ceil(cells.length / COLUMNS);
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from({ length: COLUMNS }, (_, column) => cells[column * height + row] ?? ["", ""]).flat(),
  );
  return table(rows, [1, 3, 5, 7]);
}
