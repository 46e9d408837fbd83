import { NightdeskError } from "../../../platform/errors.ts";
import { tryIsoDate } from "../../../platform/iso-date.ts";
import { type ColumnKind, SEARCH_COLUMNS, type SearchColumn } from "./column.ts";

/** Operators by how they are written; those of two characters first, so that none is taken for the start of another. */
const OPERATORS = [">=", "<=", "!=", "=", "<", ">", "~"] as const;
type Operator = (typeof OPERATORS)[number];

const FORM = /^\s*([a-z0-9_]+)\s*(>=|<=|!=|=|<|>|~)(.*)$/s;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const LONGEST_TOLD = 40;

/** A condition on one column. What is not known fulfils none, not even that it differs. */
export interface Filter {
  readonly column: string;
  readonly operator: Operator;
  readonly value: string | number;
}

const refused = (detail: string) => new NightdeskError("bad_request", detail);

/**
 * The column of a name.
 * @throws NightdeskError `bad_request`, naming all that there are.
 */
export function columnOf(name: string): SearchColumn {
  const column = SEARCH_COLUMNS.get(name);
  if (column !== undefined) return column;
  const names = [...SEARCH_COLUMNS.keys()].join(", ");
  throw refused(`There is no column "${name.slice(0, LONGEST_TOLD)}" to search by; there are ${names}.`);
}

/**
 * Reads a filter: a column, an operator and a value, such as `market_cap>=1e9`, `sector=Technology` or `name~apple`. The value
 * is everything behind the operator, commas included.
 * @throws NightdeskError `bad_request`, naming what may be written.
 */
export function parseFilter(text: string): Filter {
  const [, name, operator, rest] = FORM.exec(text) ?? [];
  if (name === undefined || operator === undefined || rest === undefined) {
    throw refused(
      `"${text.slice(0, LONGEST_TOLD)}" is not a filter; write a column, one of ${OPERATORS.join(" ")}, and a value, such as market_cap>=1e9.`,
    );
  }
  const { kind } = columnOf(name);
  const value = rest.trim();
  if (operator === "~" && kind !== "text")
    throw refused(`${name} is no text, so it contains nothing; compare it with = != < <= > or >=.`);
  return { column: name, operator: operator as Operator, value: comparedWith(name, kind, value) };
}

function comparedWith(name: string, kind: ColumnKind, text: string): string | number {
  const told = text.slice(0, LONGEST_TOLD);
  if (kind === "number") {
    const value = Number(text);
    if (!NUMBER.test(text) || !Number.isFinite(value))
      throw refused(`${name} is a number, and "${told}" is none; write it as 12.5 or 1e9.`);
    return value;
  }
  if (kind === "day" && tryIsoDate(text) === null)
    throw refused(`${name} is a day, and "${told}" is none; write it as YYYY-MM-DD.`);
  if (text === "") throw refused(`Write with what ${name} is compared.`);
  return text;
}

/** A text as a part of what LIKE looks for: its own wildcards are letters like any other. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
}

/** SQL of a filter, whose value is bound under a name. */
export function conditionOf({ column, operator }: Filter, parameter: string): string {
  if (operator === "~") return `"${column}" LIKE @${parameter} ESCAPE '\\'`;
  return `"${column}" ${operator} @${parameter}`;
}

/** What is bound for a filter. */
export const boundOf = ({ operator, value }: Filter): string | number =>
  operator === "~" ? containing(String(value)) : value;
