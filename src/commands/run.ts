import type { Writer } from "../../db/writer.ts";
import { readScope } from "../batch/given-scope.ts";
import { type RunReport, runNight } from "../batch/night.ts";
import { PHASE_NAMES } from "../batch/plan.ts";
import { sourceBook } from "../batch/price-sources.ts";
import type { Boot } from "../batch/run-store.ts";
import { STEP_REASONS } from "../batch/step.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { StoredQuota } from "../market/providers/quota-store.ts";
import type { ExitCode } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { type ListedPortfolio, readPortfolioList } from "../portfolio/report/portfolio-list.ts";
import { answer, table } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { nothingToDo } from "./nothing-to-do.ts";
import { portfolioLines } from "./portfolio-table.ts";
import { collectedJson, collectedLines } from "./price-lines.ts";
import { progressObserver } from "./progress-observer.ts";
import { givenScope } from "./scope-options.ts";
import type { Verb } from "./verb.ts";

/** A run's status as an exit code. */
export const RUN_EXIT: Readonly<Record<RunReport["status"], ExitCode>> = {
  running: 1,
  completed: 0,
  partial: 3,
  failed: 1,
  cancelled: 3,
  interrupted: 3,
};

/** `nightdesk run`: one night, or the nights of a range, over what the database holds. */
export const run: Verb = async ({ invocation, options, workerEntry }) => {
  const ports = portsOf(configOf(invocation));
  const { report, portfolios } = await withWriter(ports, "run", async (writer, boot) => {
    const made = await runOnce(ports, writer, boot, workerEntry, options, invocation.json);
    return { report: made, portfolios: readPortfolioList(writer.db) };
  });
  await answer(ports.output, invocation.json, jsonOf(report, portfolios), linesOf(report, portfolios));
  return RUN_EXIT[report.status];
};

async function runOnce(
  ports: Ports,
  writer: Writer,
  boot: Boot,
  workerEntry: URL,
  options: Readonly<Record<string, unknown>>,
  json: boolean,
): Promise<RunReport> {
  const scope = readScope(givenScope(options), writer.db, ports.business);
  const pool = new LocalPool(workerEntry, ports.config.workers, writer.path);
  try {
    return await runNight(
      { id: ports.newId(), trigger: "cli", scope },
      {
        writer,
        pool,
        clock: ports.technical,
        log: ports.log,
        boot,
        observer: progressObserver(json),
        sources: sourceBook(ports, new StoredQuota(writer)).sources,
        assumedRate: ports.config.risk_free_rate,
        signal: ports.host.stopSignal(),
      },
    );
  } finally {
    await pool.close();
  }
}

/** A run's report as JSON has it. */
function jsonOf(report: RunReport, portfolios: readonly ListedPortfolio[]) {
  const { run: made, status, upToDate, phases, reasons, seconds, transactions } = report;
  const { from, to, portfolios: ids, force } = made.scope;
  return {
    batch_run_id: made.id,
    status,
    up_to_date: upToDate,
    attempt: made.attempt,
    from,
    to,
    portfolio_ids: ids ?? "all",
    force,
    phases: phases.map(({ phase, ...counts }) => ({
      phase_id: phase,
      phase_name: PHASE_NAMES[phase],
      ...counts,
    })),
    reasons: Object.fromEntries(reasons),
    ...collectedJson(report),
    seconds: Math.round(seconds * 1_000) / 1_000,
    transactions: {
      count: transactions.transactions,
      longest_ms: Math.round(transactions.longestMs),
      over_10_ms: transactions.overTarget,
      over_50_ms: transactions.tooLong,
    },
    portfolios,
  };
}

function countsLine({ phases }: RunReport): string[] {
  return table(
    phases
      .filter(({ planned }) => planned > 0)
      .map(({ phase, planned, done, skipped, partial, failed }) => {
        const parts = [
          [done, "done"],
          [skipped, "skipped"],
          [partial, "partial"],
          [failed, "failed"],
        ] as const;
        const told = parts
          .filter(([count]) => count > 0)
          .map(([count, what]) => `${count.toLocaleString("en-US")} ${what}`);
        return [`  ${PHASE_NAMES[phase]}`, `${planned.toLocaleString("en-US")} planned`, told.join(", ")];
      }),
    [1],
  );
}

function linesOf(report: RunReport, portfolios: readonly ListedPortfolio[]): string[] {
  const { run: made, status, upToDate, reasons, seconds } = report;
  const range = `${made.scope.from ?? "inception"} to ${made.scope.to}`;
  const outcome = upToDate ? nothingToDo(portfolios, made.scope.to) : `${status} in ${seconds.toFixed(1)} s`;
  return [
    `${range}: ${outcome} (run ${made.id})`,
    ...(upToDate ? [] : countsLine(report)),
    ...collectedLines(report),
    ...[...reasons].map(
      ([reason, count]) => `  ${reason}: ${STEP_REASONS[reason]} (${count.toLocaleString("en-US")})`,
    ),
    ...portfolioLines(portfolios),
  ];
}
