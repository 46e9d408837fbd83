import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { Accounts } from "../../src/portfolio/accounts.ts";
import type { Lot, Portfolio } from "../../src/portfolio/portfolio.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { type GivenLot, inputsOf, lots, type MoreInputs, market, portfolio } from "./books.ts";

const THROUGH = isoDate("2025-07-31");

/** The accounts of a portfolio through July 2025. */
export function accountsOf(
  of: Portfolio,
  held: readonly Lot[],
  prices: ReadonlyMap<string, PriceHistory>,
  more: MoreInputs = {},
  through: IsoDate = THROUGH,
): Accounts {
  return new Accounts(inputsOf(of, held, prices, through, more));
}

/** A hundred shares of AAPL that were bought at 90 as of the inception, unless said. */
export function lotOf(given: Partial<GivenLot> = {}): Lot {
  return lots({ quantity: 100, entry: ["2025-06-30", 90], ...given })[0] as Lot;
}

/** What a lot moved in a few words: session, cash by trades and by dividends, in dollars. */
export function moved(
  given: Partial<GivenLot>,
  prices: PriceHistory | null = null,
): (readonly [string, number, number])[] {
  const { all } = accountsOf(portfolio(), [lotOf(given)], prices === null ? market() : market(prices));
  return all.flatMap(({ movements }) =>
    movements.map(({ session, trade, dividend }) => [session.slice(5), trade / 100, dividend / 100] as const),
  );
}
