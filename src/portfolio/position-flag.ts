/**
 * What a reader must know of a position's value. A closed table; the place of a word is its bit.
 * carried_price: the close of up to five sessions ago. stale_price: an older one. at_cost: the entry price, for want of any
 * close. not_priced: an option that nothing prices; it has no value. no_cost: an option's premium is not known.
 * entry_off_market: the entry price is far from that day's close, so the two may be on different sides of a split.
 * unconfirmed_action: a split that may be a spin-off or a mistake went ex, and the quantity is as it was before; or a
 * dividend that may be one did, and its cash is not booked. closed: closed since the snapshot before; there for its P&L.
 * nav_pending: a fund's value of the session comes a day late. model_price: an option valued by a model. assumed_rate: no
 * rate of interest is stored, so that of the setting was taken. american_exercise: the model leaves early exercise out.
 * adjusted_contract: splits of the underlying have changed the contract. adjusted_underlying: the underlying's prices are
 * not as they traded, so a strike is held to others. awaiting_settlement: expired, and the underlying's close of that day is
 * missing; it has no value. carried_rate: the exchange rate of up to five sessions ago. old_valuation: a private asset's
 * last valuation is older than 90 days. quantity_mismatch: events took more or less than there was. converted: it came from
 * another lot, or went into one, since the snapshot before. dividend_in_prices: a recorded dividend is not booked, since the
 * prices have it in them.
 */
export const POSITION_FLAGS = [
  "carried_price",
  "stale_price",
  "at_cost",
  "not_priced",
  "no_cost",
  "entry_off_market",
  "unconfirmed_action",
  "closed",
  "nav_pending",
  "model_price",
  "assumed_rate",
  "american_exercise",
  "adjusted_contract",
  "adjusted_underlying",
  "awaiting_settlement",
  "carried_rate",
  "old_valuation",
  "quantity_mismatch",
  "converted",
  "dividend_in_prices",
] as const;
export type PositionFlag = (typeof POSITION_FLAGS)[number];

/** Flags as bits, so that thousands of positions travel between threads as numbers. */
export function bitsOf(flags: readonly PositionFlag[]): number {
  let bits = 0;
  if (flags.length === 0) return bits;
  for (const flag of flags) bits |= 1 << POSITION_FLAGS.indexOf(flag);
  return bits;
}

/** The flags of some bits, by code unit. */
export function flagsOf(bits: number): PositionFlag[] {
  return POSITION_FLAGS.filter((_, at) => (bits & (1 << at)) !== 0).sort();
}
