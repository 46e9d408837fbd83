import { trySymbol } from "../../market/symbol.ts";
import { type IsoDate, tryIsoDate, yearOf } from "../../platform/iso-date.ts";
import type { OptionRight, OptionTerms } from "../lot.ts";

/** Of the 21 characters, the root may be padded with blanks, or written as its underlying is (BRK.B). */
const SHAPE = /^([A-Z][A-Z0-9.-]{0,6}) *(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/i;
const LONGEST_ROOT = 6;
const STRIKE_DIGITS = 8;
const THOUSANDTHS = 1000;
const CENTURY = 2000;
/** Weekly and morning-settled contracts on an index have roots of their own. */
const INDEX_ROOTS: ReadonlyMap<string, string> = new Map([
  ["SPXW", "SPX"],
  ["NDXP", "NDX"],
  ["RUTW", "RUT"],
  ["VIXW", "VIX"],
]);

/** Strikes that an OCC symbol can hold, USD. */
export const STRIKE_LIMITS = { decimals: 3, largest: 99_999.999 } as const;

/** What an OCC symbol says of its contract. */
export interface OccContract {
  /** In its one spelling: root without padding, YYMMDD, C or P, strike in thousandths. */
  readonly symbol: string;
  readonly root: string;
  readonly terms: OptionTerms;
}

/** Whether a text looks like an OCC symbol, if perhaps of a day that does not exist. */
export function hasOccShape(text: string): boolean {
  return SHAPE.test(text);
}

/** The root under which options on an underlying are listed (BRK-B: BRKB); null if none can be. */
export function occRootOf(underlying: string): string | null {
  const root = underlying.replace(/[^A-Z0-9]/g, "");
  return /^[A-Z]/.test(root) && root.length <= LONGEST_ROOT ? root : null;
}

/** Whether an OCC symbol can hold a day of expiration. */
export function isOccExpiration(day: IsoDate): boolean {
  return yearOf(day) >= CENTURY && yearOf(day) < CENTURY + 100;
}

/**
 * Writes the OCC symbol of a contract.
 * @param root As {@link occRootOf} tells it.
 * @param terms An expiration and a strike that an OCC symbol can hold.
 */
export function occSymbol(
  root: string,
  { strike, expiration, right }: Omit<OptionTerms, "underlying">,
): string {
  const day = expiration.slice(2).replaceAll("-", "");
  const price = String(Math.round(strike * THOUSANDTHS)).padStart(STRIKE_DIGITS, "0");
  return `${root}${day}${right === "CALL" ? "C" : "P"}${price}`;
}

/** Whether a contract can be one on an underlying: its root is the underlying's, or that of one of its index contracts. */
export function isOn({ root, terms }: OccContract, underlying: string): boolean {
  const own = occRootOf(underlying);
  return own === root || own === terms.underlying;
}

/**
 * Reads an OCC symbol, in any case, padded or not. A root leaves out its underlying's punctuation, which nobody can tell
 * back: the underlying is BRK-B only if the root is written BRK.B or BRK-B, and else BRKB. Null if the text is none, or says
 * a day that does not exist or a strike of 0.
 */
export function tryOccSymbol(text: string): OccContract | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const [, stem = "", year = "", month = "", day = "", letter = "", thousandths = ""] = match;
  const root = occRootOf(stem.toUpperCase());
  const expiration = tryIsoDate(`${CENTURY / 100}${year}-${month}-${day}`);
  const strike = Number(thousandths) / THOUSANDTHS;
  if (root === null || expiration === null || strike === 0) return null;
  const right: OptionRight = letter.toUpperCase() === "C" ? "CALL" : "PUT";
  const underlying = INDEX_ROOTS.get(root) ?? trySymbol(stem) ?? root;
  const terms = { underlying, strike, expiration, right };
  return { symbol: occSymbol(root, terms), root, terms };
}
