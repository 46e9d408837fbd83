import type { IsoDate } from "../../platform/iso-date.ts";
import { type AssetClass, type OptionTerms, type PositionType, positionTypeOf } from "../lot.ts";
import { readEntryPrice, readQuantity } from "./amounts.ts";
import { isLikeAnOption, readAssetClass, readSubtype } from "./asset-class.ts";
import { type Exit, readEntryDate, readExit } from "./dates.ts";
import { type Contract, readContract } from "./option.ts";
import type { Row } from "./row.ts";
import { readSymbol } from "./symbol.ts";

/** A lot as a row of a position file states it. */
export interface ImportedLot {
  /** The line of the file on which the row begins, the first being 1. */
  readonly row: number;
  /** In its one spelling; an option's is the OCC symbol. */
  readonly symbol: string;
  readonly assetClass: AssetClass;
  readonly subtype: string | null;
  readonly type: PositionType;
  /** Shares or contracts, below 0 if short. */
  readonly quantity: number;
  /** USD a share; 0 for an option whose premium is not known. */
  readonly entryPrice: number;
  readonly entryDate: IsoDate;
  /** Null for an open lot. */
  readonly exit: Exit | null;
  /** Null for what is no option. */
  readonly option: OptionTerms | null;
}

/**
 * Reads a row, each cell by itself and then against the others; null if any is wrong, which the row then tells.
 * @param today No lot can have been opened or closed after it.
 */
export function readLot(row: Row, today: IsoDate): ImportedLot | null {
  const assetClass = readAssetClass(row);
  const subtype = readSubtype(row, assetClass);
  const quantity = readQuantity(row);
  const entryPrice = readEntryPrice(row, assetClass);
  const entryDate = readEntryDate(row, today);
  const exit = readExit(row, entryDate, today);
  const instrument = readInstrument(row, assetClass);
  if (row.isFaulty || assetClass === null || instrument === null) return null;
  if (quantity === null || entryPrice === null || entryDate === null) return null;
  const { symbol, option } = instrument;
  const type = positionTypeOf(assetClass, quantity, option?.right ?? null);
  return { row: row.line, symbol, assetClass, subtype, type, quantity, entryPrice, entryDate, exit, option };
}

function readInstrument(
  row: Row,
  assetClass: AssetClass | null,
): Contract | { symbol: string; option: null } | null {
  if (assetClass === "OPTIONS") return readContract(row);
  // Of what class an option was meant to be is told; its symbol is right as soon as that is.
  if (assetClass === null && isLikeAnOption(row)) return null;
  const symbol = readSymbol(row, assetClass);
  return symbol === null ? null : { symbol, option: null };
}
