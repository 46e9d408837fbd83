import { RISK_ENGINES, type RiskEngine } from "../../../db/schema/words.ts";
import type { Orm } from "../../../db/writer.ts";
import { calendarOf } from "../../market/calendar/calendar.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Portfolio } from "../portfolio.ts";
import { readGap } from "../portfolio-source.ts";
import { isOvertaken } from "./currency.ts";
import { money } from "./figure.ts";
import { type PerformanceFigures, performanceFigures } from "./performance-figures.ts";
import { readBooks, readEngine } from "./published.ts";
import type { EngineFigures } from "./risk-figures.ts";
import type { BookFigures, PositionFigures, SnapshotFigures } from "./snapshot-figures.ts";
import { type UnderlyingGreeks, underlyingGreeks } from "./underlying-greeks.ts";

/** A portfolio's report at a session, as it is published. */
export interface PortfolioReport {
  readonly portfolio: { readonly id: string; readonly name: string; readonly currency: string };
  readonly date: IsoDate;
  /** The instant whose knowledge this is; null for what stands now. */
  readonly as_known: string | null;
  /** Whether prices have changed since that these figures may rest on; null for the past knowledge of an instant. */
  readonly overtaken: boolean | null;
  readonly snapshot: SnapshotFigures & {
    /** What opening holdings were worth at the inception close less what they had cost; cumulative_pnl is without it. */
    readonly inception_adjustment: number;
  };
  readonly positions: readonly (PositionFigures & {
    /** Of an opening holding: its value at the inception close less its entry value; null for later lots. */
    readonly inception_adjustment: number | null;
  })[];
  /** Of what options are held on. */
  readonly underlyings: readonly UnderlyingGreeks[];
  /** Since inception; null for the past knowledge of an instant. */
  readonly performance: PerformanceFigures | null;
  /** By engine; null for one that has not published numbers of this session. */
  readonly risk: Readonly<Record<RiskEngine, EngineFigures | null>>;
}

/** The newest session of which a portfolio has a snapshot; null without any. */
export function newestSnapshot(orm: Orm, portfolioId: number): IsoDate | null {
  const row = orm.$client
    .prepare("SELECT max(session) FROM snapshot WHERE portfolio_id = ?")
    .pluck()
    .get(portfolioId) as IsoDate | null;
  return row;
}

/** Cents of money as figures have it: exact, since they were whole cents. */
const round = (amount: number) => money(Math.round(amount * 100));

/** Value at inception less entry value, by the id of each opening holding. */
function adjustmentsOf(book: BookFigures | null): ReadonlyMap<string, number> {
  const opening = book?.positions ?? [];
  return new Map(
    opening.flatMap(({ id, market_value: value, entry_value: entry }) =>
      value === null ? [] : [[id, round(value - entry)] as const],
    ),
  );
}

/**
 * The report of a portfolio at a session, from what is stored; nothing is computed but differences of what is.
 * @param asKnown An instant as UTC text; the report is then what stood at that instant. Null: what stands now.
 * @throws NightdeskError `not_a_session`, `not_found` if there is, or was then, no snapshot of the session.
 */
export function portfolioReport(
  orm: Orm,
  portfolio: Portfolio,
  session: IsoDate | null,
  asKnown: string | null,
): PortfolioReport {
  const { id, publicId, name, currency, inception } = portfolio;
  if (session !== null) calendarOf("XNYS").assertSession(session);
  const newest = newestSnapshot(orm, id);
  const date = session ?? newest;
  if (date === null) {
    throw new NightdeskError("not_found", `${name} has no snapshot yet; "nightdesk run" makes them.`);
  }
  const book = readBooks(orm, id, date, asKnown);
  if (book === null) {
    const gap = asKnown === null ? readGap(orm.$client, id, date) : null;
    if (gap !== null) {
      throw new NightdeskError(
        "not_found",
        `${name} has no snapshot of ${date}: ${gap.reason}: ${gap.detail}.`,
        { details: { date, reason: gap.reason } },
      );
    }
    const then = asKnown === null ? "" : ` that was known at ${asKnown}`;
    throw new NightdeskError(
      "not_found",
      `${name} has no snapshot of ${date}${then}; its snapshots run from ${inception} to ${newest ?? "nowhere"}.`,
      { details: { date } },
    );
  }
  const adjustments = adjustmentsOf(readBooks(orm, id, inception, asKnown));
  const held = book.positions.map((position) => ({
    ...position,
    inception_adjustment: adjustments.get(position.id) ?? null,
  }));
  const total = [...adjustments.values()].reduce((sum, each) => sum + Math.round(each * 100), 0);
  const risk = RISK_ENGINES.map((engine) => [engine, readEngine(orm, id, date, engine, asKnown)] as const);
  return {
    portfolio: { id: publicId, name, currency },
    date,
    as_known: asKnown,
    overtaken: asKnown === null ? isOvertaken(orm.$client, id, date) : null,
    snapshot: { ...book.snapshot, inception_adjustment: money(total) },
    positions: held,
    underlyings: underlyingGreeks(book.positions),
    performance: asKnown === null ? performanceFigures(orm, portfolio, date) : null,
    risk: Object.fromEntries(risk) as PortfolioReport["risk"],
  };
}
