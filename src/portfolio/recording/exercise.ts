import { underlyingOf } from "../../market/underlying.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { type Cents, ZERO_CENTS } from "../../platform/money.ts";
import type { LotTerms } from "../book-writer.ts";
import { quantityHeld } from "../lot-walk.ts";
import { isIndexOption } from "../option-desk.ts";
import { type Lot, openingOf } from "../portfolio.ts";
import type { RecordingDesk } from "./desk.ts";
import { type Dealing, plainEvent } from "./lots.ts";
import { refused } from "./refused.ts";
import { onBasis, trade } from "./trade.ts";

/** An exercise of what is held long, or an assignment of what is written. */
export interface Exercise {
  readonly date: IsoDate;
  readonly time: string | null;
  /** Contracts, above zero; null: all. */
  readonly contracts: number | null;
  /** Of an index option, what was paid per share in cash; null for all others, which deliver. */
  readonly cashPrice: number | null;
  readonly fees: Cents;
  readonly reason: string | null;
}

/**
 * Exercises an option, or notes its assignment: the contracts go, and shares change hands at the strike, which closes lots of
 * the other side first. An index option is settled in cash instead.
 * @returns the public id of the option's event.
 * @throws NightdeskError `event_refused`, `bad_date`.
 */
export function exerciseOption(desk: RecordingDesk, lot: Lot, given: Exercise): string {
  const { option } = lot;
  if (option === null) throw refused(`${lot.symbol} is no option: it can be neither exercised nor assigned.`);
  const { date, time, contracts, cashPrice, fees, reason } = given;
  desk.requireDay(date);
  const splits = desk.splitsOf(lot);
  const held = quantityHeld(lot, date, splits);
  const size = Math.abs(held);
  if (held === 0) throw refused(`Nothing is held of ${lot.symbol} on ${date}.`);
  if (contracts !== null && !(contracts > 0 && contracts <= size)) {
    throw refused(`${contracts} contracts cannot be exercised: ${size} are held on ${date}.`);
  }
  const kind = held > 0 ? "exercise" : "assign";
  const taken = contracts ?? size;
  const isCash = isIndexOption(option);
  if (isCash !== (cashPrice !== null)) {
    throw refused(
      isCash
        ? `${lot.symbol} is settled in cash; give what was paid per share as its price.`
        : `${lot.symbol} delivers shares at its strike; a price is of no use.`,
    );
  }
  const dealing: Dealing = {
    date,
    time,
    price: cashPrice ?? 0,
    currency: null,
    fees: isCash ? fees : ZERO_CENTS,
    reason,
  };
  const event = plainEvent(kind, -Math.sign(held) * taken, dealing);
  if (isCash) return desk.enter(lot.id, event, reason);
  const underlying = underlyingOf(option.underlying) as string;
  // On the basis of the contract contracts and strike are as its symbol has them: a split that is told later, and lies between,
  // changes both legs as it changes what is left.
  const { basisDate } = openingOf(lot);
  const shares = taken * lot.multiplier;
  const buys = (option.right === "CALL") === held > 0;
  const terms: LotTerms = {
    ...{ symbol: underlying, assetClass: "PUBLIC", subtype: null, multiplier: 1, option: null, note: null },
    type: buys ? "LONG" : "SHORT",
  };
  const leg: Dealing = { ...dealing, price: option.strike, fees };
  const { opened } = trade(desk, terms, buys ? shares : -shares, leg, basisDate);
  return desk.enter(lot.id, { ...onBasis(event, basisDate, splits), counterLotId: opened }, reason);
}
