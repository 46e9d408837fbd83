import type { Sqlite } from "../../db/driver.ts";
import type { InstrumentType } from "../../db/schema/words.ts";
import type { Duty } from "../compute/duty.ts";
import {
  type ActionView,
  type QuarantineView,
  readActions,
  readQuarantine,
} from "../market/collect/doubtful.ts";
import { type ProfileView, readProfile, statementFreshness } from "../market/fundamentals/profile-view.ts";
import { readStatements, type StatementsView } from "../market/fundamentals/statement-view.ts";
import { type MetricsView, readMetricHistory, readMetrics } from "../market/metrics/metric-view.ts";
import type { SymbolName } from "../market/symbol.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { readSectors } from "../portfolio/tags/sector-source.ts";
import { freshnessReader, type SymbolFreshness } from "./freshness.ts";
import { readUniverse } from "./plan-state.ts";

/** Actions and bars in quarantine that a view shows at most; the lists of either have all. */
const MOST_SHOWN = 100;

/** Which of a symbol's bars are wanted. */
export interface SymbolQuestion {
  readonly symbol: SymbolName;
  /** The newest session that is over: freshness is told of it. */
  readonly session: IsoDate;
  /** The day: what is known of a company or a fund is told of it. */
  readonly today: IsoDate;
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
  readonly limit: number;
  /** Fiscal periods of each frequency that are wanted at most. */
  readonly periods: number;
}

/** What is stored of a symbol, from where, how fresh, and why not fresher. */
export interface SymbolView extends SymbolFreshness {
  readonly basis: string | null;
  readonly calendar: string;
  readonly currency: string | null;
  /** On the day of the session, and since when; null where nobody has told it. */
  readonly sector: string | null;
  readonly sector_as_of: string | null;
  readonly type: string | null;
  /** As of today, by field group; a group without values says why. */
  readonly profile: ProfileView;
  /** Of the session, or of the newest one before it that has any; null where there are none. */
  readonly metrics: MetricsView | null;
  /** How fresh the statements are; the reason is that of a symbol without any. */
  readonly statements: ReturnType<typeof statementFreshness> & { readonly periods: StatementsView };
  readonly first_trade: string | null;
  readonly first_session: string | null;
  readonly sessions: number;
  /** Stored bars by source. */
  readonly sources: Readonly<Record<string, number>>;
  /** What each provider last said. */
  readonly providers: readonly {
    readonly provider: string;
    readonly outcome: string;
    readonly detail: string | null;
    readonly asked_at: string;
    readonly bars_at: string | null;
    readonly absent_nights: number;
  }[];
  /** Sessions that providers had no bar of; confirmed once it has been said twice. */
  readonly absences: readonly {
    readonly from: string;
    readonly through: string;
    readonly provider: string;
    readonly times: number;
  }[];
  readonly quarantine: readonly QuarantineView[];
  readonly actions: readonly ActionView[];
  /** Ascending. */
  readonly bars: readonly {
    readonly session: string;
    readonly open: number | null;
    readonly high: number | null;
    readonly low: number | null;
    readonly close: number;
    readonly volume: number | null;
    readonly source: string;
  }[];
  /** The session from which the next page of bars begins; null if there is none. */
  readonly next_from: string | null;
}

interface SymbolRow {
  readonly id: number;
  readonly basis: string | null;
  readonly calendar: string;
  readonly currency: string | null;
  readonly type: InstrumentType | null;
  readonly firstTrade: string | null;
}

function view(
  db: Sqlite,
  { symbol, session, today, from, to, limit, periods }: SymbolQuestion,
): SymbolView | null {
  const row = db
    .prepare(
      "SELECT id, basis, calendar, currency, type, first_trade AS firstTrade FROM symbol WHERE symbol = ?",
    )
    .get(symbol) as SymbolRow | undefined;
  const wanted = readUniverse(db, session).find((each) => each.symbol === symbol);
  if (row === undefined) return null;
  const { id, type } = row;
  const profiled = { id, symbol, type };
  const sector = readSectors(db, [symbol], session).get(symbol);
  const statements = readStatements(db, id, periods);
  const hasStatements = Object.values(statements).some((each) => each.length > 0);
  const bars = db
    .prepare(
      `SELECT session, open, high, low, close, volume, source FROM price_bar
       WHERE symbol_id = ? AND session >= ? AND session <= ? ORDER BY session LIMIT ?`,
    )
    .all(id, from ?? "", to ?? "9999-12-31", limit + 1) as SymbolView["bars"];
  const sources = db
    .prepare("SELECT source, count(*) FROM price_bar WHERE symbol_id = ? GROUP BY source")
    .raw();
  const counts = sources.all(id) as [string, number][];
  const list = { status: null, symbol, limit: MOST_SHOWN, offset: 0 };
  return {
    ...freshnessReader(db, session)(symbol, wanted?.reasons ?? []),
    basis: row.basis,
    calendar: row.calendar,
    currency: row.currency,
    sector: sector?.sector ?? null,
    sector_as_of: sector?.asOf ?? null,
    type,
    profile: readProfile(db, profiled, today),
    metrics: readMetrics(db, symbol, session),
    statements: { ...statementFreshness(db, profiled, hasStatements), periods: statements },
    first_trade: row.firstTrade,
    first_session: db.prepare("SELECT min(session) FROM price_bar WHERE symbol_id = ?").pluck().get(id) as
      | string
      | null,
    sessions: counts.reduce((sum, [, count]) => sum + count, 0),
    sources: Object.fromEntries(counts),
    providers: db
      .prepare(
        "SELECT provider, outcome, detail, asked_at, bars_at, absent_nights FROM provider_state WHERE symbol_id = ? ORDER BY provider",
      )
      .all(id) as SymbolView["providers"],
    absences: db
      .prepare(
        `SELECT from_session AS "from", through_session AS through, provider, times FROM price_absence WHERE symbol_id = ? ORDER BY from_session`,
      )
      .all(id) as SymbolView["absences"],
    quarantine: readQuarantine(db, list),
    actions: readActions(db, list),
    bars: bars.slice(0, limit),
    next_from: bars[limit]?.session ?? null,
  };
}

/** What is stored of a symbol, in a worker; null if nothing is known of it. */
export const symbolViewDuty: Duty<SymbolQuestion, SymbolView | null> = { name: "symbol_view", answer: view };

/** Whose metrics are wanted, and of which sessions. */
export interface MetricHistoryQuestion {
  readonly symbol: SymbolName;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** A symbol's metrics from one session through another, ascending, in a worker. */
export const metricHistoryDuty: Duty<MetricHistoryQuestion, readonly MetricsView[]> = {
  name: "metric_history",
  answer: (db, { symbol, from, to }) => readMetricHistory(db, symbol, from, to),
};
