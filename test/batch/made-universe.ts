import { type UniverseSource, universeOf } from "../../src/batch/universe.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import type { Requirement } from "../../src/market/collect/needs.ts";
import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { currenciesOf } from "../../src/portfolio/book-source.ts";
import type { OptionTerms } from "../../src/portfolio/lot.ts";
import type { Lot, Portfolio } from "../../src/portfolio/portfolio.ts";
import { bookOf } from "./made-state.ts";

/** The last session that is wanted, and the first one of portfolios. */
export const TO = isoDate("2026-05-29");
export const INCEPTION = isoDate("2026-05-01");
/** Nothing is watched. */
export const NOBODYS: Omit<UniverseSource, "portfolios"> = { watched: [] };
/** Trading currencies as providers have told them, by symbol. */
type Told = ReadonlyMap<string, string>;

/** The session so many sessions before another. */
export function before(session: string, count: number): IsoDate {
  const xnys = calendarOf("XNYS");
  return xnys.sessionAt(xnys.ordinalOf(isoDate(session)) - count);
}

/** What makes a lot an option on something. */
export const option = (underlying: string): Partial<Lot> => {
  const terms: OptionTerms = { underlying, strike: 100, expiration: isoDate("2026-12-18"), right: "CALL" };
  return { assetClass: "OPTIONS", type: "LC", multiplier: 100, option: terms };
};

/** A portfolio of these lots, in the currencies that they trade in. */
export function holderOf(portfolio: Portfolio, lots: readonly Lot[], told: Told = new Map()) {
  return { portfolio, lots, currencies: currenciesOf(portfolio, lots, [], told) };
}

/** The universe of one portfolio of these lots. */
export function wantedOf(
  lots: readonly Lot[],
  { told, ...part }: Partial<UniverseSource> & { readonly told?: Told } = {},
  currency = "USD",
) {
  const holder = holderOf({ ...bookOf(1, INCEPTION), currency }, lots, told);
  return universeOf({ portfolios: [holder], ...NOBODYS, ...part }, TO);
}

/** What is wanted of a symbol; null if nothing is. */
export function of(universe: readonly Requirement[], symbol: string): Requirement | null {
  return universe.find((each) => each.symbol === symbol) ?? null;
}

/** What is wanted of a symbol in a few words: first session, last one, reasons. */
export const rangeOf = (universe: readonly Requirement[], symbol: string): unknown[] => {
  const { from, through, reasons } = of(universe, symbol) ?? {};
  return [from, through, reasons];
};
