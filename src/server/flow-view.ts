import type { Sqlite } from "../../db/driver.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, type Cents, cents, ZERO_CENTS } from "../platform/money.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import { money } from "../portfolio/report/figure.ts";

/** What came into a portfolio, or left it. */
export interface FlowView {
  readonly id: string;
  readonly change_type: "CONTRIBUTION" | "WITHDRAWAL";
  readonly amount: number;
  readonly currency: string;
  readonly change_date: IsoDate;
  readonly notes: string | null;
  readonly recorded_at: string;
  /** The event that took it out of the books; null if it stands. */
  readonly reversed_by: string | null;
}

/** Flows of one currency that stand. */
export interface FlowTotals {
  readonly currency: string;
  readonly contributions: number;
  readonly withdrawals: number;
  readonly net: number;
  readonly count: number;
}

interface FlowRow extends Omit<FlowView, "amount" | "currency"> {
  readonly amount: number;
  readonly currency: string | null;
}

const FLOWS = `SELECT e.public_id AS id, upper(e.kind) AS change_type, e.amount, e.currency, e.trade_date AS change_date,
    e.reason AS notes, e.recorded_at, (SELECT r.public_id FROM portfolio_event r WHERE r.reverses = e.id) AS reversed_by
  FROM portfolio_event e
  WHERE e.portfolio_id = @portfolioId AND e.kind IN ('contribution', 'withdrawal') AND e.reverses IS NULL
    AND e.trade_date >= @from AND e.trade_date <= @to
  ORDER BY e.trade_date DESC, e.id DESC`;

function totalsOf(currency: string, own: readonly FlowRow[]): FlowTotals {
  const sumOf = (type: FlowView["change_type"]): Cents =>
    own
      .filter(({ change_type: each }) => each === type)
      .reduce((sum, { amount }) => addCents(sum, cents(amount)), ZERO_CENTS);
  const [contributions, withdrawals] = [sumOf("CONTRIBUTION"), sumOf("WITHDRAWAL")];
  return {
    currency,
    contributions: money(contributions),
    withdrawals: money(withdrawals),
    net: money(cents(contributions - withdrawals)),
    count: own.length,
  };
}

/** The flows of a portfolio within some days, newest first, with the totals of those that stand, by currency. */
export function readFlows(
  db: Sqlite,
  portfolio: Pick<Portfolio, "id" | "currency">,
  { from, to, all }: { readonly from: string; readonly to: string; readonly all: boolean },
): { readonly flows: readonly FlowView[]; readonly totals: readonly FlowTotals[] } {
  const rows = db.prepare(FLOWS).all({ portfolioId: portfolio.id, from, to }) as FlowRow[];
  const currencyOf = ({ currency }: FlowRow) => currency ?? portfolio.currency;
  const standing = rows.filter(({ reversed_by: reversal }) => reversal === null);
  const totals = [...Map.groupBy(standing, currencyOf)].map(([currency, own]) => totalsOf(currency, own));
  const flows = (all ? rows : standing).map((row) => ({
    ...row,
    amount: money(cents(row.amount)),
    currency: currencyOf(row),
  }));
  return { flows, totals: totals.sort((a, b) => (a.currency < b.currency ? -1 : 1)) };
}
