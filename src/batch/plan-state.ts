import { NEWEST_CHANGE_ID } from "../../db/bulk/change-ids.ts";
import type { Sqlite } from "../../db/driver.ts";
import { requirePublished } from "../../db/open.ts";
import type { PriceChangeKind, RiskEngine } from "../../db/schema/words.ts";
import { type Need, NeedReader, type Requirement } from "../market/collect/needs.ts";
import type { EpochMs } from "../platform/clock.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { bookSymbols, currenciesOf } from "../portfolio/book-source.ts";
import { readCurrencies } from "../portfolio/history-source.ts";
import type { Lot, Portfolio } from "../portfolio/portfolio.ts";
import { readLots, readPortfolioEvents, readPortfolios } from "../portfolio/portfolio-source.ts";
import { sectorTagsDiffer } from "../portfolio/tags/sector-tagging.ts";
import { FACTOR_PROXIES } from "../risk/conventions.ts";
import type { DerivedRow, StoredSymbol } from "./derived-row.ts";
import { exposureSymbol, isInBooks } from "./held-range.ts";
import { type MetricState, readMetricState } from "./metric-state.ts";
import { type ReferenceNeeds, referenceNeeds } from "./reference-needs.ts";
import type { RunScope } from "./scope.ts";
import { type AskedPrices, askedOf, universeOf } from "./universe.ts";

export type { DerivedRow, StoredSymbol } from "./derived-row.ts";

/** A change of a symbol's prices. */
export interface PriceChange {
  readonly id: number;
  readonly symbol: string;
  readonly kind: PriceChangeKind;
  readonly from: IsoDate;
  readonly through: IsoDate;
  /** The next bar's day; null if none follows. */
  readonly until: IsoDate | null;
}

/** The mark that a portfolio's events are others than before, from a day on. */
export interface BookChange {
  readonly id: number;
  readonly from: IsoDate;
}

/** What tells whether a portfolio's snapshots are stale. */
export interface BookState {
  readonly portfolio: Portfolio;
  readonly lots: readonly Lot[];
  /** Symbols that its books rest on beside the prices of its shares: rates, and what options are valued by. */
  readonly rests: ReadonlySet<string>;
  readonly bookChanges: readonly BookChange[];
}

/** A portfolio with what has been derived of it. */
export interface PortfolioState extends BookState {
  readonly snapshots: readonly DerivedRow[];
  /** Sessions that could not be told. */
  readonly gaps: readonly DerivedRow[];
  /** In which currencies its events and instruments are, but for its own. */
  readonly currencies: ReadonlySet<string>;
  readonly risk: Readonly<Record<RiskEngine, readonly DerivedRow[]>>;
  /** Whether the stored position values are those of the newest snapshot. */
  readonly valuesCurrent: boolean;
  /** Whether the open positions bear the sector tags that they should. */
  readonly tagsCurrent: boolean;
}

/** Everything that a plan is made from. */
export interface PlanState {
  readonly portfolios: readonly PortfolioState[];
  /** Whether the database has no other portfolios. */
  readonly hasAll: boolean;
  /** The held symbols and the factor proxies that have prices, by symbol. */
  readonly symbols: ReadonlyMap<string, StoredSymbol>;
  /** By symbol. */
  readonly estimates: ReadonlyMap<string, readonly DerivedRow[]>;
  /** Members of either window; null where a prior has too few to be fixed: then any symbol may still become one. */
  readonly priors: readonly (DerivedRow & { readonly members: string | null })[];
  readonly changes: readonly PriceChange[];
  readonly metrics: MetricState;
  readonly seen: number;
  /** What is missing of the universe's prices; null where there is no provider to be asked. */
  readonly needs: readonly Need[] | null;
  /** What is due of the universe's profiles and statements; null where nobody is asked for them. */
  readonly reference: ReferenceNeeds | null;
}

