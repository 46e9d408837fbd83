/**
 * What a reader must know of a position's value. A closed table; the place of a word is its bit.
 * carried_price: the close of up to five sessions ago. stale_price: an older one. at_cost: the entry price, for want of any
 * close. not_priced: an option, valued 0. no_cost: an option's premium is not known. currency_assumed: the price is taken
 * to be in the portfolio's currency, which is not known. entry_off_market: the entry price is far from that day's close, so
 * the two may be on different sides of a split. unconfirmed_action: a split that may be a spin-off or a mistake went ex, and
 * the quantity is as it was before; or a dividend that may be one did, and its cash is not booked. closed: closed since the
 * snapshot before; there for its P&L. nav_pending: a fund's value of the session comes a day late.
 */
export const POSITION_FLAGS = [
  "carried_price",
  "stale_price",
  "at_cost",
  "not_priced",
  "no_cost",
  "currency_assumed",
  "entry_off_market",
  "unconfirmed_action",
  "closed",
  "nav_pending",
] as const;
export type PositionFlag = (typeof POSITION_FLAGS)[number];

/** Flags as bits, so that thousands of positions travel between threads as numbers. */
export function bitsOf(flags: readonly PositionFlag[]): number {
  let bits = 0;
  for (const flag of flags) bits |= 1 << POSITION_FLAGS.indexOf(flag);
  return bits;
}

/** The flags of some bits, by code unit. */
export function flagsOf(bits: number): PositionFlag[] {
  return POSITION_FLAGS.filter((_, at) => (bits & (1 << at)) !== 0).sort();
}
