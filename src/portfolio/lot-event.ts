import { LOT_EVENT_KINDS, type LotEventKind, type PositionType } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Cents } from "../platform/money.ts";

export { LOT_EVENT_KINDS, type LotEventKind } from "../../db/schema/words.ts";

/** Something that happened to a lot, and was not reversed since. */
export interface LotEvent {
  readonly kind: LotEventKind;
  readonly tradeDate: IsoDate;
  /** HH:MM:SS in New York; null: not told. */
  readonly time: string | null;
  /** Quantity and price are on the basis of this day: splits after it change them. */
  readonly basisDate: IsoDate;
  /** Signed change of the quantity. */
  readonly quantity: number;
  /** Of a unit; 0 where nothing was paid. */
  readonly price: number;
  /** Of the price and the fees; null: the instrument's. */
  readonly currency: string | null;
  /** Hundredths of that currency, not below zero. */
  readonly fees: Cents;
  /** The other lot of a conversion, by its id. */
  readonly counterLotId: number | null;
  /** Of a spin-off, on the lot that gives: the share of its cost that goes to the other. */
  readonly costShare: number | null;
  /** Of a conversion, on the lot that gives: units of the other lot for one of its own. */
  readonly ratio: number | null;
}

/** What an event does to its lot. gives: the lot hands over to its counter lot, whole or, in a spin-off, a share of its cost. */
export type EventEffect = "adds" | "takes" | "takes_all" | "gives" | "values";

const CONVERSIONS: ReadonlySet<LotEventKind> = new Set(["rename", "merger_stock", "spin_off"]);
const TAKES_ALL: ReadonlySet<LotEventKind> = new Set(["close", "expire", "merger_cash", "write_off"]);

/** Whether an event is one end of a conversion of a lot into another. */
export const isConversion = ({ kind }: Pick<LotEvent, "kind">): boolean => CONVERSIONS.has(kind);

/** @param isOpening Whether it is the first event of its lot: that of a conversion opens the lot which receives. */
export function effectOf({ kind }: Pick<LotEvent, "kind">, isOpening: boolean): EventEffect {
  if (kind === "valuation") return "values";
  if (CONVERSIONS.has(kind)) return isOpening ? "adds" : "gives";
  if (TAKES_ALL.has(kind)) return "takes_all";
  return kind === "open" || kind === "increase" || kind === "transfer_in" ? "adds" : "takes";
}

/** Of the events of a day whose time is not told: what opens a lot is first, then what a spin-off takes of it, and all else last. */
const [FIRST, LAST] = ["", "~"];

function rankOf({ kind, quantity }: LotEvent, isShort: boolean): number {
  const receives = CONVERSIONS.has(kind) && quantity !== 0 && quantity < 0 === isShort;
  if (receives || kind === "open" || kind === "transfer_in") return 0;
  return kind === "spin_off" ? 1 : 2;
}

/** Everything by which two events of a day can differ, in the order in which they are booked; ends come after beginnings. */
function bookKey(event: LotEvent, isShort: boolean): readonly (string | number)[] {
  const { tradeDate, time, kind, quantity, price, fees, currency, basisDate, costShare, ratio } = event;
  const rank = rankOf(event, isShort);
  return [
    tradeDate,
    time ?? (rank < 2 ? FIRST : LAST),
    rank,
    LOT_EVENT_KINDS.indexOf(kind),
    quantity,
    price,
    fees,
    currency ?? "",
    basisDate,
    costShare ?? 0,
    ratio ?? 0,
  ];
}

/**
 * Events of a lot as they are booked: in the same order whatever order they were recorded in.
 * @param type The lot's: by its side what a conversion brings is told from what one takes.
 */
export function inBookOrder<E extends LotEvent>(events: readonly E[], type: PositionType): readonly E[] {
  const isShort = type === "SHORT" || type === "SC" || type === "SP";
  return events
    .map((event) => ({ event, key: bookKey(event, isShort) }))
    .sort((a, b) => byKey(a.key, b.key))
    .map(({ event }) => event);
}

function byKey(one: readonly (string | number)[], other: readonly (string | number)[]): number {
  for (const [at, value] of one.entries()) {
    const against = other[at] as string | number;
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
}
