import type { Sqlite } from "../../../db/driver.ts";
import { underlyingOf } from "../../market/underlying.ts";
import type { LotTerms } from "../book-writer.ts";
import { inCashOrder, type PortfolioEvent } from "../cash-event.ts";
import { readSplits } from "../history-source.ts";
import type { Split } from "../price-history.ts";
import { withRecordedSplits } from "../recorded-actions.ts";

/** The splits that quantities go through: the stored ones as a portfolio's books have them, those of a file included. */
export class SplitBook {
  readonly #db: Sqlite;
  readonly #recorded: ReadonlyMap<string | null, readonly PortfolioEvent[]>;
  readonly #known = new Map<string, readonly Split[]>();

  /** @param events The portfolio's own that stand, and those that are to. */
  constructor(db: Sqlite, events: readonly PortfolioEvent[]) {
    this.#db = db;
    const splits = inCashOrder(events.filter(({ kind }) => kind === "split"));
    this.#recorded = Map.groupBy(splits, ({ symbol }) => symbol);
  }

  /** As the recording of single events has it. */
  of({ symbol, option, assetClass }: Pick<LotTerms, "symbol" | "option" | "assetClass">): readonly Split[] {
    if (assetClass === "PRIVATE") return [];
    const name = option === null ? symbol : (underlyingOf(option.underlying) ?? option.underlying);
    let splits = this.#known.get(name);
    if (splits === undefined) {
      const stored = readSplits(this.#db, [name]).get(name) ?? [];
      splits = withRecordedSplits({ symbol: name, splits: stored }, this.#recorded.get(name) ?? []).splits;
      this.#known.set(name, splits);
    }
    return splits;
  }
}
