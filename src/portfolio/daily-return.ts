import { type Known, known, type Reason } from "../platform/known.ts";
import type { Cents } from "../platform/money.ts";

/** What a session's return is made of, in cents. */
export interface DailyFigures {
  readonly equity: Cents;
  readonly dailyPnl: Cents;
  readonly capitalFlow: Cents;
}

/** Why a session's return is not known, of one whose return is null. */
export function absentReturn({ equity, dailyPnl, capitalFlow }: DailyFigures): Reason {
  return equity - dailyPnl - capitalFlow > 0 ? "not_priced" : "non_positive_equity";
}

/**
 * The P&L of a session over the equity before, as a decimal. Not known without equity, nor where the P&L has in it that
 * something lost its price or found one: that is no gain, and no loss.
 * @param isUnpriced Whether something of the P&L is of what has no price, before or after.
 */
export function dailyReturn(figures: DailyFigures, isUnpriced: boolean): Known<number> {
  const { equity, dailyPnl, capitalFlow } = figures;
  const before = equity - dailyPnl - capitalFlow;
  if (before <= 0 || isUnpriced) return { value: null, reason: absentReturn(figures) };
  return known(dailyPnl / before);
}

/** Whether a flow is larger than the equity before it: a return over that equity then says little. */
export function isLargeFlow({ equity, dailyPnl, capitalFlow }: DailyFigures): boolean {
  const before = equity - dailyPnl - capitalFlow;
  return before > 0 && Math.abs(capitalFlow) > before;
}
