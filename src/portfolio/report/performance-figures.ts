import { UNVALUED_REASONS } from "../../../db/schema/words.ts";
import type { Orm } from "../../../db/writer.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { type Known, notKnown } from "../../platform/known.ts";
import { type Cents, cents } from "../../platform/money.ts";
import { absentReturn } from "../daily-return.ts";
import { moneyWeightedReturn } from "../money-weighted.ts";
import { performanceOf } from "../performance.ts";
import type { Portfolio } from "../portfolio.ts";

/** A portfolio's returns since inception, as decimals. */
export interface PerformanceFigures {
  /** Linked from daily returns: what a unit of money would have made that was there all the while. */
  readonly time_weighted: Known<number>;
  /** Of the money that was there, when it was there: over the whole period, and at the rate a year that an XIRR is. */
  readonly money_weighted: Known<number>;
  readonly money_weighted_annualised: Known<number>;
  /** returns_disagree: one of them gained, and the other lost. */
  readonly flags: readonly "returns_disagree"[];
  /** Why they disagree, in words; null if they do not. */
  readonly note: string | null;
}

interface DayRow {
  readonly session: IsoDate;
  readonly dailyReturn: number | null;
  readonly equity: Cents;
  readonly flow: Cents;
  readonly dailyPnl: Cents;
  readonly reasons: string;
}

function noteOf(time: number, money: number): string | null {
  if (Math.sign(time) * Math.sign(money) >= 0) return null;
  return time > 0
    ? "the portfolio gained before most of its money came in, or after most of it had left, and lost on what was there in between"
    : "the portfolio lost before most of its money came in, or after most of it had left, and gained on what was there in between";
}

/** A portfolio's returns from its inception through a session; null without snapshots. */
export function performanceFigures(
  { $client: db }: Orm,
  { id, inception, statedEquity }: Portfolio,
  through: IsoDate,
): PerformanceFigures | null {
  const days = db
    .prepare(
      `SELECT session, daily_return AS dailyReturn, equity, capital_flow AS flow, daily_pnl AS dailyPnl, reasons FROM snapshot
       WHERE portfolio_id = ? AND session <= ? ORDER BY session`,
    )
    .all(id, through) as DayRow[];
  const returns = days.map(({ session, dailyReturn, equity, flow, dailyPnl }) => ({
    session,
    dailyReturn,
    reason: dailyReturn === null ? absentReturn({ equity, dailyPnl, capitalFlow: flow }) : null,
  }));
  const [time, last] = [performanceOf(returns).at(-1)?.since_inception, days.at(-1)];
  if (time === undefined || last === undefined) return null;
  // What was lost with a price, and has not come back with one, is in no equity: a return over it would call it a loss.
  const isShort =
    time.reason === "not_priced" && UNVALUED_REASONS.some((each) => last.reasons.includes(each));
  if (isShort) {
    const unknown = notKnown<number>("not_priced");
    return {
      time_weighted: time,
      money_weighted: unknown,
      money_weighted_annualised: unknown,
      flags: [],
      note: null,
    };
  }
  const flows = days
    .filter(({ flow }) => flow !== 0)
    .map(({ session, flow }) => ({ day: session, amount: cents(-flow) }));
  const money = moneyWeightedReturn(
    { day: inception, equity: statedEquity },
    { day: last.session, equity: last.equity },
    flows,
  );
  const note =
    time.value === null || money.periodReturn.value === null
      ? null
      : noteOf(time.value, money.periodReturn.value);
  return {
    time_weighted: time,
    money_weighted: money.periodReturn,
    money_weighted_annualised: money.annualised,
    flags: note === null ? [] : ["returns_disagree"],
    note,
  };
}
