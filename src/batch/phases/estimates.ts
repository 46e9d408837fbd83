import type { RiskEngine } from "../../../db/schema/words.ts";
import type { EstimatedPriors } from "../../compute/estimate-priors.ts";
import type { EstimatedCell } from "../../compute/estimate-symbols.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Book } from "../../risk/book.ts";
import type { AnalysisDate } from "./analysis-date.ts";

/** What the threads have made of some sessions' symbols, in their order; null where they failed. */
export interface Estimates {
  readonly dates: readonly AnalysisDate[];
  readonly cells: readonly (EstimatedCell | null)[];
  readonly priors: readonly (EstimatedPriors | null)[];
}

/** Which estimates failed, by session. */
export class Failures {
  readonly #symbols = new Map<IsoDate, Set<string>>();
  readonly #priors = new Set<IsoDate>();

  constructor({ dates, cells, priors }: Estimates) {
    let [cell, prior] = [0, 0];
    for (const { session, symbols, prior: isPriorWanted } of dates) {
      const failed = symbols.filter(() => cells[cell++] === null).map(({ symbol }) => symbol);
      if (failed.length > 0) this.#symbols.set(session, new Set(failed));
      if (isPriorWanted && priors[prior++] === null) this.#priors.add(session);
    }
  }

  /** Whether an engine's numbers of a book rest on something that failed. */
  reach(engine: RiskEngine, session: IsoDate, { underlyings }: Book): boolean {
    if (engine === "sector_exposure") return false;
    if (engine === "market_beta" && this.#priors.has(session)) return true;
    const failed = this.#symbols.get(session);
    return failed !== undefined && underlyings.some(({ name }) => failed.has(name));
  }
}
