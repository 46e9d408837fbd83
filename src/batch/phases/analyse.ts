import type { PriorDate } from "../../compute/estimate-priors.ts";
import type { Panel } from "../../market/panel/panel.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { EstimateStore } from "../estimate-store.ts";
import type { Work } from "../journal.ts";
import { RiskStore } from "../risk-store.ts";
import { DEPENDS_ON_FAILED, FAILED, PRIOR_KEY, symbolKey } from "../step.ts";
import { endOf } from "../stored.ts";
import { type AnalysisDate, analysisDates } from "./analysis-date.ts";
import type { PhaseContext } from "./context.ts";
import { type Estimates, Failures } from "./estimates.ts";
import { isolated } from "./isolate.ts";
import { makeMetrics } from "./metrics.ts";
import { estimateBooks } from "./portfolio-numbers.ts";
import { fixedMembers } from "./prior-members.ts";
import { endWithoutSnapshot } from "./untold.ts";

/** Sessions that are estimated together: enough to keep every thread at work, few enough to be written in between. */
const DATES_AT_ONCE = 16;

/**
 * Phase 3: for every session first the statistics of symbols and the priors of their betas, then each portfolio's numbers,
 * looked up from them; before all of that the metrics of symbols. Only what is stored is read; nothing is fetched.
 */
export async function analyse(context: PhaseContext): Promise<void> {
  const dates = analysisDates(context.plan);
  const [first, last] = [dates[0], dates.at(-1)];
  if (context.plan.metrics.length === 0 && dates.length === 0) return;
  await context.journal.phase("phase_3", async () => {
    await makeMetrics(context);
    if (first === undefined || last === undefined) return;
    const panel = await context.pool.loadPanel({ from: first.session, to: last.session });
    await new Analysis(context, panel).run(dates);
  });
}

class Analysis {
  readonly #context: PhaseContext;
  readonly #panel: Panel;
  readonly #at: ReadonlyMap<IsoDate, number>;
  readonly #rows: ReadonlyMap<string, number>;
  readonly #estimates: EstimateStore;
  readonly #risk: RiskStore;

  constructor(context: PhaseContext, panel: Panel) {
    const { writer, plan, revisions } = context;
    this.#context = context;
    this.#panel = panel;
    this.#at = new Map(panel.axes.sessions.map((session, at) => [session, at]));
    this.#rows = new Map(panel.axes.symbols.map((symbol, at) => [symbol, at]));
    this.#estimates = new EstimateStore(writer, plan.seen);
    this.#risk = new RiskStore(writer, revisions, plan.seen);
  }

  /** The next sessions' symbols are estimated while these sessions' numbers are stored. */
  async run(dates: readonly AnalysisDate[]): Promise<void> {
    let ahead = this.#estimate(dates.slice(0, DATES_AT_ONCE));
    try {
      for (let from = 0; from < dates.length; from += DATES_AT_ONCE) {
        const estimates = await ahead;
        ahead = this.#estimate(dates.slice(from + DATES_AT_ONCE, from + 2 * DATES_AT_ONCE));
        // It is awaited in the next turn; until then a fault of it must not pass for one that nobody handles.
        ahead.catch(() => undefined);
        await this.#storeSymbols(estimates);
        await this.#portfolios(estimates);
        crashPoint("run.analysed");
      }
    } finally {
      // Nothing may be told in the log once the run has been sealed.
      await ahead.catch(() => undefined);
    }
  }

  #indexOf(session: IsoDate): number {
    return this.#at.get(session) as number;
  }

  async #estimate(dates: readonly AnalysisDate[]): Promise<Estimates> {
    const { pool, writer } = this.#context;
    const cells = dates.flatMap(({ session, symbols }) =>
      symbols.map(({ symbol }) => ({ row: this.#rows.get(symbol) as number, at: this.#indexOf(session) })),
    );
    const priorDates = dates
      .filter(({ prior }) => prior)
      .map(
        ({ session }): PriorDate => ({
          at: this.#indexOf(session),
          members: fixedMembers(writer.db, session),
        }),
      );
    const [estimated, priors] = await Promise.all([
      this.#isolated("the statistics of a symbol", cells, (part) => pool.estimateSymbols(this.#panel, part)),
      this.#isolated("the priors of betas", priorDates, (part) => pool.estimatePriors(this.#panel, part)),
    ]);
    return { dates, cells: estimated, priors };
  }

  #isolated<Item extends { readonly at: number }, Result>(
    what: string,
    items: readonly Item[],
    work: (items: readonly Item[]) => Promise<readonly Result[]>,
  ): Promise<readonly (Result | null)[]> {
    const { journal, log } = this.#context;
    return isolated(this.#context, items, work, async ({ at }, fault) => {
      const session = this.#panel.axes.sessions[at];
      log.error({ err: fault, what, session }, "a computation failed");
      await journal.log("error", "phase_3", `${what} of ${session} could not be computed: ${fault.message}`);
    });
  }

  async #storeSymbols({ dates, cells, priors }: Estimates): Promise<void> {
    const works: Work[] = [];
    let [cell, prior] = [0, 0];
    for (const { session: date, symbols, prior: isPriorWanted } of dates) {
      for (const { symbolId, symbol } of symbols) {
        const estimated = cells[cell++] ?? null;
        const store = () =>
          estimated === null ? FAILED : endOf(this.#estimates.storeSymbol(symbolId, date, estimated));
        works.push({ unit: { phase: "phase_3", key: symbolKey(symbol), date }, store });
      }
      if (!isPriorWanted) continue;
      const estimated = priors[prior++] ?? null;
      const store = () => (estimated === null ? FAILED : endOf(this.#estimates.storePriors(date, estimated)));
      works.push({ unit: { phase: "phase_3", key: PRIOR_KEY, date }, store });
    }
    await this.#context.journal.store("phase_3", works);
  }

  /** A portfolio's numbers are not made of what could not be computed, as if it could not be had: they fail with it. */
  async #portfolios(estimates: Estimates): Promise<void> {
    const { pool, journal } = this.#context;
    const { dates } = estimates;
    const failures = new Failures(estimates);
    const wanted = dates.flatMap(({ session, portfolios }) =>
      portfolios.map((portfolio) => ({ ...portfolio, session, at: this.#indexOf(session) })),
    );
    const numbers = await this.#isolated("the numbers of a portfolio", wanted, (part) =>
      estimateBooks(pool, this.#panel, part),
    );
    const works = wanted.flatMap(({ portfolioId, publicId, session, engines }, index) =>
      engines.map((engine): Work => {
        const estimated = numbers[index] ?? null;
        const key = { portfolioId, session };
        const store = () => {
          if (estimated === null) return FAILED;
          if (estimated === "no_snapshot") return endWithoutSnapshot(this.#context, portfolioId, session);
          if (failures.reach(engine, session, estimated.statistics.book)) return DEPENDS_ON_FAILED;
          return endOf(this.#risk.store(key, engine, estimated, journal.now()));
        };
        return { unit: { phase: "phase_3", key: `${engine}:${publicId}`, date: session }, store };
      }),
    );
    await journal.store("phase_3", works);
  }
}
