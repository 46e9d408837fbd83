import type { ActionTerms } from "../../../db/bulk/actions.ts";
import { type Bar, isoOf } from "./series.ts";

/** An action to be stored, and the terms that it replaces; null if the day had none of its kind. */
export interface ActionChange {
  readonly terms: ActionTerms;
  readonly status: "confirmed" | "unconfirmed";
  readonly replaces: ActionTerms | null;
}

/** What a file changes of a symbol's dividends and splits. */
export interface ActionChanges {
  readonly put: readonly ActionChange[];
  /** Actions of days for which the file says, by a dividend of 0 or a split of 1, that there were none. */
  readonly removed: readonly ActionTerms[];
}

const keyOf = ({ kind, exDate }: Pick<ActionTerms, "kind" | "exDate">) => `${kind} ${exDate}`;

function isSame(a: ActionTerms, b: ActionTerms): boolean {
  return a.amount === b.amount && a.numerator === b.numerator && a.denominator === b.denominator;
}

/**
 * Compares the dividends and splits of a file with those stored. An empty cell says nothing; a dividend of 0 and a split
 * of 1 say that there was none.
 * @param factor By which split-adjusted prices have moved: the dividends that the file does not tell move with them.
 */
export function actionChanges(
  bars: readonly Bar[],
  stored: readonly ActionTerms[],
  factor: number,
): ActionChanges {
  const old = new Map(stored.map((terms) => [keyOf(terms), terms]));
  const told = new Set<string>();
  const put: ActionChange[] = [];
  const removed: ActionTerms[] = [];
  const tell = (terms: ActionTerms, isNone: boolean, status: ActionChange["status"]) => {
    const key = keyOf(terms);
    const replaces = old.get(key) ?? null;
    told.add(key);
    if (!isNone && (replaces === null || !isSame(replaces, terms))) put.push({ terms, status, replaces });
    if (isNone && replaces !== null) removed.push(replaces);
  };
  for (const { day, dividend, split } of bars) {
    const none = { exDate: isoOf(day), numerator: null, denominator: null, amount: null };
    if (dividend !== null)
      tell({ ...none, kind: "cash_dividend", amount: dividend }, dividend === 0, "confirmed");
    if (split === null) continue;
    const { numerator, denominator, confirmed } = split;
    const status = confirmed ? "confirmed" : "unconfirmed";
    tell({ ...none, kind: "split", numerator, denominator }, numerator === denominator, status);
  }
  for (const terms of factor === 1 ? [] : stored) {
    if (terms.amount === null || told.has(keyOf(terms))) continue;
    put.push({ terms: { ...terms, amount: terms.amount * factor }, status: "confirmed", replaces: terms });
  }
  return { put, removed };
}
