import type { PortfolioEventKind } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Cents } from "../platform/money.ts";

/** Something that happened to a portfolio's cash, or to its view of a symbol's splits, and was not reversed since. */
export interface PortfolioEvent {
  readonly kind: PortfolioEventKind;
  readonly tradeDate: IsoDate;
  readonly time: string | null;
  /** Hundredths of its currency; of a contribution, withdrawal or fee above zero. Null of a split. */
  readonly amount: Cents | null;
  /** Null: the portfolio's. */
  readonly currency: string | null;
  /** Of a dividend or a split. */
  readonly symbol: string | null;
  /** New shares for old ones, of a split. */
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/** Orders events so that their order does not depend on the one in which they were recorded. */
export function inCashOrder(events: readonly PortfolioEvent[]): readonly PortfolioEvent[] {
  const keyOf = ({ kind, tradeDate, time, ...rest }: PortfolioEvent) =>
    JSON.stringify([tradeDate, time ?? "", kind, rest]);
  return events
    .map((event) => ({ event, key: keyOf(event) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ event }) => event);
}
