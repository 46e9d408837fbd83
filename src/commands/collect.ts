import { databasePath } from "../../db/open.ts";
import { planDuty } from "../batch/duties.ts";
import { readScope } from "../batch/given-scope.ts";
import { type RunReport, runNight } from "../batch/night.ts";
import { dueNeeds } from "../batch/plan.ts";
import { collectQuestion, type PriceSources, sourceBook } from "../batch/price-sources.ts";
import type { RunScope } from "../batch/scope.ts";
import { STEP_REASONS } from "../batch/step.ts";
import type { AskedPrices } from "../batch/universe.ts";
import { LocalPool } from "../compute/local-pool.ts";
import type { Need } from "../market/collect/needs.ts";
import type { QuotaStore } from "../market/providers/daily-quota.ts";
import { MemoryQuota, StoredQuota } from "../market/providers/quota-store.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { answer, table } from "./answer.ts";
import { askedPrices, askedProviders } from "./asked-prices.ts";
import { withReader, withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { collectedJson, collectedLines } from "./price-lines.ts";
import { progressObserver } from "./progress-observer.ts";
import { RUN_EXIT } from "./run.ts";
import type { Verb } from "./verb.ts";

/** More lines than this are summed up; --json lists all. */
const SHOWN = 25;
const NO_SCOPE = { date: null, from: null, to: null, portfolios: [], force: false } as const;

/** `nightdesk collect`: asks the providers for the prices, profiles and statements that are missing, or says what it would ask. */
export const collect: Verb = async ({ invocation, options, workerEntry }) => {
  const ports = portsOf(configOf(invocation));
  const asked = askedPrices(options);
  // Whether there is anybody to ask is told before the database is touched.
  const planned = sourcesOf(ports, options, new MemoryQuota());
  if (options.dryRun === true) {
    const view = await dryRun(ports, planned, asked, workerEntry);
    await answer(ports.output, invocation.json, view, dryRunLines(view));
    return 0;
  }
  const report = await withWriter(ports, "collect", async (writer, boot) => {
    const scope = readScope(NO_SCOPE, writer.db, ports.business);
    const pool = new LocalPool(workerEntry, 1, writer.path);
    try {
      return await runNight(
        { id: ports.newId(), trigger: "cli", job: "collect", scope, ...(asked === null ? {} : { asked }) },
        {
          writer,
          pool,
          clock: ports.technical,
          log: ports.log,
          boot,
          observer: progressObserver(invocation.json),
          sources: sourcesOf(ports, options, new StoredQuota(writer)),
          assumedRate: ports.config.risk_free_rate,
          signal: ports.host.stopSignal(),
        },
      );
    } finally {
      await pool.close();
    }
  });
  await answer(ports.output, invocation.json, jsonOf(report), linesOf(report));
  return RUN_EXIT[report.status];
};

/** The sources that are asked: those of the configuration, or those of them that are named. */
function sourcesOf(
  ports: Ports,
  options: Readonly<Record<string, unknown>>,
  quota: QuotaStore,
): PriceSources {
  const named = askedProviders(options);
  const config = named === null ? ports.config : { ...ports.config, providers: named };
  const book = sourceBook({ ...ports, config }, quota);
  const absent = book.configured.flatMap(({ id, absentBecause }) =>
    absentBecause === null ? [] : [`${id}: ${absentBecause}`],
  );
  const files = named === null || named.includes("files") ? ports.config.prices : null;
  const { providers = [], fundamentals = [] } = book.sources ?? {};
  if (providers.length === 0 && files === null) {
    const isFiles = named?.includes("files") === true;
    const none = isFiles ? "NIGHTDESK_PRICES names no file" : "NIGHTDESK_PROVIDERS names none";
    const why = absent.length === 0 ? none : absent.join("; ");
    throw new NightdeskError(
      "usage",
      `There is no provider to ask: ${why}. Name some with --provider or NIGHTDESK_PROVIDERS, or files with NIGHTDESK_PRICES.`,
    );
  }
  return { providers, fundamentals, files, business: ports.business, technical: ports.technical };
}

/** A symbol that would be asked for. */
interface NeedView extends Pick<Need, "symbol" | "reasons" | "whole"> {
  readonly sessions: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** What a collection would ask, of whom, and for how many requests. */
interface DryRun {
  readonly to: string;
  readonly symbols: number;
  readonly files: string | null;
  readonly providers: readonly { readonly provider: string; readonly requests: number }[];
  readonly needs: readonly NeedView[];
  readonly deferred: readonly {
    readonly symbol: string;
    readonly until: string;
    readonly because: string | null;
  }[];
}

async function dryRun(
  ports: Ports,
  sources: PriceSources,
  asked: AskedPrices | null,
  workerEntry: URL,
): Promise<DryRun> {
  const scope: RunScope = await withReader(ports, async (db) => readScope(NO_SCOPE, db, ports.business));
  const pool = new LocalPool(workerEntry, 1, databasePath(ports.config.db));
  try {
    const plan = await pool.ask(planDuty, { scope, collect: collectQuestion(sources, asked) });
    const due = dueNeeds(plan.collect);
    const queries = due.map(({ symbol, askFrom: from, missing: sessions, whole }) => ({
      symbol,
      from,
      sessions,
      whole,
    }));
    return {
      to: scope.to,
      symbols: due.length,
      files: sources.files,
      // Each provider is told as if it were the one that has everything: the next is asked only for what it has not.
      providers: sources.providers.map((provider) => ({
        provider: provider.id,
        requests: provider.cost(queries.filter(({ symbol }) => provider.supports(symbol))),
      })),
      needs: due.map(({ symbol, reasons, whole, missing }) => ({
        symbol,
        reasons,
        whole,
        sessions: missing.length,
        first: missing[0] ?? null,
        last: missing.at(-1) ?? null,
      })),
      deferred: (plan.collect?.needs ?? []).flatMap(
        ({ symbol, deferredUntil: until, deferredBecause: because }) =>
          until === null ? [] : [{ symbol, until, because }],
      ),
    };
  } finally {
    await pool.close();
  }
}

function dryRunLines({ to, symbols, files, providers, needs, deferred }: DryRun): string[] {
  if (symbols === 0 && deferred.length === 0)
    return [`Everything through ${to} is there; nobody would be asked.`];
  const rows = needs.map(({ symbol, sessions, first, last, reasons }) => [
    `  ${symbol}`,
    `${sessions} sessions`,
    first === last ? `${first}` : `${first} to ${last}`,
    reasons.join(", "),
  ]);
  const more = rows.length - SHOWN;
  return [
    `Prices of ${symbols} symbols are missing through ${to}.`,
    ...(files === null ? [] : [`${files} would be read first.`]),
    ...providers.map(
      ({ provider, requests }) =>
        `${provider} would be asked with at most ${requests.toLocaleString("en-US")} requests.`,
    ),
    ...table(rows.slice(0, SHOWN), [1]),
    ...(more > 0 ? [`  and ${more} more; --json lists all`] : []),
    ...deferred.map(
      ({ symbol, until, because }) =>
        `  ${symbol} is not looked for before ${until}: ${because ?? "deferred"}`,
    ),
  ];
}

/** What became of the search for prices, a unit a symbol. */
function pricesOf({ phases }: RunReport): RunReport["phases"][number] | null {
  return phases.find(({ phase }) => phase === "phase_1") ?? null;
}

function jsonOf(report: RunReport) {
  const { run, status, upToDate, reasons, seconds } = report;
  return {
    batch_run_id: run.id,
    status,
    up_to_date: upToDate,
    to: run.scope.to,
    units: pricesOf(report),
    reasons: Object.fromEntries(reasons),
    ...collectedJson(report),
    seconds: Math.round(seconds * 1_000) / 1_000,
  };
}

function linesOf(report: RunReport): string[] {
  const { run, status, upToDate, reasons, seconds } = report;
  const { planned = 0, done = 0 } = pricesOf(report) ?? {};
  const outcome = upToDate
    ? "nothing to do"
    : `${status} in ${seconds.toFixed(1)} s: ${done} of ${planned} symbols complete`;
  return [
    `through ${run.scope.to}: ${outcome} (run ${run.id})`,
    ...collectedLines(report),
    ...[...reasons].map(
      ([reason, count]) => `  ${reason}: ${STEP_REASONS[reason]} (${count.toLocaleString("en-US")})`,
    ),
  ];
}
