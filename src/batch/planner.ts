import { RISK_ENGINES, type RiskEngine } from "../../db/schema/words.ts";
import { ENGINE_METHODS } from "../compute/estimate-portfolios.ts";
import { PRIOR_METHOD } from "../compute/estimate-priors.ts";
import { SYMBOL_METHOD } from "../compute/estimate-symbols.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { quantityOn } from "../portfolio/portfolio.ts";
import { SNAPSHOT_METHOD } from "../portfolio/snapshot.ts";
import { FACTOR_PROXIES } from "../risk/conventions.ts";
import type { Plan, PlannedPortfolio, UnitGroup, UnitWhy } from "./plan.ts";
import type { DerivedRow, PlanState, PortfolioState, StoredSymbol } from "./plan-state.ts";
import type { RunScope } from "./scope.ts";
import { SnapshotStaleness, StatisticsStaleness } from "./staleness.ts";

type WhyOf = (session: IsoDate, row: DerivedRow | undefined) => UnitWhy | null;

/** Sorts sessions by why each is to be done; those that are not are left out. */
function grouped(
  sessions: readonly IsoDate[],
  rows: readonly DerivedRow[],
  whyOf: WhyOf,
): readonly UnitGroup[] {
  const stored = new Map(rows.map((row) => [row.session, row]));
  const groups = new Map<UnitWhy, IsoDate[]>();
  for (const session of sessions) {
    const why = whyOf(session, stored.get(session));
    if (why === null) continue;
    const group = groups.get(why);
    if (group === undefined) groups.set(why, [session]);
    else group.push(session);
  }
  return [...groups].map(([why, each]) => ({ why, sessions: each }));
}

/** Makes a plan from a state of the database and a scope, and from nothing else. */
class Planner {
  readonly #state: PlanState;
  readonly #scope: RunScope;
  readonly #statistics: StatisticsStaleness;

  constructor(state: PlanState, scope: RunScope) {
    this.#state = state;
    this.#scope = scope;
    this.#statistics = new StatisticsStaleness(state.changes);
  }

