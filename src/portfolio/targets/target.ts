import type { PositionType } from "../../../db/schema/words.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { tryOccSymbol } from "../import/occ-symbol.ts";
import { listedSymbol } from "../import/symbol.ts";

/** The prices that an owner has in mind, of the instrument itself in its currency: for an option, of the contract. */
export interface TargetPrices {
  readonly endOfYear: number | null;
  readonly nextYear: number | null;
  readonly downside: number | null;
}

/** The three prices, in the order in which they are shown. */
export const HORIZONS = [
  "endOfYear",
  "nextYear",
  "downside",
] as const satisfies readonly (keyof TargetPrices)[];

/** What a target price is told of: whatever a portfolio holds of a symbol in positions of a type. */
export interface TargetKey {
  readonly symbol: string;
  readonly type: PositionType;
}

/** Target prices as they are stored. */
export interface Target extends TargetKey, TargetPrices {
  readonly publicId: string;
  readonly note: string | null;
  /** When its prices were last told. */
  readonly updatedAt: string;
}

/** Target prices as somebody tells them: they replace all that were told before; a note that is left out stays. */
export interface ToldTarget extends TargetKey, TargetPrices {
  readonly note?: string | null | undefined;
}

const LONGEST_NAME = 100;
const PRIVATE_NAME = /^[A-Z0-9._-]+$/;

/**
 * The spelling under which positions of a type have a symbol: an option's is its OCC symbol, shares and private assets have
 * theirs.
 * @throws NightdeskError `bad_symbol`.
 */
export function targetSymbol(text: string, type: PositionType): string {
  const given = text.trim();
  const isOption = type !== "LONG" && type !== "SHORT";
  const name = given.toUpperCase();
  const isName = name.length <= LONGEST_NAME && PRIVATE_NAME.test(name);
  const contract = tryOccSymbol(given);
  const symbol = isOption
    ? (contract?.symbol ?? null)
    : contract === null
      ? (listedSymbol(given) ?? (isName ? name : null))
      : null;
  if (symbol !== null && (contract === null || contract.terms.right === rightOf(type))) return symbol;
  const wanted = isOption
    ? `the OCC symbol of a ${rightOf(type).toLowerCase()}, such as AAPL261218${rightOf(type)[0]}00200000`
    : "a symbol such as AAPL, or the name of a private asset";
  throw new NightdeskError("bad_symbol", `"${given.slice(0, 40)}" is not ${wanted}, which ${type} needs.`);
}

function rightOf(type: PositionType): "CALL" | "PUT" {
  return type === "LC" || type === "SC" ? "CALL" : "PUT";
}

/**
 * Refuses target prices that are none: all three left out.
 * @throws NightdeskError `bad_request`.
 */
export function requirePrice(prices: TargetPrices, { symbol }: TargetKey): void {
  if (HORIZONS.some((horizon) => prices[horizon] !== null)) return;
  throw new NightdeskError(
    "bad_request",
    `The target of ${symbol} has no price; give target_eoy, target_next_year or downside, or delete it.`,
  );
}
