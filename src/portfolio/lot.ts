import type { AssetClass, OptionRight, PositionType } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";

export {
  ASSET_CLASSES,
  type AssetClass,
  OPTION_RIGHTS,
  type OptionRight,
  POSITION_TYPES,
  type PositionType,
} from "../../db/schema/words.ts";

/** What an option contract is on, and what it entitles to. */
export interface OptionTerms {
  readonly underlying: string;
  /** USD a share. */
  readonly strike: number;
  readonly expiration: IsoDate;
  readonly right: OptionRight;
}

/** Shares a standard option contract stands for. */
export const CONTRACT_MULTIPLIER = 100;

/** Shares one unit of a position's quantity stands for: a contract's for options, else one. */
export function multiplierOf(assetClass: AssetClass): number {
  return assetClass === "OPTIONS" ? CONTRACT_MULTIPLIER : 1;
}

/**
 * The type of a position: the sign of its quantity tells long from short, the right tells calls from puts.
 * @param right Null for what is no option.
 * @throws TypeError for an option without a right: its type cannot be told, and it is never taken for shares.
 */
export function positionTypeOf(
  assetClass: AssetClass,
  quantity: number,
  right: OptionRight | null,
): PositionType {
  const isShort = quantity < 0;
  if (assetClass !== "OPTIONS") return isShort ? "SHORT" : "LONG";
  if (right === null) throw new TypeError("An option has a right.");
  if (right === "CALL") return isShort ? "SC" : "LC";
  return isShort ? "SP" : "LP";
}
