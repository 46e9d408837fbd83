import type { Layout } from "./header.ts";

/** The columns of a position file. */
export const COLUMNS = [
  "Symbol",
  "Quantity",
  "Entry Price Per Share",
  "Entry Date",
  "Investment Class",
  "Investment Subtype",
  "Underlying Symbol",
  "Strike Price",
  "Expiration Date",
  "Option Type",
  "Exit Date",
  "Exit Price Per Share",
] as const;
export type Column = (typeof COLUMNS)[number];

/** Of a position file. */
export const POSITION_LAYOUT: Layout<Column> = {
  columns: COLUMNS,
  required: ["Symbol", "Quantity", "Entry Price Per Share", "Entry Date"],
  symbol: "Symbol",
  thing: "lot",
};
