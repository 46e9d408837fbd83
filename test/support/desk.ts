import pino from "pino";
import { canonicalDump, DUMP_TABLES, type DumpTable } from "../../db/dump.ts";
import { planDuty } from "../../src/batch/duties.ts";
import { type RunReport, runNight } from "../../src/batch/night.ts";
import type { NightPorts } from "../../src/batch/night-ports.ts";
import { type PlanView, planView } from "../../src/batch/plan-view.ts";
import type { PriceSources } from "../../src/batch/price-sources.ts";
import type { RunObserver } from "../../src/batch/run.ts";
import type { RunScope } from "../../src/batch/scope.ts";
import { LocalPool } from "../../src/compute/local-pool.ts";
import { formatInstant, type TechnicalClock, technicalClock } from "../../src/platform/clock.ts";
import { idSource } from "../../src/platform/ids.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { readTerms } from "../../src/portfolio/import/portfolio-terms.ts";
import { readPositions } from "../../src/portfolio/import/position-file.ts";
import type { Portfolio } from "../../src/portfolio/portfolio.ts";
import { findPortfolio } from "../../src/portfolio/portfolio-source.ts";
import { openPortfolio } from "../../src/portfolio/portfolio-store.ts";
import { type PortfolioReport, portfolioReport } from "../../src/portfolio/report/portfolio-report.ts";
import { NOW, TemporaryDatabase } from "./temporary-database.ts";

const ENTRY = new URL("../../src/worker.ts", import.meta.url);
const TODAY = isoDate("2026-05-29");
/** The first four columns of a position file, which are all that it needs. */
export const POSITIONS_HEADER = "Symbol,Quantity,Entry Price Per Share,Entry Date";

/** An observer that looks away. */
export const NOBODY: RunObserver = {
  started: () => undefined,
  planned: () => undefined,
  phaseStarted: () => undefined,
  advanced: () => undefined,
  phaseFinished: () => undefined,
  logged: () => undefined,
  sealed: () => undefined,
};

/** What a portfolio is opened with besides its name and lots; equity as a user writes it. */
export interface Stated {
  readonly equity: string;
  readonly currency?: string;
  readonly inception?: string;
  readonly asOf?: string;
}

/** What is asked of a run; all portfolios from inception through the last session unless said. */
export type Asked = Partial<Pick<RunScope, "force" | "portfolios">> & {
  readonly from?: string;
  readonly to?: string;
  readonly observer?: RunObserver;
  readonly sources?: PriceSources | null;
  readonly signal?: AbortSignal;
};

/**
 * A desk at work in a folder of its own: prices and portfolios come in, nights run on real worker threads. Its clock is a
 * millisecond further at each reading, so that no two instants are the same. `await using` closes it.
 * @example await using desk = new Desk(); await desk.base.importText("symbol,date,close\n..."); await desk.run();
 */
export class Desk {
  readonly base = new TemporaryDatabase();
  readonly clock: TechnicalClock;
  readonly #pools = new Map<number, LocalPool>();
  readonly #newId: () => string;
  #now = NOW;

  constructor() {
    this.clock = {
      now: () => {
        this.#now += 1;
        return this.#now;
      },
      elapsed: technicalClock.elapsed,
    };
    this.#newId = idSource(this.clock, systemRandom);
  }

  /** The instant it is, as instants are written down; each is later than all that were written before. */
  now(): string {
    return formatInstant(this.clock.now());
  }

  pool(workers = 2): LocalPool {
    const pool = this.#pools.get(workers) ?? new LocalPool(ENTRY, workers, this.base.path);
    this.#pools.set(workers, pool);
    return pool;
  }

  /** Opens a portfolio from the text of a position file, as `nightdesk portfolio import` does. */
  async open(name: string, csv: string, stated: Stated): Promise<Portfolio> {
    const given = { currency: null, inception: null, asOf: null, ...stated };
    const terms = readTerms({ name, ...given }, TODAY);
    const options = { fileName: "positions.csv", today: TODAY, strict: false };
    const file = readPositions(new TextEncoder().encode(csv), options);
    if (file.faults.length > 0) throw new Error(JSON.stringify(file.faults));
    const recorder = { source: "import", actor: "command", at: this.now(), newId: this.#newId };
    return openPortfolio(this.base.writer, terms, file.lots, recorder);
  }

  /** Opens a portfolio of lots that are given as rows of {@link POSITIONS_HEADER}. */
  openLots(name: string, rows: readonly string[], stated: Stated): Promise<Portfolio> {
    return this.open(name, [POSITIONS_HEADER, ...rows, ""].join("\n"), stated);
  }

  scope({ from, to = TODAY, portfolios = null, force = false }: Asked = {}): RunScope {
    return { from: from === undefined ? null : isoDate(from), to: isoDate(to), portfolios, force };
  }

  ports(asked: Asked = {}, workers?: number): NightPorts {
    return {
      writer: this.base.writer,
      pool: this.pool(workers),
      clock: this.clock,
      log: pino({ level: "silent" }),
      boot: { id: "this-boot", version: "0.0.0" },
      observer: asked.observer ?? NOBODY,
      sources: asked.sources ?? null,
      assumedRate: 0.04,
      signal: asked.signal ?? new AbortController().signal,
    };
  }

  /** Runs a night, as `nightdesk run` does. */
  run(asked: Asked = {}, workers?: number): Promise<RunReport> {
    const request = { id: this.#newId(), trigger: "cli", scope: this.scope(asked) } as const;
    return runNight(request, this.ports(asked, workers));
  }

  /** What a run of this scope would do, as `nightdesk plan` shows it. */
  async plan(asked: Asked = {}): Promise<PlanView> {
    return planView(await this.pool().ask(planDuty, { scope: this.scope(asked), collect: null }));
  }

  portfolio(name: string): Portfolio {
    const found = findPortfolio(this.base.writer.db, name);
    if (found === null) throw new Error(`there is no portfolio ${name}`);
    return found;
  }

  /** A portfolio's report as JSON has it, as it stands or as it was known at an instant. */
  report(name: string, date: string, asKnown: string | null = null): PortfolioReport {
    const report = portfolioReport(this.base.writer.orm, this.portfolio(name), isoDate(date), asKnown);
    return JSON.parse(JSON.stringify(report)) as PortfolioReport;
  }

  /** The canonical dump, of all tables or of some. */
  dump(tables: readonly DumpTable[] = DUMP_TABLES): string {
    return [...canonicalDump(this.base.writer.db, this.base.path, tables)].join("");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    this.base[Symbol.dispose]();
  }
}
