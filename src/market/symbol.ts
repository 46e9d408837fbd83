import { NightdeskError } from "../platform/errors.ts";
import type { CalendarId } from "./calendar/calendar.ts";

/** The one spelling under which an instrument is stored: upper case, share classes with a hyphen (BRK-B). */
export type SymbolName = string & { readonly __brand: "SymbolName" };

const LONGEST = 24;
/** Told of the text as given: the upper case of some foreign letters is Latin (that of a sharp s is SS). */
const FORM = /^\^?[A-Z0-9]+(?:-[A-Z0-9]+)*(?:\.[A-Z]{1,4}|=[A-Z])?$/i;
const HAS_LETTER = /[A-Z]/i;
const SHARE_CLASS = /\.([ABC])$/;

const CURRENCY_PAIR_OR_FUTURE = /=[XF]$/;
const CRYPTO = /^[A-Z0-9]{2,10}-(?:USD|USDT|USDC|EUR|GBP|JPY|BTC|ETH)$/;
const EXCHANGE_SUFFIX = /\.[A-Z]{1,4}$/;
/** Indices that are computed on the sessions of the New York exchanges. All others follow an exchange of their own. */
const NEW_YORK_INDICES = new Set(
  "^GSPC ^DJI ^IXIC ^NDX ^NYA ^OEX ^RUT ^RUI ^RUA ^MID ^SP500TR ^SOX ^VIX ^VXN ^VVIX ^TNX ^TYX ^FVX ^IRX".split(
    " ",
  ),
);

/**
 * Reads a symbol: trimmed, upper case; `.A .B .C` are share classes and become hyphens (BRK.B is BRK-B), other suffixes
 * are exchanges (VOD.L, ASML.AS); `^`, `=` and `-` as Yahoo uses them. Null if the text is not one.
 */
export function trySymbol(text: string): SymbolName | null {
  const given = text.trim();
  if (given.length > LONGEST || !FORM.test(given) || !HAS_LETTER.test(given)) return null;
  return given.toUpperCase().replace(SHARE_CLASS, "-$1") as SymbolName;
}

/**
 * Reads a symbol as {@link trySymbol} does.
 * @throws NightdeskError `bad_symbol`.
 */
export function parseSymbol(text: string): SymbolName {
  const symbol = trySymbol(text);
  if (symbol === null) {
    throw new NightdeskError(
      "bad_symbol",
      `"${text.slice(0, 40)}" is not a symbol such as AAPL, BRK-B, VOD.L, ^VIX or EURUSD=X.`,
    );
  }
  return symbol;
}

/** The calendar that a symbol's form tells: pairs and futures trade on weekdays, crypto every day, `.L` and the like abroad. */
export function calendarOfSymbol(symbol: SymbolName): CalendarId {
  if (CURRENCY_PAIR_OR_FUTURE.test(symbol)) return "weekdays";
  if (CRYPTO.test(symbol)) return "everyday";
  if (EXCHANGE_SUFFIX.test(symbol)) return "foreign";
  if (symbol.startsWith("^") && !NEW_YORK_INDICES.has(symbol)) return "foreign";
  return "XNYS";
}

/**
 * What a symbol's form tells that it is, in the reference data's words; null where it may be a share. Rates, pairs, futures
 * and coins are never equities, whoever asks.
 */
export function typeOfSymbol(symbol: string): "index" | "currency" | "future" | "crypto" | null {
  if (symbol.startsWith("^")) return "index";
  if (symbol.endsWith("=X")) return "currency";
  if (symbol.endsWith("=F")) return "future";
  return CRYPTO.test(symbol) ? "crypto" : null;
}

const QUOTED_IN = /^(?:[A-Z]{3})?([A-Z]{3})=X$|-(USD|EUR|GBP|JPY)$/;

/**
 * The currency that a symbol's form tells its prices to be in; null where it tells none: another exchange's listings may
 * be in its currency, a hundredth of it, or another.
 */
export function currencyOfSymbol(symbol: string): string | null {
  const [, pair, coin] = QUOTED_IN.exec(symbol) ?? [];
  if (pair !== undefined || coin !== undefined) return pair ?? coin ?? null;
  return EXCHANGE_SUFFIX.test(symbol) || CRYPTO.test(symbol) || symbol.startsWith("^") ? null : "USD";
}

/** Order of symbols wherever sums or lists run over them: by code unit, the same on every machine and locale. */
export function bySymbol(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
