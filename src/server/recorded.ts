import { parseSymbol } from "../market/symbol.ts";
import { NightdeskError } from "../platform/errors.ts";
import { centsOfProduct, ZERO_CENTS } from "../platform/money.ts";
import type { PortfolioEvent } from "../portfolio/cash-event.ts";
import { effectOf } from "../portfolio/lot-event.ts";
import { type Lot, openingOf } from "../portfolio/portfolio.ts";
import { recordCash } from "../portfolio/recording/cash.ts";
import { convertLot } from "../portfolio/recording/conversion.ts";
import type { RecordingDesk } from "../portfolio/recording/desk.ts";
import { exerciseOption } from "../portfolio/recording/exercise.ts";
import { recordHappening } from "../portfolio/recording/lots.ts";
import { refused } from "../portfolio/recording/refused.ts";
import type {
  ConversionRequest,
  EventRequest,
  LotRequest,
  OptionRequest,
  PortfolioRequest,
} from "./event-request.ts";

/** What came of an event that was recorded. */
export interface RecordedOutcome {
  /** The event's public id. */
  readonly event: string;
  /** The lot that it happened to, by its id; null for one of the portfolio. */
  readonly lotId: number | null;
  /** The lot that it opened, by its id. */
  readonly openedId: number | null;
}

const NEWEST_EVENT = "SELECT public_id FROM lot_event WHERE lot_id = ? ORDER BY id DESC LIMIT 1";
const NEWEST_LOT = "SELECT coalesce(max(id), 0) FROM lot";

/**
 * Refuses a lot whose worth no amount can hold: every night would stumble over it.
 * @throws NightdeskError `bad_amount`.
 */
export function requireBelievable(lot: Lot): void {
  const added = lot.events.filter((event, at) => effectOf(event, at === 0) === "adds");
  const units = added.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  const dearest = Math.max(lot.option?.strike ?? 0, ...lot.events.map(({ price }) => price));
  try {
    centsOfProduct(units, lot.multiplier, dearest);
  } catch (cause) {
    throw new NightdeskError(
      "bad_amount",
      `${units} ${lot.symbol} at ${dearest} are more than an amount can be; check quantity and price.`,
      { cause },
    );
  }
}

function recordOfLot(desk: RecordingDesk, lot: Lot, given: LotRequest): string {
  const { kind, date, time, currency, reason } = given;
  return recordHappening(desk, lot, {
    kind,
    date,
    time: time ?? null,
    price: "price" in given ? given.price : 0,
    currency: currency ?? null,
    fees: "fees" in given ? given.fees : ZERO_CENTS,
    quantity: "quantity" in given ? (given.quantity ?? null) : null,
    reason: reason ?? null,
  });
}

function recordOfOption(desk: RecordingDesk, lot: Lot, given: OptionRequest): string {
  const { kind, date, time, quantity, price, fees, reason } = given;
  if (lot.option !== null && (kind === "assign") !== openingOf(lot).quantity < 0) {
    throw refused(
      `${lot.symbol} is held ${kind === "assign" ? "long: it is exercised" : "short: it is assigned"}, not ${kind === "assign" ? "assigned" : "exercised"}.`,
    );
  }
  const terms = { contracts: quantity ?? null, cashPrice: price ?? null, fees };
  return exerciseOption(desk, lot, { ...terms, date, time: time ?? null, reason: reason ?? null });
}

function recordConversion(desk: RecordingDesk, lot: Lot, given: ConversionRequest): number {
  const { kind, date, symbol, ratio, reason } = given;
  const cash = "cash" in given ? given.cash : 0;
  const costShare = "cost_share" in given ? given.cost_share : 0;
  return convertLot(desk, lot, { kind, date, symbol, ratio, cash, costShare, reason: reason ?? null }).id;
}

/** The one spelling of what a dividend or a split is of; what the portfolio holds goes by its own name. */
function symbolOf(desk: RecordingDesk, text: string): string {
  const name = text.toUpperCase();
  return desk.lotsOf(name).length > 0 ? name : parseSymbol(text);
}

function recordOfPortfolio(desk: RecordingDesk, given: PortfolioRequest): string {
  const { kind, date, time, reason } = given;
  const split = given.kind === "split" ? given : null;
  const event: PortfolioEvent = {
    kind,
    tradeDate: date,
    time: time ?? null,
    amount: "amount" in given ? given.amount : null,
    currency: "currency" in given ? (given.currency ?? null) : null,
    symbol: "symbol" in given ? symbolOf(desk, given.symbol) : null,
    numerator: split?.numerator ?? null,
    denominator: split?.denominator ?? null,
  };
  return recordCash(desk, event, reason ?? null);
}

/**
 * Records whatever a request tells of a portfolio. Belongs inside a transaction.
 * @throws NightdeskError `not_found`, `event_refused`, `bad_date`, `bad_symbol`, `bad_amount`.
 */
export function record(desk: RecordingDesk, given: EventRequest): RecordedOutcome {
  if (!("position" in given)) {
    return { event: recordOfPortfolio(desk, given), lotId: null, openedId: null };
  }
  const lot = desk.standingLot(given.position);
  const { db } = desk;
  const newest = db.prepare(NEWEST_LOT).pluck().get() as number;
  const eventOf = (): string => {
    switch (given.kind) {
      case "exercise":
      case "assign":
        return recordOfOption(desk, lot, given);
      case "rename":
      case "merger_stock":
      case "spin_off":
        recordConversion(desk, lot, given);
        return db.prepare(NEWEST_EVENT).pluck().get(lot.id) as string;
      default:
        return recordOfLot(desk, lot, given);
    }
  };
  const event = eventOf();
  const last = db.prepare(NEWEST_LOT).pluck().get() as number;
  const openedId = last > newest ? last : null;
  for (const id of [lot.id, openedId]) if (id !== null) requireBelievable(desk.lot(id));
  return { event, lotId: lot.id, openedId };
}