/** Position values that differ from the newest snapshot's positions, either way. */
const VALUES_DIFFER = `
  WITH newest AS (SELECT max(session) AS session FROM snapshot WHERE portfolio_id = @id),
    wanted AS (SELECT lot_id, session, price, price_date, market_value, iif(price IS NULL, NULL, market_value - entry_value)
      FROM snapshot_position WHERE portfolio_id = @id AND session = (SELECT session FROM newest) AND quantity <> 0),
    stored AS (SELECT v.lot_id, v.session, v.last_price, v.price_date, v.market_value, v.unrealized_pnl
      FROM position_value v JOIN lot l ON l.id = v.lot_id WHERE l.portfolio_id = @id)
  SELECT EXISTS (SELECT * FROM wanted EXCEPT SELECT * FROM stored) OR EXISTS (SELECT * FROM stored EXCEPT SELECT * FROM wanted)`;

function derivedOf(db: Sqlite, table: string, where: string, ...values: readonly (string | number)[]) {
  return db
    .prepare(`SELECT session, method, seen FROM ${table} WHERE ${where} ORDER BY session`)
    .all(...values) as DerivedRow[];
}

function portfolioState(db: Sqlite, portfolio: Portfolio, told: ReadonlyMap<string, string>): PortfolioState {
  const { id } = portfolio;
  const lots = readLots(db, id);
  const currencies = currenciesOf(portfolio, lots, readPortfolioEvents(db, id), told);
  const shares = new Set(
    lots.filter(({ assetClass }) => assetClass === "PUBLIC").map(({ symbol }) => symbol),
  );
  const rests = bookSymbols(portfolio, lots, currencies);
  const underlyings = new Set(lots.filter(({ option }) => option !== null).map(exposureSymbol));
  const engine = (name: RiskEngine) =>
    derivedOf(db, "portfolio_risk", "portfolio_id = ? AND engine = ?", id, name);
  return {
    portfolio,
    lots,
    currencies,
    rests: new Set([...rests].filter((symbol) => !shares.has(symbol) || underlyings.has(symbol))),
    bookChanges: db
      .prepare('SELECT id, from_day AS "from" FROM book_change WHERE portfolio_id = ? ORDER BY id')
      .all(id) as BookChange[],
    snapshots: derivedOf(db, "snapshot", "portfolio_id = ?", id),
    gaps: derivedOf(db, "snapshot_gap", "portfolio_id = ?", id),
    risk: {
      market_beta: engine("market_beta"),
      volatility: engine("volatility"),
      sector_exposure: engine("sector_exposure"),
    },
    valuesCurrent: db.prepare(VALUES_DIFFER).pluck().get({ id }) === 0,
    tagsCurrent: !sectorTagsDiffer(db, portfolio),
  };
}

/** The derived rows of symbols by name; they lie by session, so all of them are read in one pass. */
function estimatesOf(
  db: Sqlite,
  symbols: ReadonlyMap<string, StoredSymbol>,
): ReadonlyMap<string, readonly DerivedRow[]> {
  const rows = db
    .prepare("SELECT symbol_id AS id, session, method, seen FROM symbol_estimate ORDER BY session")
    .iterate() as Iterable<DerivedRow & { readonly id: number }>;
  const byId = new Map<number, DerivedRow[]>();
  for (const { id, session, method, seen } of rows) {
    const row = { session, method, seen };
    const own = byId.get(id);
    if (own === undefined) byId.set(id, [row]);
    else own.push(row);
  }
  return new Map([...symbols].map(([symbol, { id }]) => [symbol, byId.get(id) ?? []]));
}

function watchedIn(db: Sqlite): readonly string[] {
  return db.prepare("SELECT symbol FROM watch_list ORDER BY symbol").pluck().all() as string[];
}

/**
 * What is missing of the prices that are wanted.
 * @param asked What somebody asks for by name, whatever is put off; null for the universe.
 */
