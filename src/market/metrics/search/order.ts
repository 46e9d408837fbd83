import { z } from "zod";
import { NightdeskError } from "../../../platform/errors.ts";
import { columnOf } from "./filter.ts";

/** A column to sort by. */
export interface SortKey {
  readonly column: string;
  readonly isDescending: boolean;
}

/** The values of the row after which a page begins, in the order of the keys; a row's own is there once. */
export type Position = readonly (string | number | null)[];

const MOST_KEYS = 8;
const cursorForm = z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.null()]))]);

/**
 * Reads a sort order such as `-market_cap,symbol`: a minus sorts from the greatest down. Symbols sort what is equal, so that
 * every order is a whole one.
 * @throws NightdeskError `bad_request`.
 */
export function parseSort(text: string): readonly SortKey[] {
  const keys: SortKey[] = [];
  for (const part of text.split(",")) {
    const given = part.trim();
    const isDescending = given.startsWith("-");
    const { name: column } = columnOf(isDescending ? given.slice(1) : given);
    if (keys.some((key) => key.column === column)) continue;
    keys.push({ column, isDescending });
    // Nothing is equal behind a symbol.
    if (column === "symbol") return keys;
  }
  if (keys.length > MOST_KEYS)
    throw new NightdeskError("bad_request", `Sort by at most ${MOST_KEYS} columns.`);
  return [...keys, { column: "symbol", isDescending: false }];
}

/** SQL of an order; what is not known comes last, whichever way it is sorted. */
export function orderOf(keys: readonly SortKey[]): string {
  return keys
    .map(({ column, isDescending }) => `"${column}" IS NULL, "${column}"${isDescending ? " DESC" : ""}`)
    .join(", ");
}

/** SQL of the rows behind a position, whose values are bound as @after0 and so on. */
export function behind(keys: readonly SortKey[], position: Position): string {
  const later = keys.flatMap(({ column, isDescending }, at) => {
    if (position[at] === null) return [];
    const equal = keys.slice(0, at).map((key, index) => `"${key.column}" IS @after${index}`);
    const beyond = `("${column}" IS NULL OR "${column}" ${isDescending ? "<" : ">"} @after${at})`;
    return [[...equal, beyond].join(" AND ")];
  });
  return later.length === 0 ? "0" : later.map((each) => `(${each})`).join(" OR ");
}

/**
 * A position as an opaque text.
 * @param of What is asked beside the page: a position of another question is refused.
 */
export function cursorOf(of: string, position: Position): string {
  return Buffer.from(JSON.stringify([of, position])).toString("base64url");
}

/**
 * Reads a cursor.
 * @throws NightdeskError `bad_request` if it is none, or another question's.
 */
export function parseCursor(text: string, of: string, keys: readonly SortKey[]): Position {
  let given: unknown = null;
  try {
    given = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    given = null;
  }
  const read = cursorForm.safeParse(given);
  const isOwn = read.success && read.data[0] === of && read.data[1].length === keys.length;
  if (isOwn && read.data[1].at(-1) !== null) return read.data[1];
  const detail =
    "The cursor is not one of this search; ask again with the same filters and sort, or without it.";
  throw new NightdeskError("bad_request", detail);
}
