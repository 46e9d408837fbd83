import { RISK_ENGINES, type RiskEngine } from "../../db/schema/words.ts";
import { ENGINE_METHODS } from "../compute/estimate-portfolios.ts";
import { PRIOR_METHOD } from "../compute/estimate-priors.ts";
import { SYMBOL_METHOD } from "../compute/estimate-symbols.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { SNAPSHOT_METHOD } from "../portfolio/snapshot.ts";
import { FACTOR_PROXIES } from "../risk/conventions.ts";
import { exposureSymbol, isInBooks, mayBeHeld } from "./held-range.ts";
import { metricGroups } from "./metric-groups.ts";
import type {
  AccountGroup,
  CollectUnit,
  EngineGroup,
  Plan,
  PlannedPortfolio,
  SymbolGroup,
  UnitGroup,
} from "./plan.ts";
import type { DerivedRow, PlanState, PortfolioState, StoredSymbol } from "./plan-state.ts";
import type { RunScope } from "./scope.ts";
import { SnapshotStaleness, StatisticsStaleness, type Symbols } from "./staleness.ts";
import { grouped, remade } from "./unit-groups.ts";

/** What is planned that a portfolio's numbers are made from, by session. */
interface Remade {
  readonly snapshots: ReadonlySet<IsoDate>;
  /** Whatever for: a session that could not be told may be told then. */
  readonly accounted: ReadonlySet<IsoDate>;
  readonly symbols: ReadonlyMap<string, ReadonlySet<IsoDate>>;
  readonly priors: ReadonlySet<IsoDate>;
}

/** Makes a plan from a state of the database and a scope, and from nothing else. */
class Planner {
  readonly #state: PlanState;
  readonly #scope: RunScope;
  readonly #statistics: StatisticsStaleness;
  readonly #priorMembers: ReadonlyMap<IsoDate, Symbols>;