function readNeeds(
  db: Sqlite,
  universe: readonly Requirement[],
  { to }: RunScope,
  { now, asked }: CollectQuestion,
): readonly Need[] {
  const reader = new NeedReader(db, { now, night: to });
  const wanted = asked === null ? universe : askedOf(universe, asked, to);
  const needs = wanted.flatMap((each) => reader.need(each) ?? []);
  return asked === null
    ? needs
    : needs.map((need) => ({ ...need, deferredUntil: null, deferredBecause: null }));
}

/**
 * The symbols whose prices of a session are wanted, from portfolios and the watch list.
 * @param ids Public ids of the portfolios; null for all.
 */
export function readUniverse(
  db: Sqlite,
  session: IsoDate,
  ids: RunScope["portfolios"] = null,
): readonly Requirement[] {
  const told = readCurrencies(db);
  const own = readPortfolios(db).filter(({ publicId }) => ids?.includes(publicId) ?? true);
  const portfolios = own.map((portfolio) => {
    const lots = readLots(db, portfolio.id);
    const currencies = currenciesOf(portfolio, lots, readPortfolioEvents(db, portfolio.id), told);
    return { portfolio, lots, currencies };
  });
  return universeOf({ portfolios, watched: watchedIn(db) }, session);
}

/** What is to be known of missing prices. */
export interface CollectQuestion {
  /** The real now. */
  readonly now: EpochMs;
  readonly asked: AskedPrices | null;
  /** Whether there is anybody to be asked for profiles and statements. */
  readonly fundamentals: boolean;
}

/**
 * Reads, in the caller's read snapshot, what a plan of this scope is made from.
 * @param collect Null where no provider is to be asked.
 */
export function readPlanState(db: Sqlite, scope: RunScope, collect: CollectQuestion | null): PlanState {
  requirePublished(db, db.name);
  const all = readPortfolios(db);
  const wanted = all.filter(({ publicId }) => scope.portfolios?.includes(publicId) ?? true);
  const told = readCurrencies(db);
  const portfolios = wanted.map((portfolio) => portfolioState(db, portfolio, told));
  const find = db.prepare(
    `SELECT s.id, s.symbol, (SELECT min(session) FROM price_bar b WHERE b.symbol_id = s.id) AS first,
       (SELECT max(session) FROM price_bar b WHERE b.symbol_id = s.id) AS last FROM symbol s WHERE s.symbol = ? AND s.basis IS NOT NULL`,
  );
  const held = portfolios.flatMap(({ lots }) =>
    lots.flatMap((lot) => (isInBooks(lot) ? (exposureSymbol(lot) ?? []) : [])),
  );
  const symbols = new Map<string, StoredSymbol>();
  for (const symbol of [...new Set([...held, ...FACTOR_PROXIES])].sort()) {
    const row = find.get(symbol) as StoredSymbol | undefined;
    if (row !== undefined && row.last !== null) symbols.set(symbol, row);
  }
  const estimates = estimatesOf(db, symbols);
  const changes = db
    .prepare(
      `SELECT c.id, s.symbol, c.kind, c.from_session AS "from", c.through_session AS through, c.until_session AS until
       FROM price_change c JOIN symbol s ON s.id = c.symbol_id ORDER BY c.id`,
    )
    .all() as PriceChange[];
  const priors = db
    .prepare(
      `SELECT session, min(method) AS method, min(seen) AS seen,
         iif(count(reason) > 0, NULL, group_concat(members, ' ')) AS members FROM beta_prior GROUP BY session ORDER BY session`,
    )
    .all() as PlanState["priors"];
  const seen = db.prepare(`SELECT ${NEWEST_CHANGE_ID}`).pluck().get() as number;
  const hasAll = wanted.length === all.length;
  const universe = universeOf({ portfolios, watched: watchedIn(db) }, scope.to);
  const metrics = readMetricState(db, universe, hasAll);
  const needs = collect === null ? null : readNeeds(db, universe, scope, collect);
  const reference =
    collect?.fundamentals === true ? referenceNeeds(db, universe, { scope, ...collect }) : null;
  return { portfolios, hasAll, symbols, estimates, priors, changes, metrics, seen, needs, reference };
}
