import type { IsoDate } from "../../platform/iso-date.ts";
import { ZERO_CENTS } from "../../platform/money.ts";
import type { EnteredLot } from "../book-writer.ts";
import type { LotEvent } from "../lot-event.ts";
import { quantityHeld } from "../lot-walk.ts";
import { type Lot, openingOf } from "../portfolio.ts";
import type { RecordingDesk } from "./desk.ts";
import { lotTerms } from "./lot-terms.ts";
import { plainEvent } from "./lots.ts";
import { refused } from "./refused.ts";

const MOST_UNITS = 1e12;

/** A lot that becomes another, or from which another comes. */
export interface Conversion {
  readonly kind: "rename" | "merger_stock" | "spin_off";
  readonly date: IsoDate;
  /** The other instrument. */
  readonly symbol: string;
  /** Its units for one of the lot's. */
  readonly ratio: number;
  /** Cash that came with a merger, per unit of the lot. */
  readonly cash: number;
  /** Of a spin-off: the share of the cost that goes with it, 0 to 1. */
  readonly costShare: number;
  readonly reason: string | null;
}

/**
 * Converts a lot: the other lot takes over its cost, or a share of it, and its value, so that nothing is gained by it.
 * @returns the lot that was opened.
 * @throws NightdeskError `event_refused`, `bad_symbol`, `bad_date`.
 */
export function convertLot(desk: RecordingDesk, lot: Lot, given: Conversion): EnteredLot {
  const { kind, date, symbol, ratio, cash, costShare, reason } = given;
  desk.requireDay(date);
  if (lot.option !== null) throw refused(`${lot.symbol} is an option; close it and open the other contract.`);
  if (!Number.isFinite(ratio) || ratio <= 0)
    throw refused(`A ratio of ${ratio} is not one; give the new units for one old.`);
  if (cash < 0 || (cash > 0 && kind !== "merger_stock"))
    throw refused("Only a merger brings cash, and not below zero.");
  if (costShare < 0 || costShare > 1 || (costShare > 0 && kind !== "spin_off")) {
    throw refused("Only a spin-off takes a share of the cost, from 0 to 1.");
  }
  const held = quantityHeld(lot, date, desk.splitsOf(lot));
  if (held === 0) throw refused(`Nothing is held of ${lot.symbol} on ${date}.`);
  const { assetClass, subtype, note } = lot;
  const units = held * ratio;
  if (Math.abs(units) > MOST_UNITS)
    throw refused(`${units} units are more than can be kept; check the ratio.`);
  const { currency } = openingOf(lot);
  const terms = lotTerms({ symbol, assetClass, subtype, note, option: null, multiplier: null }, units);
  if (terms.symbol === lot.symbol) throw refused(`${lot.symbol} cannot be converted into itself.`);
  const dealing = { date, time: null, price: 0, currency, fees: ZERO_CENTS, reason };
  const receiving: LotEvent = { ...plainEvent(kind, units, dealing), counterLotId: lot.id };
  const entered = desk.open(terms, receiving, reason);
  const isWhole = kind !== "spin_off";
  const giving: LotEvent = {
    ...plainEvent(kind, isWhole ? -held : 0, { ...dealing, price: cash }),
    counterLotId: entered.id,
    costShare: isWhole ? null : costShare,
    ratio,
  };
  desk.enter(lot.id, giving, reason);
  return entered;
}
