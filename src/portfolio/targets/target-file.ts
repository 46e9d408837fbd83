import { POSITION_TYPES, type PositionType } from "../../../db/schema/words.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { readCsvFile } from "../import/csv-file.ts";
import { readDecimal } from "../import/decimal.ts";
import { CSV_FAULTS, type FileFault } from "../import/file-fault.ts";
import type { Layout } from "../import/header.ts";
import type { CsvRow } from "../import/row.ts";
import { HORIZONS, type ToldTarget, targetSymbol } from "./target.ts";

/** Every fault that a file of target prices can have, by its stable code, with its title. */
export const TARGET_FAULTS = {
  ...CSV_FAULTS,
  ERR_POS_003: "Not a symbol",
  ERR_TGT_001: "Unknown position type",
  ERR_TGT_002: "Not a price of at most 6 decimals, from 0 to a billion",
  ERR_TGT_003: "No target price",
  ERR_TGT_004: "The same symbol and type twice",
} as const;

/** A current price that a file tells is none of them: that of the newest snapshot is taken, or none. */
const COLUMNS = ["symbol", "position_type", "target_eoy", "target_next_year", "downside"] as const;
type Column = (typeof COLUMNS)[number];
type Code = keyof typeof TARGET_FAULTS;
type Row = CsvRow<Column, Code>;
const LAYOUT: Layout<Column> = {
  columns: COLUMNS,
  required: ["symbol", "position_type"],
  symbol: "symbol",
  thing: "target",
};
const PRICE_LIMITS = { decimals: 6, largest: 1e9 } as const;

/** What a file of target prices says, or everything that is wrong with it: after a fault nothing of it is to be stored. */
export interface TargetFile {
  readonly targets: readonly ToldTarget[];
  readonly faults: readonly FileFault<Code>[];
  readonly rows: number;
  /** Names of columns that are not read. */
  readonly ignoredColumns: readonly string[];
}

function readType(row: Row): PositionType | null {
  const word = row.text("position_type").toUpperCase();
  const type = POSITION_TYPES.find((each) => each === word);
  const wish = `position_type ${row.shown("position_type")} is unknown; write ${POSITION_TYPES.join(", ")}.`;
  return type ?? row.fault("ERR_TGT_001", "position_type", wish);
}

function readSymbol(row: Row, type: PositionType | null): string | null {
  try {
    return type === null ? null : targetSymbol(row.text("symbol"), type);
  } catch (fault) {
    if (!(fault instanceof NightdeskError)) throw fault;
    return row.fault("ERR_POS_003", "symbol", fault.message);
  }
}

function readPrice(row: Row, column: Exclude<Column, "symbol" | "position_type">): number | null {
  const text = row.text(column);
  if (text === "") return null;
  const price = readDecimal(text, PRICE_LIMITS);
  if (typeof price === "number" && price >= 0) return price;
  const wish = "is not a price from 0 to a billion with at most 6 decimals; write it as 180.25";
  return row.fault("ERR_TGT_002", column, `${column} ${row.shown(column)} ${wish}.`);
}

function readTarget(row: Row, seen: Map<string, number>): ToldTarget | null {
  const type = readType(row);
  const symbol = readSymbol(row, type);
  const prices = {
    endOfYear: readPrice(row, "target_eoy"),
    nextYear: readPrice(row, "target_next_year"),
    downside: readPrice(row, "downside"),
  };
  if (!row.isFaulty && HORIZONS.every((horizon) => prices[horizon] === null)) {
    row.fault("ERR_TGT_003", "target_eoy", "The row has no target price; write one, or leave the row out.");
  }
  if (type === null || symbol === null) return null;
  const first = seen.get(`${type} ${symbol}`);
  if (first !== undefined) {
    row.fault("ERR_TGT_004", "symbol", `${symbol} ${type} is in row ${first} already; leave one of the two.`);
  }
  seen.set(`${type} ${symbol}`, first ?? row.line);
  return row.isFaulty ? null : { symbol, type, ...prices };
}

/** Reads a CSV file of target prices, one symbol and type a row. Throws nothing: what is wrong with it is among its faults. */
export function readTargetFile(content: Uint8Array, fileName: string): TargetFile {
  const seen = new Map<string, number>();
  const { items, faults, rows, ignoredColumns } = readCsvFile<Column, ToldTarget, Code>(content, {
    fileName,
    strict: true,
    layout: LAYOUT,
    readRow: (row) => readTarget(row, seen),
    repeated: { code: "ERR_TGT_004", unless: "there are two" },
  });
  return { targets: items, faults, rows, ignoredColumns };
}
