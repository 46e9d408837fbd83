import type { ActionStatus } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import type { ActionPut } from "./changes.ts";
import type { TradedDividend } from "./dividend-terms.ts";
import type { ExactSplit } from "./exact-split.ts";
import { isSamePrice, mayCorrect, type PriceSource, type StoredAction } from "./stored-prices.ts";

/** Two sources that tell the same action on days no farther apart, in sessions, tell one. */
const SAME_ACTION_SESSIONS = 5;
/** And in amounts no farther apart, relative to each other. */
const SAME_ACTION_AMOUNT = 0.02;

interface Told {
  readonly exDate: IsoDate;
  readonly kind: "split" | "cash_dividend";
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly amount: number | null;
  readonly status: ActionStatus;
}

/**
 * What a provider's splits and dividends change of those stored. What an operator has decided stays; what a better source
 * has told stays; the same action told by another source for a day near by is no second one. A split that one source tells for two days near
 * by (as Polygon told SHOP's of 2022-06-29 for the 22nd as well) counts in quantities once an operator has said which of the
 * two it is. Silence removes nothing.
 */
export function actionPuts(
  splits: readonly ExactSplit[],
  dividends: readonly TradedDividend[],
  stored: readonly StoredAction[],
  source: PriceSource,
): readonly ActionPut[] {
  // What an answer cannot tell the basis of says nothing new of a dividend that is stored.
  const isNews = ({ exDate, told: isTold }: TradedDividend) =>
    isTold || !stored.some((each) => each.kind === "cash_dividend" && each.exDate === exDate);
  const told: Told[] = [
    ...splits.map(({ exDate, numerator, denominator, confirmed }): Told => {
      const status = confirmed ? "confirmed" : "unconfirmed";
      return { exDate, kind: "split", numerator, denominator, amount: null, status };
    }),
    ...dividends.filter(isNews).map(({ exDate, amount, confirmed }): Told => {
      const status = confirmed ? "confirmed" : "unconfirmed";
      return { exDate, kind: "cash_dividend", numerator: null, denominator: null, amount, status };
    }),
  ];
  const isRejected = ({ kind, exDate }: Terms) =>
    stored.some((each) => each.kind === kind && each.exDate === exDate && each.status === "rejected");
  const others = [...told, ...stored].filter((each) => !isRejected(each));
  return told.flatMap(({ status: toldStatus, ...terms }): ActionPut[] => {
    const own = stored.find(({ kind, exDate }) => kind === terms.kind && exDate === terms.exDate);
    const isDouble = terms.kind === "split" && others.some((each) => isSecond(each, terms));
    if (own === undefined) {
      const isKnown = stored.some((each) => each.source !== source && isSameAction(each, terms));
      const status = isDouble ? "unconfirmed" : toldStatus;
      return isKnown ? [] : [{ terms, status, replaces: null }];
    }
    const isSame = hasSameTerms(own, terms);
    const status = isDouble ? (isSame ? own.status : "unconfirmed") : toldStatus;
    if (own.decided || !mayCorrect(source, own.source)) return [];
    // The same terms again take nothing back, such as while a vendor's adjusted closes are behind; nor does another amount
    // that these do not bear out: cash that is booked stays so until one does.
    const isDoubtful = own.status === "confirmed" && status === "unconfirmed";
    if (isSame && (own.status === status || own.status === "confirmed")) return [];
    if (isDoubtful && terms.kind === "cash_dividend") return [];
    return [{ terms, status, replaces: own }];
  });
}

type Terms = Omit<Told, "status">;

function hasSameTerms(a: Terms, b: Terms): boolean {
  if (a.kind === "split") return a.numerator === b.numerator && a.denominator === b.denominator;
  return isSamePrice(a.amount as number, b.amount as number);
}

function isSameAction(a: Terms, b: Terms): boolean {
  if (a.kind !== b.kind || !isNearBy(a.exDate, b.exDate)) return false;
  if (a.kind === "split") return hasSameTerms(a, b);
  return Math.abs((a.amount as number) / (b.amount as number) - 1) <= SAME_ACTION_AMOUNT;
}

/** Whether one source tells the same split for another day near by: one of the two never was. */
function isSecond(other: Terms, terms: Terms): boolean {
  return other.exDate !== terms.exDate && isSameAction(other, terms);
}

function isNearBy(a: IsoDate, b: IsoDate): boolean {
  const [from, to] = [a, b].sort() as [IsoDate, IsoDate];
  return calendarOf("XNYS").countSessions(from, to) <= SAME_ACTION_SESSIONS;
}