  constructor(state: PlanState, scope: RunScope) {
    this.#state = state;
    this.#scope = scope;
    this.#statistics = new StatisticsStaleness(state.changes);
    this.#priorMembers = new Map(
      state.priors.map(({ session, members }) => [
        session,
        members === null ? "all" : new Set(members.split(" ")),
      ]),
    );
  }

  plan(): Plan {
    const { portfolios, hasAll, seen, metrics, changes } = this.#state;
    const { from, to } = this.#scope;
    const held = new Map(portfolios.map((each) => [each, this.#held(each)]));
    const sessions = this.#allSessions();
    const accounts = portfolios.flatMap((each) => this.#accounts(each));
    const symbols = this.#symbols(sessions, [...held.values()]);
    const priors = this.#priors(sessions);
    const bySymbol = Map.groupBy(symbols, ({ symbol }) => symbol);
    const engines = portfolios.flatMap((each) => {
      const { id } = each.portfolio;
      const booked = accounts.filter(({ portfolioId }) => portfolioId === id);
      const own = {
        snapshots: remade(booked),
        accounted: new Set(booked.flatMap((group) => group.sessions)),
        symbols: new Map([...bySymbol].map(([symbol, groups]) => [symbol, remade(groups)])),
        priors: remade(priors),
      };
      return this.#engines(each, held.get(each) ?? new Map(), own);
    });
    return {
      scope: this.#scope,
      seen,
      collect: this.#collect(),
      reference: this.#state.reference,
      accounts,
      values: portfolios.flatMap((each) => this.#ofNewest(each, accounts, each.valuesCurrent)),
      sectorTags: portfolios.flatMap((each) => this.#ofNewest(each, accounts, each.tagsCurrent)),
      symbols,
      priors,
      engines,
      metrics: metricGroups(metrics, changes, sessions, this.#scope),
      isWhole:
        hasAll &&
        from === null &&
        (metrics.newest ?? to) <= to &&
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

  #accounts(state: PortfolioState): readonly AccountGroup[] {
    const { lots, snapshots, gaps } = state;
    const staleness = new SnapshotStaleness(state, this.#state.changes);
    const rows = [...snapshots, ...gaps].sort((a, b) => (a.session < b.session ? -1 : 1));
    const untold = new Set(gaps.map(({ session }) => session));
    // The P&L of the session after a gap begins before the gap, with whatever was changed there.
    let before = { isGap: false, isReached: false };
    const groups = grouped(this.#sessionsOf(state), rows, (session, row) => {
      const own = this.#why(session, row, SNAPSHOT_METHOD, (seen) => staleness.isStale(session, seen));
      const isGap = untold.has(session);
      const why = own ?? (!isGap && before.isGap && before.isReached ? "stale" : null);
      before = { isGap, isReached: why !== null || (isGap && before.isReached) };
      return why;
    });
    return groups.map((group) => ({ ...named(state), lots: lots.length, ...group }));
  }

  /** The newest snapshot gives the values of positions and their tags, if it is new, or if they are not current otherwise. */
  #ofNewest(state: PortfolioState, accounts: readonly AccountGroup[], isCurrent: boolean) {
    const { portfolio, snapshots } = state;
    const stored = snapshots.at(-1)?.session ?? null;
    const planned = accounts
      .filter(({ portfolioId }) => portfolioId === portfolio.id)
      .flatMap(({ sessions }) => sessions);
    const newest = [...planned, ...(stored === null ? [] : [stored])].sort().at(-1);
    if (newest === undefined || (isCurrent && !planned.includes(newest))) return [];
    return [{ ...named(state), session: newest }];
  }

  #collect(): CollectUnit | null {
    const { portfolios, needs } = this.#state;
    const isNothing = portfolios.length === 0 && (needs === null || needs.length === 0);
    return isNothing ? null : { missing: this.#missingPrices(), needs };
  }

  /** Held symbols that have never had a close, or none of the last session: what a collector would ask for. */
  #missingPrices(): readonly string[] {
    const { to } = this.#scope;
    const held = this.#state.portfolios.flatMap(({ lots }) =>
      lots.filter((lot) => lot.assetClass === "PUBLIC" && mayBeHeld(lot, to)).map(({ symbol }) => symbol),
    );
    const hasClose = (symbol: string) => (this.#state.symbols.get(symbol)?.last ?? "") >= to;
    return [...new Set(held)].filter((symbol) => !hasClose(symbol)).sort();
  }

  /** The symbols that a portfolio holds at each of its sessions in range. */
  #held(state: PortfolioState): ReadonlyMap<IsoDate, ReadonlySet<string>> {
    const exposed = state.lots
      .filter(isInBooks)
      .map((lot) => ({ lot, symbol: exposureSymbol(lot) }))
      .filter((each): each is typeof each & { readonly symbol: string } => each.symbol !== null);
    const sessions = this.#sessionsOf(state).filter((session) => this.#isInRange(session));
    return new Map(
      sessions.map((session) => {
        const own = exposed.filter(({ lot }) => mayBeHeld(lot, session));
        return [session, new Set(own.map(({ symbol }) => symbol))] as const;
      }),
    );
  }

  /** The sessions in range at which any portfolio should have numbers. */
  #allSessions(): readonly IsoDate[] {
    const all = this.#state.portfolios.flatMap((state) => this.#sessionsOf(state));
    return [...new Set(all)].filter((session) => this.#isInRange(session)).sort();
  }

  #symbols(
    sessions: readonly IsoDate[],
    held: readonly ReadonlyMap<IsoDate, ReadonlySet<string>>[],
  ): readonly SymbolGroup[] {
    return [...this.#state.symbols.values()].flatMap((each) => {
      const isHeld = (session: IsoDate) => held.some((own) => own.get(session)?.has(each.symbol) ?? false);
      return this.#symbol(each, FACTOR_PROXIES.has(each.symbol) ? sessions : sessions.filter(isHeld));
    });
  }

  /** Before its first bar a symbol is as unknown as it was then: a price that came later must not show in the past. */
  #symbol(
    { id: symbolId, symbol, first }: StoredSymbol,
    sessions: readonly IsoDate[],
  ): readonly SymbolGroup[] {
    const own = new Set([symbol]);
    const known = sessions.filter((session) => session >= first);
    const groups = grouped(known, this.#state.estimates.get(symbol) ?? [], (session, row) =>
      this.#why(session, row, SYMBOL_METHOD, (seen) => this.#statistics.isStale(own, session, seen)),
    );
    return groups.map((group) => ({ symbolId, symbol, ...group }));
  }

  #isPriorStale(session: IsoDate, seen: number): boolean {
    return this.#statistics.isStale(this.#priorMembers.get(session) ?? "all", session, seen);
  }

  #priors(sessions: readonly IsoDate[]): readonly UnitGroup[] {
    return grouped(sessions, this.#state.priors, (session, row) =>
      this.#why(session, row, PRIOR_METHOD, (seen) => this.#isPriorStale(session, seen)),
    );
  }

  /** An engine's numbers are stale with the prices that they rest on, and with whatever they are made from that is made anew. */
  #engines(
    state: PortfolioState,
    held: ReadonlyMap<IsoDate, ReadonlySet<string>>,
    anew: Remade,
  ): readonly EngineGroup[] {
    const { risk, snapshots } = state;
    const books = new SnapshotStaleness(state, this.#state.changes);
    const isTold = new Set([...snapshots.map(({ session }) => session), ...anew.accounted]);
    const sessions = [...held.keys()].filter((session) => isTold.has(session));
    const isStale = (engine: RiskEngine, session: IsoDate, seen: number) => {
      if (anew.snapshots.has(session) || books.isStale(session, seen)) return true;
      if (engine === "sector_exposure") return false;
      const own = held.get(session) ?? new Set();
      if (own.values().some((symbol) => anew.symbols.get(symbol)?.has(session) ?? false)) return true;
      if (this.#statistics.isStale(own, session, seen)) return true;
      return engine === "market_beta" && (anew.priors.has(session) || this.#isPriorStale(session, seen));
    };
    return RISK_ENGINES.flatMap((engine) => {
      const groups = grouped(sessions, risk[engine], (session, row) =>
        this.#why(session, row, ENGINE_METHODS[engine], (seen) => isStale(engine, session, seen)),
      );
      return groups.map((group) => ({ ...named(state), engine, ...group }));
    });
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
