import { CSV_FAULTS, type FileFault } from "./file-fault.ts";

/** Every fault that a position file can have, by its stable code, with the title that never changes. */
export const POSITION_FAULTS = {
  ...CSV_FAULTS,
  ERR_POS_001: "Symbol missing",
  ERR_POS_002: "Symbol too long",
  ERR_POS_003: "Not a symbol",
  ERR_POS_004: "Quantity missing",
  ERR_POS_005: "Quantity not a number",
  ERR_POS_006: "Quantity zero",
  ERR_POS_007: "Quantity with more than 6 decimals",
  ERR_POS_008: "Price missing",
  ERR_POS_009: "Price not a number",
  ERR_POS_010: "Price not above zero",
  ERR_POS_011: "Price with more than 4 decimals",
  ERR_POS_012: "Entry date missing",
  ERR_POS_013: "Not a date",
  ERR_POS_014: "Date in the future",
  ERR_POS_015: "Entry date more than 100 years ago",
  ERR_POS_016: "Unknown investment class",
  ERR_POS_017: "Investment subtype not of its class",
  ERR_POS_018: "Exit before entry",
  ERR_POS_019: "Underlying of an option missing or invalid",
  ERR_POS_020: "Strike of an option missing or invalid",
  ERR_POS_021: "Expiration of an option missing or invalid",
  ERR_POS_022: "Option type missing or invalid",
  ERR_POS_023: "The same row twice",
} as const;

export type PositionFaultCode = keyof typeof POSITION_FAULTS;

/** Something wrong in a position file, with its place. */
export type PositionFault = FileFault<PositionFaultCode>;
