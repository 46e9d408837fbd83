import type { Sqlite } from "../../../db/driver.ts";
import { newYorkDayAt } from "../../market/calendar/new-york.ts";
import { underlyingOf } from "../../market/underlying.ts";
import { fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { inCashOrder } from "../cash-event.ts";
import { readSplits } from "../history-source.ts";
import { tryOccSymbol } from "../import/occ-symbol.ts";
import { readPortfolioEvents } from "../portfolio-source.ts";
import type { Split } from "../price-history.ts";
import { withRecordedSplits } from "../recorded-actions.ts";
import type { Target, TargetKey } from "./target.ts";

/** Whose splits change what a price of it is: an option's are those of its underlying. */
function splitSymbolOf({ symbol, type }: TargetKey): string {
  if (type === "LONG" || type === "SHORT") return symbol;
  const underlying = tryOccSymbol(symbol)?.terms.underlying;
  return (underlying === undefined ? null : underlyingOf(underlying)) ?? symbol;
}

/** The splits of what a portfolio has targets of, as its books have them: a price that was told before one is of other shares. */
export class TargetSplits {
  readonly #splits = new Map<string, readonly Split[]>();

  constructor(db: Sqlite, portfolioId: number, targets: readonly TargetKey[]) {
    const stored = readSplits(db, targets.map(splitSymbolOf));
    const events = inCashOrder(readPortfolioEvents(db, portfolioId));
    for (const [symbol, splits] of stored) {
      this.#splits.set(symbol, withRecordedSplits({ symbol, splits }, events).splits);
    }
  }

  /** Whether there has been a split between the day on which a target was told and another, the latter included. */
  liesBefore(target: Pick<Target, keyof TargetKey | "updatedAt">, through: IsoDate): boolean {
    const told = fromEpochDay(newYorkDayAt(Date.parse(target.updatedAt)));
    const splits = this.#splits.get(splitSymbolOf(target)) ?? [];
    return splits.some(({ exDate }) => exDate > told && exDate <= through);
  }
}
