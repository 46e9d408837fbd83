import type { IsoDate } from "../../platform/iso-date.ts";
import type { AnswerBar, PriceAnswer } from "../providers/answer.ts";
import { type ExactSplit, sharesSince } from "./exact-split.ts";
import { trueAmount } from "./true-price.ts";

/** A cash dividend per share held after any split of its ex-date, as it was paid. */
export interface TradedDividend {
  readonly exDate: IsoDate;
  readonly amount: number;
  /** Whether the step of the provider's own adjusted close bears the amount out. */
  readonly confirmed: boolean;
  /** Whether the answer could tell on which basis the amount is; if not, what is stored of it knows better. */
  readonly told: boolean;
}

/** How far an amount may lie from the step of the adjusted close, relative to it. */
const STEP_TOLERANCE = 0.1;
/** How far what was paid may lie from an adjusted amount of few decimals times the later splits, relative to it. */
const PAID_TOLERANCE = 0.02;
/** What single precision hides in the step, relative to the close: two ratios of two rounded numbers. */
const STEP_NOISE = 4 * 2 ** -23;

/**
 * An answer's dividends as they were paid. A split-adjusted provider adjusts most amounts by later splits and forgets some:
 * which of the two an amount is, is told by the step of `adjclose` at its ex-date, 1 - D / P. An amount that fits neither
 * is not confirmed. Where there is no such close, what the provider says was paid must be the amount times the later splits.
 */
export function tradedDividends(
  answer: PriceAnswer,
  splits: readonly ExactSplit[],
): readonly TradedDividend[] {
  const { basis, dividends } = answer;
  if (basis === "as_traded") return dividends.map((each) => ({ ...each, confirmed: true, told: true }));
  const bars = answer.bars
    .filter(({ close, adjusted }) => close !== null && close > 0 && adjusted !== null && adjusted > 0)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  return dividends.map(({ exDate, amount, paid = null }) => {
    const [into, from] = sharesSince(splits, exDate);
    const times = into / from;
    const onAdjustedBasis = trueAmount(amount, times);
    const step = stepAt(bars, exDate);
    if (step === null && paid !== null) {
      const fits = Math.abs(paid / (amount * times) - 1) <= PAID_TOLERANCE;
      return { exDate, amount: fits ? paid : onAdjustedBasis, confirmed: fits, told: fits };
    }
    if (step === null) return { exDate, amount: onAdjustedBasis, confirmed: times === 1, told: times === 1 };
    const fits = (adjustedAmount: number) =>
      Math.abs(step.dividend - adjustedAmount) <= STEP_TOLERANCE * adjustedAmount + step.noise;
    const [asAdjusted, asPaid] = [fits(amount), fits(amount / times)];
    if (asPaid && !asAdjusted) return { exDate, amount, confirmed: true, told: true };
    return { exDate, amount: onAdjustedBasis, confirmed: asAdjusted, told: true };
  });
}

/** The dividend that the adjusted close fell by at an ex-date, on the answer's basis; null without a bar on either side. */
function stepAt(
  bars: readonly AnswerBar[],
  exDate: IsoDate,
): { readonly dividend: number; readonly noise: number } | null {
  const at = bars.findIndex(({ day }) => day >= exDate);
  const [before, after] = [bars[at - 1], bars[at]];
  if (before === undefined || after === undefined) return null;
  const [close, adjusted] = [before.close as number, before.adjusted as number];
  const ratio = adjusted / close / ((after.adjusted as number) / (after.close as number));
  return { dividend: (1 - ratio) * close, noise: close * STEP_NOISE };
}
