import { DerivedRows } from "../../db/bulk/derived.ts";
import { Rows } from "../../db/bulk/rows.ts";
import { betaPrior, symbolBeta, symbolEstimate, symbolVolatility } from "../../db/schema/risk.ts";
import { joinWords } from "../../db/words.ts";
import type { Writer } from "../../db/writer.ts";
import { type EstimatedPriors, PRIOR_METHOD } from "../compute/estimate-priors.ts";
import { type EstimatedCell, SYMBOL_METHOD } from "../compute/estimate-symbols.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { BETA_WINDOWS, type BetaWindow, VOLATILITY_WINDOWS } from "../risk/conventions.ts";
import { regressionColumns, statisticColumns } from "./risk-columns.ts";
import { type Stored, weigh } from "./stored.ts";

/** Stores the statistics of symbols, and the priors of their betas. All calls belong inside a transaction. */
export class EstimateStore {
  readonly #seen: number;
  readonly #derivedSymbols: DerivedRows;
  readonly #derivedPriors: DerivedRows;
  readonly #estimates: Rows<typeof symbolEstimate>;
  readonly #betas: Rows<typeof symbolBeta>;
  readonly #volatilities: Rows<typeof symbolVolatility>;
  readonly #priors: Rows<typeof betaPrior>;

  /** @param seen The newest price change that what is stored reflects. */
  constructor({ db }: Writer, seen: number) {
    this.#seen = seen;
    this.#derivedSymbols = new DerivedRows(db, "symbol_estimate", ["symbol_id", "session"]);
    this.#derivedPriors = new DerivedRows(db, "beta_prior", ["session", "window"]);
    this.#estimates = new Rows(db, symbolEstimate);
    this.#betas = new Rows(db, symbolBeta);
    this.#volatilities = new Rows(db, symbolVolatility);
    this.#priors = new Rows(db, betaPrior);
  }

  storeSymbol(symbolId: number, session: IsoDate, { statistics, inputs }: EstimatedCell): Stored {
    const made = { method: SYMBOL_METHOD, inputs };
    const stored = weigh(this.#derivedSymbols, [symbolId, session], made, this.#seen);
    if (stored === "unchanged") return stored;
    this.#estimates.put({ symbolId, session, ...made, seen: this.#seen });
    for (const window of BETA_WINDOWS) {
      const { beta, ...rest } = statistics.marketBeta[window];
      this.#betas.put({
        symbolId,
        session,
        window,
        ...statisticColumns(beta),
        ...regressionColumns({ beta, ...rest }),
      });
    }
    for (const window of VOLATILITY_WINDOWS) {
      this.#volatilities.put({ symbolId, session, window, ...statisticColumns(statistics.realised[window]) });
    }
    return stored;
  }

  storePriors(session: IsoDate, estimated: EstimatedPriors): Stored {
    const stored = BETA_WINDOWS.map((window) => this.#storePrior(session, window, estimated[window]));
    return stored.find((each) => each !== "unchanged") ?? "unchanged";
  }

  #storePrior(session: IsoDate, window: BetaWindow, { prior, inputs }: EstimatedPriors[BetaWindow]): Stored {
    const made = { method: PRIOR_METHOD, inputs };
    const stored = weigh(this.#derivedPriors, [session, window], made, this.#seen);
    if (stored === "unchanged") return stored;
    const { moments, members } = prior;
    this.#priors.put({
      session,
      window,
      mu: moments.value?.mu ?? null,
      tau2: moments.value?.tau2 ?? null,
      reason: moments.reason,
      count: members.length,
      members: joinWords(members),
      ...made,
      seen: this.#seen,
    });
    return stored;
  }
}