  plan(): Plan {
    const { portfolios, hasAll, seen } = this.#state;
    const { from, to } = this.#scope;
    const accounts = portfolios.flatMap((each) => this.#accounts(each));
    const held = this.#heldSessions();
    const sessions = this.#allSessions();
    return {
      scope: this.#scope,
      seen,
      collect: portfolios.length === 0 ? null : { missing: this.#missingPrices() },
      accounts,
      values: portfolios.flatMap((each) => this.#values(each, accounts)),
      symbols: [...this.#state.symbols.values()].flatMap((each) =>
        this.#symbol(each, FACTOR_PROXIES.has(each.symbol) ? sessions : (held.get(each.symbol) ?? [])),
      ),
      priors: this.#priors(sessions),
      engines: portfolios.flatMap((each) => RISK_ENGINES.flatMap((engine) => this.#engine(each, engine))),
      isWhole:
        hasAll &&
        from === null &&
        portfolios.every(({ snapshots }) => (snapshots.at(-1)?.session ?? to) <= to),
    };
  }

  #isInRange(session: IsoDate): boolean {
    return session >= (this.#scope.from ?? session) && session <= this.#scope.to;
  }

  /** The sessions that a portfolio should have snapshots of. */
  #sessionsOf({ portfolio }: PortfolioState): readonly IsoDate[] {
    return calendarOf("XNYS").sessionsBetween(portfolio.inception, this.#scope.to);
  }

  #why(session: IsoDate, row: DerivedRow | undefined, method: string, isStale: (seen: number) => boolean) {
    if (row === undefined) return "missing";
    if (row.method !== method) return "outdated";
    if (isStale(row.seen)) return "stale";
    return this.#scope.force && this.#isInRange(session) ? "forced" : null;
  }

  #accounts(state: PortfolioState) {
    const { portfolio, lots, snapshots } = state;
    const staleness = new SnapshotStaleness(portfolio, lots, this.#state.changes);
    const groups = grouped(this.#sessionsOf(state), snapshots, (session, row) =>
      this.#why(session, row, SNAPSHOT_METHOD, (seen) => staleness.isStale(session, seen)),
    );
    return groups.map((group) => ({ ...named(state), lots: lots.length, ...group }));
  }

  /** The newest snapshot gives the values of positions, if it is new, or if a kill came between the two. */
  #values(state: PortfolioState, accounts: readonly (PlannedPortfolio & UnitGroup)[]) {
    const { portfolio, snapshots, valuesCurrent } = state;
    const stored = snapshots.at(-1)?.session ?? null;
    const planned = accounts
      .filter(({ portfolioId }) => portfolioId === portfolio.id)
      .flatMap(({ sessions }) => sessions);
    const newest = [...planned, ...(stored === null ? [] : [stored])].sort().at(-1);
    if (newest === undefined || (valuesCurrent && !planned.includes(newest))) return [];
    return [{ ...named(state), session: newest }];
  }

  /** Held symbols that have never had a close, or none of the last session: what a collector would ask for. */
  #missingPrices(): readonly string[] {
    const { to } = this.#scope;
    const held = this.#state.portfolios.flatMap(({ lots }) =>
      lots
        .filter((lot) => lot.assetClass === "PUBLIC" && quantityOn(lot, to) !== 0)
        .map(({ symbol }) => symbol),
    );
    const hasClose = (symbol: string) => (this.#state.symbols.get(symbol)?.last ?? "") >= to;
    return [...new Set(held)].filter((symbol) => !hasClose(symbol)).sort();
  }

  /** By symbol, the sessions in range at which any portfolio holds it. */
  #heldSessions(): ReadonlyMap<string, readonly IsoDate[]> {
    const held = new Map<string, Set<IsoDate>>();
    for (const state of this.#state.portfolios) {
      const sessions = this.#sessionsOf(state).filter((session) => this.#isInRange(session));
      for (const lot of state.lots) {
        if (!this.#state.symbols.has(lot.symbol) || lot.assetClass !== "PUBLIC") continue;
        const own = held.get(lot.symbol) ?? new Set();
        for (const session of sessions) if (quantityOn(lot, session) !== 0) own.add(session);
        held.set(lot.symbol, own);
      }
    }
    return new Map([...held].map(([symbol, sessions]) => [symbol, [...sessions].sort()]));
  }

  /** The sessions in range at which any portfolio should have numbers. */
  #allSessions(): readonly IsoDate[] {
    const all = this.#state.portfolios.flatMap((state) => this.#sessionsOf(state));
    return [...new Set(all)].filter((session) => this.#isInRange(session)).sort();
  }

  /** Before its first bar a symbol is as unknown as it was then: a price that came later must not show in the past. */
  #symbol({ id: symbolId, symbol, first }: StoredSymbol, sessions: readonly IsoDate[]) {
    const isAbout = (changed: string) => changed === symbol;
    const known = sessions.filter((session) => session >= first);
    const groups = grouped(known, this.#state.estimates.get(symbol) ?? [], (session, row) =>
      this.#why(session, row, SYMBOL_METHOD, (seen) => this.#statistics.isStale(isAbout, session, seen)),
    );
    return groups.map((group) => ({ symbolId, symbol, ...group }));
  }

  #membersOf(session: IsoDate): ReadonlySet<string> {
    const row = this.#state.priors.find((each) => each.session === session);
    return new Set(row?.members.split(" ") ?? []);
  }

  #isPriorStale(session: IsoDate, seen: number): boolean {
    if (!this.#statistics.isStale(() => true, session, seen)) return false;
    const members = this.#membersOf(session);
    return this.#statistics.isStale((symbol) => members.has(symbol), session, seen);
  }

  #priors(sessions: readonly IsoDate[]): readonly UnitGroup[] {
    return grouped(sessions, this.#state.priors, (session, row) =>
      this.#why(session, row, PRIOR_METHOD, (seen) => this.#isPriorStale(session, seen)),
    );
  }

  #engine(state: PortfolioState, engine: RiskEngine) {
    const { portfolio, lots, risk } = state;
    const books = new SnapshotStaleness(portfolio, lots, this.#state.changes);
    const isHeld = (symbol: string, session: IsoDate) =>
      lots.some((lot) => lot.symbol === symbol && quantityOn(lot, session) !== 0);
    const isStale = (session: IsoDate, seen: number) => {
      if (books.isStale(session, seen)) return true;
      if (engine === "sector_exposure") return false;
      if (this.#statistics.isStale((symbol) => isHeld(symbol, session), session, seen)) return true;
      return engine === "market_beta" && this.#isPriorStale(session, seen);
    };
    const sessions = this.#sessionsOf(state).filter((session) => this.#isInRange(session));
    const groups = grouped(sessions, risk[engine], (session, row) =>
      this.#why(session, row, ENGINE_METHODS[engine], (seen) => isStale(session, seen)),
    );
    return groups.map((group) => ({ ...named(state), engine, ...group }));
  }
}

function named({ portfolio: { id, publicId, name } }: PortfolioState): PlannedPortfolio {
  return { portfolioId: id, publicId, name };
}

/**
 * The plan of a run: what should exist compared with what does. A night, a backfill, a repair and a resume after a crash
 * are the same plan over different scopes. Pure: the same state and scope give the same plan.
 */
export function planRun(state: PlanState, scope: RunScope): Plan {
  return new Planner(state, scope).plan();
}
