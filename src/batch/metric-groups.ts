import { METRIC_METHOD } from "../market/metrics/metric.ts";
import { monthsBefore, sessionsBefore } from "../market/metrics/period.ts";
import { type IsoDate, isoDate } from "../platform/iso-date.ts";
import { within } from "./held-range.ts";
import type { MeasuredSymbol, MetricState } from "./metric-state.ts";
import type { SymbolGroup, UnitWhy } from "./plan.ts";
import type { DerivedRow, PriceChange } from "./plan-state.ts";
import type { RunScope } from "./scope.ts";
import { grouped } from "./unit-groups.ts";

/** Metrics look back a year, and some sessions further for a bar where the year's first has none. */
const YEAR_MONTHS = 12;
const TOLERANCE_SESSIONS = 10;
/** The calendars' first day: nothing lies before it. */
const FIRST_DAY = isoDate("1990-01-02");

/** A change that reaches a symbol's metrics of some sessions. */
interface Reach {
  readonly id: number;
  readonly from: IsoDate;
  /** The last day that changed; null if all later ones did. */
  readonly through: IsoDate | null;
}

/** The first day of whose bars metrics of a session are made. */
function lookBackOf(session: IsoDate): IsoDate {
  const year = monthsBefore(session, YEAR_MONTHS);
  return year <= FIRST_DAY ? FIRST_DAY : sessionsBefore(year, TOLERANCE_SESSIONS);
}

/**
 * The metrics that are to be made: those of every wanted symbol at the sessions of portfolios and at the scope's last one,
 * from its first bar on. A change of prices reaches the sessions of the year after it, and none before it: a series is
 * told in shares of its session. One of reference data reaches all from its day on. What is stored is kept current, whether it is still wanted or not.
 * @param sessions Those in range at which any portfolio should have numbers, ascending.
 */
export function metricGroups(
  { symbols, changes: marks }: MetricState,
  changes: readonly PriceChange[],
  sessions: readonly IsoDate[],
  scope: RunScope,
): readonly SymbolGroup[] {
  const isInRange = (session: IsoDate) => session >= (scope.from ?? session) && session <= scope.to;
  const all = [...new Set([...sessions, scope.to])].filter(isInRange).sort();
  const lookBacks = new Map<IsoDate, IsoDate>();
  const lookBack = (session: IsoDate): IsoDate => {
    const known = lookBacks.get(session) ?? lookBackOf(session);
    lookBacks.set(session, known);
    return known;
  };
  const ofPrices = Map.groupBy(changes, ({ symbol }) => symbol);
  const ofReference = Map.groupBy(marks, ({ symbol }) => symbol);
  const reachesOf = ({ symbol, rates }: MeasuredSymbol): readonly Reach[] => [
    ...[symbol, ...rates].flatMap((each) => ofPrices.get(each) ?? []),
    ...(ofReference.get(symbol) ?? []).map((mark) => ({ ...mark, through: null })),
  ];
  return symbols.flatMap((each) => {
    const { id: symbolId, symbol, first, wanted, rows } = each;
    const reaches = reachesOf(each);
    const isStale = (session: IsoDate, seen: number) =>
      reaches.some(
        ({ id, from, through }) =>
          id > seen && from <= session && (through === null || through >= lookBack(session)),
      );
    const own = all.filter((session) => wanted !== null && session >= first && within(wanted, session));
    const stored = rows.map(({ session }) => session).filter(isInRange);
    const isWanted = new Set(own);
    const why = (session: IsoDate, row: DerivedRow | undefined): UnitWhy | null => {
      if (row === undefined) return "missing";
      if (row.method !== METRIC_METHOD) return "outdated";
      if (isStale(session, row.seen)) return "stale";
      return scope.force && isWanted.has(session) ? "forced" : null;
    };
    const groups = grouped([...new Set([...own, ...stored])].sort(), rows, why);
    return groups.map((group) => ({ symbolId, symbol, ...group }));
  });
}
