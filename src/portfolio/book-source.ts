import type { Sqlite } from "../../db/driver.ts";
import { rateSymbol } from "../market/exchange-rate.ts";
import { underlyingOf } from "../market/underlying.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { RATE_SYMBOL } from "../risk/conventions.ts";
import { currencyOf } from "./account.ts";
import type { BookInputs } from "./accounts.ts";
import type { PortfolioEvent } from "./cash-event.ts";
import { readCurrencies, readHistories } from "./history-source.ts";
import type { Lot, Portfolio } from "./portfolio.ts";
import { readLots, readPortfolioEvents } from "./portfolio-source.ts";

/** Currencies from which, or into which, a portfolio's books need rates. */
export function currenciesOf(
  portfolio: Pick<Portfolio, "currency">,
  lots: readonly Lot[],
  events: readonly PortfolioEvent[],
  told: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const currencies = new Set<string>();
  for (const lot of lots) {
    if (lot.events.length === 0) continue;
    const own = currencyOf(lot, portfolio, told);
    if (own !== null) currencies.add(own);
    for (const { currency } of lot.events) if (currency !== null) currencies.add(currency);
  }
  for (const { currency } of events) if (currency !== null) currencies.add(currency);
  return currencies;
}

/** The symbols whose prices a portfolio's books rest on: of shares, contracts, their underlyings, and rates. */
export function bookSymbols(
  { currency }: Pick<Portfolio, "currency">,
  lots: readonly Lot[],
  currencies: Iterable<string>,
): ReadonlySet<string> {
  const symbols = new Set<string>();
  for (const { assetClass, symbol, option } of lots) {
    if (assetClass !== "PRIVATE") symbols.add(symbol);
    if (option === null) continue;
    const underlying = underlyingOf(option.underlying);
    if (underlying !== null) symbols.add(underlying);
    symbols.add(RATE_SYMBOL);
  }
  for (const other of currencies) {
    for (const pair of [rateSymbol(other, currency), rateSymbol(currency, other)])
      if (pair !== null) symbols.add(pair);
  }
  return symbols;
}

/** Reads, in the caller's read snapshot, what a portfolio's books are replayed from. */
export function readBookInputs(
  db: Sqlite,
  portfolio: Portfolio,
  through: IsoDate,
  assumedRate: number,
): BookInputs {
  const lots = readLots(db, portfolio.id);
  const events = readPortfolioEvents(db, portfolio.id);
  const currencies = readCurrencies(db);
  const symbols = bookSymbols(portfolio, lots, currenciesOf(portfolio, lots, events, currencies));
  const histories = readHistories(db, symbols, through);
  return { portfolio, lots, events, histories, currencies, through, assumedRate };
}
