/** Every fault that a position file can have, by its stable code, with the title that never changes. */
export const POSITION_FAULTS = {
  ERR_CSV_001: "The file is too large",
  ERR_CSV_002: "The file's name does not end in .csv",
  ERR_CSV_003: "The file has no rows",
  ERR_CSV_004: "A required column is missing",
  ERR_CSV_005: "A column is there twice",
  ERR_CSV_006: "The file, or a row of it, cannot be read",
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
export interface PositionFault {
  readonly code: PositionFaultCode;
  /** The line of the file on which the row begins, the first being 1; null for the file as a whole. */
  readonly row: number | null;
  /** As the contract spells it; null for the row as a whole. */
  readonly column: string | null;
  /** As the row has it, shortened. */
  readonly symbol: string | null;
  /** What is wrong and what to do. */
  readonly message: string;
}
