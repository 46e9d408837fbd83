import { splitWords } from "../../../db/words.ts";
import type { Cents } from "../../platform/money.ts";

const CENTS_PER_DOLLAR = 100;

/** A published number: a value, or null with its reason, and what it rests on. Absent fields do not apply. */
export interface Figure {
  readonly value: number | null;
  readonly reason: string | null;
  readonly n: number;
  readonly se?: number;
  readonly coverage?: number;
  readonly filled?: number;
  readonly flags: readonly string[];
}

/** Money as reports have it: a decimal number of currency units with cents. */
export function money(amount: number | Cents): number {
  return amount / CENTS_PER_DOLLAR;
}

/** A figure from columns of the database: nulls of what does not apply are left out. */
export function figure(columns: {
  readonly value: number | null;
  readonly reason: string | null;
  readonly n: number;
  readonly se?: number | null | undefined;
  readonly coverage?: number | null | undefined;
  readonly filled?: number | null | undefined;
  readonly flags: string;
}): Figure {
  const { value, reason, n, se, coverage, filled, flags } = columns;
  return {
    value,
    reason,
    n,
    ...(se === null || se === undefined ? {} : { se }),
    ...(coverage === null || coverage === undefined ? {} : { coverage }),
    ...(filled === null || filled === undefined ? {} : { filled }),
    flags: splitWords(flags),
  };
}
