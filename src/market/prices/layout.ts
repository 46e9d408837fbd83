import { basename } from "node:path";
import type { Basis } from "../../../db/schema/words.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { type SymbolName, trySymbol } from "../symbol.ts";
import { cellsOf } from "./lines.ts";
import { excerpt } from "./refusal.ts";

const COLUMNS = ["date", "close", "open", "high", "low", "volume", "dividend", "split"] as const;
type Column = (typeof COLUMNS)[number];

/** Where in a row the cells stand; -1 for a column that the file does not have. */
export interface Layout {
  readonly form: "long" | "yahoo";
  /** The position of the symbol; -1 where the file's name is the symbol. */
  readonly symbolAt: number;
  readonly at: Readonly<Record<Column, number>>;
  readonly cells: number;
  /** The symbol of every row, from the file's name; null in a long file. */
  readonly symbol: SymbolName | null;
  readonly basis: Basis;
  readonly ignored: readonly string[];
}

const LONG_NAMES = new Set<string>(["symbol", ...COLUMNS]);
const YAHOO_HEADER = ["date", "open", "high", "low", "close", "adj close", "volume"];

/**
 * Reads the first line of a price file. A long file has a row per symbol and date; a file with Yahoo's download header
 * is one symbol's, named by the file (AAPL.csv), its Close split-adjusted and its Adj Close total-return.
 * @param asked The basis that the user states; null takes the form's own (long: total_return, Yahoo: split_adjusted).
 * @throws NightdeskError `bad_file` if the header is neither.
 */
export function readHeader(line: string, path: string, asked: Basis | null): Layout {
  const names = (cellsOf(line) ?? []).map((name) => name.trim().toLowerCase());
  const isYahoo = YAHOO_HEADER.every((name) => names.includes(name)) && !names.includes("symbol");
  const missing = ["symbol", "date", "close"].filter((name) => !names.includes(name));
  if (!isYahoo && missing.length > 0) {
    throw badHeader(
      path,
      `its first line "${excerpt(line)}" lacks ${missing.join(", ")}${hintAt(line, names)}`,
    );
  }
  const twice = names.find((name, at) => name !== "" && names.indexOf(name) !== at);
  if (twice !== undefined) throw badHeader(path, `its first line has the column "${excerpt(twice)}" twice`);
  return isYahoo
    ? yahooLayout(names, path, asked ?? "split_adjusted")
    : longLayout(names, asked ?? "total_return");
}

/** What the first line of a file that is no price file looks like instead. */
function hintAt(line: string, names: readonly string[]): string {
  if (line.includes("\0")) return " (it looks like UTF-16 text or a binary file; save it as UTF-8)";
  if (line.includes(";")) return " (its columns are separated by semicolons; write commas)";
  if (line.includes("\t")) return " (its columns are separated by tabs; write commas)";
  const isOneSymbol = names.includes("date") && names.includes("close") && !names.includes("adj close");
  return isOneSymbol ? " (Yahoo's header has an Adj Close as well; else add a column symbol)" : "";
}

function badHeader(path: string, what: string): NightdeskError {
  return new NightdeskError(
    "bad_file",
    `${path} is not a price file: ${what}. Give symbol,date,close[,open,high,low,volume,dividend,split], or Yahoo's Date,Open,High,Low,Close,Adj Close,Volume.`,
    { details: { file: path } },
  );
}

function positions(names: readonly string[]): Record<Column, number> {
  return Object.fromEntries(COLUMNS.map((column) => [column, names.indexOf(column)])) as Record<
    Column,
    number
  >;
}

function longLayout(names: readonly string[], basis: Basis): Layout {
  return {
    form: "long",
    symbolAt: names.indexOf("symbol"),
    at: positions(names),
    cells: names.length,
    symbol: null,
    basis,
    ignored: names.filter((name) => !LONG_NAMES.has(name)),
  };
}

function yahooLayout(names: readonly string[], path: string, basis: Basis): Layout {
  const name = basename(path)
    .replace(/\.gz$/i, "")
    .replace(/\.csv$/i, "");
  const symbol = trySymbol(name);
  if (symbol === null) {
    throw new NightdeskError(
      "bad_file",
      `${path} has Yahoo's header, but its name "${excerpt(name)}" is not a symbol; rename it to SYMBOL.csv.`,
      {
        details: { file: path },
      },
    );
  }
  const at = positions(names);
  const ignored = names.filter((each) => !YAHOO_HEADER.includes(each));
  const layout = { form: "yahoo", symbolAt: -1, cells: names.length, symbol, basis, ignored } as const;
  if (basis !== "total_return") return { ...layout, at };
  return { ...layout, at: { ...at, close: names.indexOf("adj close"), open: -1, high: -1, low: -1 } };
}
