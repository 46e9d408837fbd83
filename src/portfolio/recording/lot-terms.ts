import { trySymbol } from "../../market/symbol.ts";
import { underlyingOf } from "../../market/underlying.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { LotTerms } from "../book-writer.ts";
import {
  hasOccShape,
  isOccExpiration,
  isOn,
  type OccContract,
  occRootOf,
  occSymbol,
  tryOccSymbol,
} from "../import/occ-symbol.ts";
import { type AssetClass, multiplierOf, type OptionTerms, positionTypeOf } from "../lot.ts";
import { refused } from "./refused.ts";

const PRIVATE_NAME = /^[A-Z0-9][A-Z0-9._-]{0,99}$/;
const LARGEST_MULTIPLIER = 1_000_000;

/** What a lot is to be of, as somebody gives it. */
export interface GivenInstrument {
  readonly symbol: string;
  readonly assetClass: AssetClass;
  readonly subtype: string | null;
  /** Of an option; null: as its OCC symbol says. */
  readonly option: OptionTerms | null;
  /** Shares a contract stands for; null: the standard. */
  readonly multiplier: number | null;
  readonly note: string | null;
}

/** An option by its OCC symbol or its terms, which must agree. */
function contractOf({ symbol, option }: GivenInstrument): {
  readonly symbol: string;
  readonly option: OptionTerms;
} {
  const read = tryOccSymbol(symbol);
  if (read !== null) {
    if (option !== null && !agrees(read, option)) {
      throw refused(
        `The option ${read.symbol} has other terms than those that are given beside it; give either, or both alike.`,
      );
    }
    return { symbol: read.symbol, option: option ?? read.terms };
  }
  const root = option === null ? null : occRootOf(option.underlying);
  if (option === null || root === null) {
    throw refused(
      `"${symbol.slice(0, 40)}" is not an OCC symbol such as AAPL250815P00200000; give one, or underlying, strike, expiration and right.`,
    );
  }
  if (!isOccExpiration(option.expiration)) {
    throw refused(`An expiration of ${option.expiration} is not within 2000 to 2099.`);
  }
  return { symbol: occSymbol(root, option), option };
}

function agrees(read: OccContract, option: OptionTerms): boolean {
  const { strike, expiration, right } = read.terms;
  return (
    isOn(read, option.underlying) &&
    strike === option.strike &&
    expiration === option.expiration &&
    right === option.right
  );
}

/**
 * The terms of a lot, in the one spelling of its symbol.
 * @param quantity Whose sign tells long from short.
 * @throws NightdeskError `bad_symbol`, or `event_refused` for an option whose terms do not agree.
 */
export function lotTerms(given: GivenInstrument, quantity: number): LotTerms {
  const { assetClass, subtype, note } = given;
  const multiplier = given.multiplier ?? multiplierOf(assetClass);
  if (!Number.isInteger(multiplier) || multiplier < 1 || multiplier > LARGEST_MULTIPLIER) {
    throw refused(`A multiplier of ${multiplier} is not a whole number from 1 to ${LARGEST_MULTIPLIER}.`);
  }
  if (assetClass === "OPTIONS") {
    const { symbol, option } = contractOf(given);
    if (underlyingOf(option.underlying) === null)
      throw refused(`${symbol} is on "${option.underlying}", which is no symbol.`);
    return {
      symbol,
      assetClass,
      subtype,
      type: positionTypeOf(assetClass, quantity, option.right),
      multiplier,
      option,
      note,
    };
  }
  if (given.option !== null) throw refused("Only an option has an underlying, strike, expiration and right.");
  if (assetClass !== "PRIVATE" && multiplier !== 1)
    throw refused("Only an option has a multiplier other than 1.");
  const symbol = assetClass === "PRIVATE" ? privateName(given.symbol) : listedName(given.symbol);
  return {
    symbol,
    assetClass,
    subtype,
    type: positionTypeOf(assetClass, quantity, null),
    multiplier,
    option: null,
    note,
  };
}

function privateName(text: string): string {
  const name = text.trim().toUpperCase();
  if (PRIVATE_NAME.test(name)) return name;
  throw new NightdeskError(
    "bad_symbol",
    `"${text.slice(0, 40)}" is not a name of letters, digits, dots, hyphens and underscores.`,
  );
}

function listedName(text: string): string {
  const symbol = hasOccShape(text) ? null : trySymbol(text);
  if (symbol !== null) return symbol;
  throw new NightdeskError(
    "bad_symbol",
    `"${text.slice(0, 40)}" is not a symbol such as AAPL, BRK-B, VOD.L or EURUSD=X.`,
  );
}
