import type { QuarantineReason } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Calendar } from "../calendar/calendar.ts";
import type { StoredBar } from "../prices/stored-series.ts";
import type { TradedBar } from "./as-traded.ts";

/** A close may lie this far outside of the day's range, relative to it: vendors round the three apart. */
const RANGE_TOLERANCE = 1e-3;

/** Why a bar is not believed by itself, and what there is to see. */
export interface Defect {
  readonly reason: QuarantineReason;
  readonly detail: string;
}

/** A bar that can be believed by itself, or what is wrong with it. */
export type Examined =
  | { readonly bar: StoredBar; readonly defect: null }
  | { readonly bar: null; readonly defect: Defect }
  /** A row that says nothing, of a day that was no session. */
  | { readonly bar: null; readonly defect: null };

const defective = (reason: QuarantineReason, detail: string): Examined => ({
  bar: null,
  defect: { reason, detail },
});

/**
 * Examines a bar by itself: what it says, and of which day. Prices of 0 beside a close are missing values, as vendors
 * write them.
 * @param today The exchange's own day.
 */
export function examine(row: TradedBar, calendar: Calendar, today: IsoDate): Examined {
  const { session, close, volume } = row;
  const closed = calendar.closedBecause(session);
  if (closed !== null && close === null) return { bar: null, defect: null };
  if (closed !== null) return defective("not_a_session", `${session} is ${closed}`);
  if (session > today) return defective("future", `${session} has not come yet`);
  if (close === null || Number.isNaN(close)) return defective("null_price", "there is no close");
  if (!(close > 0) || !Number.isFinite(close)) return defective("not_positive", `the close is ${close}`);
  const price = (value: number | null) =>
    value !== null && value > 0 && Number.isFinite(value) ? value : null;
  const [open, high, low] = [price(row.open), price(row.high), price(row.low)];
  if (high !== null && low !== null && high < low)
    return defective("high_below_low", `high ${high} is below low ${low}`);
  const isBeyond =
    (high !== null && close > high * (1 + RANGE_TOLERANCE)) ||
    (low !== null && close < low * (1 - RANGE_TOLERANCE));
  if (isBeyond)
    return defective("close_outside_range", `close ${close} is not in ${low ?? "?"} to ${high ?? "?"}`);
  const isVolume = volume !== null && volume >= 0 && Number.isFinite(volume);
  return { bar: { session, close, open, high, low, volume: isVolume ? volume : null }, defect: null };
}
