import type { Sqlite } from "../../db/driver.ts";
import type { AssetClass } from "../../db/schema/words.ts";
import { splitWords } from "../../db/words.ts";
import type { HeldSymbol, PortfolioBook } from "../compute/estimate-portfolios.ts";
import { underlyingOf } from "../market/underlying.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Reason } from "../platform/known.ts";
import { type Cents, cents } from "../platform/money.ts";
import type { Position } from "../risk/book.ts";
import { BETA_WINDOWS, type BetaWindow } from "../risk/conventions.ts";
import type { BetaStatistic } from "../risk/market-beta.ts";
import type { Flag } from "../risk/statistic.ts";
import { perWindow } from "../risk/window.ts";
import { type PriorMoments, readPriors } from "./stored-priors.ts";

/** A portfolio and a session. */
export interface BookQuestion {
  readonly portfolioId: number;
  readonly session: IsoDate;
}

/** A portfolio's book at a session but for its place on a panel's axis; null without a snapshot. */
export type BookReading = Omit<PortfolioBook, "at"> | null;

interface PositionRow {
  readonly symbol: string;
  readonly assetClass: AssetClass;
  readonly multiplier: number;
  readonly underlying: string | null;
  readonly quantity: number;
  readonly price: number | null;
  /** What a unit of the instrument's currency is; null in the portfolio's own. */
  readonly rate: number | null;
  /** Of an option, in its currency; null where its greeks are not known. */
  readonly delta: number | null;
  readonly value: Cents;
}

interface BetaRow {
  readonly symbol: string;
  readonly inputs: string;
  readonly window: BetaWindow;
  readonly n: number;
  readonly value: number | null;
  readonly se: number | null;
  readonly reason: Reason | null;
  readonly flags: string;
}

/** Without a prior nothing can be drawn to it. */
const NO_PRIOR: PriorMoments = { moments: { value: null, reason: "insufficient_cross_section" } };

/** By all that is read, so that sums and hashes do not depend on the order in which lots were recorded. */
const POSITIONS = `
  SELECT l.symbol, l.asset_class AS assetClass, l.multiplier, l.underlying, p.quantity, p.price, p.fx_rate AS rate,
    g.delta_dollars AS delta, p.market_value AS value
  FROM snapshot_position p JOIN lot l ON l.id = p.lot_id
    LEFT JOIN position_greeks g ON g.portfolio_id = p.portfolio_id AND g.session = p.session AND g.lot_id = p.lot_id
  WHERE p.portfolio_id = ? AND p.session = ? AND p.quantity <> 0
  ORDER BY l.symbol, assetClass, l.multiplier, l.underlying, p.quantity, p.price, rate, delta, value`;
const BETAS = `
  SELECT s.symbol, e.inputs, b.window, b.n, b.value, b.se, b.reason, b.flags
  FROM symbol s JOIN symbol_estimate e ON e.symbol_id = s.id AND e.session = @session
    JOIN symbol_beta b ON b.symbol_id = s.id AND b.session = @session
  WHERE s.symbol IN (SELECT value FROM json_each(@symbols))
  ORDER BY s.symbol`;

/** What a position is exposed to, in dollars of the portfolio's currency; null for one that has no price, or no delta. */
function exposureOf(row: PositionRow): Position | null {
  const { symbol, multiplier, underlying, quantity, price, delta } = row;
  const rate = row.rate ?? 1;
  if (row.assetClass === "PUBLIC") {
    return price === null ? null : { underlying: symbol, deltaDollars: quantity * multiplier * price * rate };
  }
  const name = underlying === null ? null : underlyingOf(underlying);
  return name === null || delta === null ? null : { underlying: name, deltaDollars: delta * rate };
}

function holdingsOf(equity: Cents, positions: readonly PositionRow[]): PortfolioBook["holdings"] {
  const isPrivate = ({ assetClass }: PositionRow) => assetClass === "PRIVATE";
  const exposed = positions
    .filter((row) => !isPrivate(row))
    .map((row) => ({ row, exposure: exposureOf(row) }));
  return {
    equity,
    positions: exposed.flatMap(({ exposure }) => exposure ?? []),
    privateAssets: positions
      .filter(isPrivate)
      .map(({ symbol, value }) => ({ name: symbol, value: cents(value) })),
    unpriced: exposed.flatMap(({ row, exposure }) => (exposure === null ? [row.symbol] : [])),
  };
}

function betaOf({ n, value, se, reason, flags }: BetaRow): BetaStatistic {
  const evidence = { n, flags: splitWords(flags) as Flag[] };
  if (value === null || se === null) return { value: null, reason: reason ?? "unknown_symbol", ...evidence };
  return { value, reason: null, se, ...evidence };
}

function symbolsOf(rows: readonly BetaRow[]): readonly HeldSymbol[] {
  const bySymbol = new Map<string, BetaRow[]>();
  for (const row of rows) bySymbol.set(row.symbol, [...(bySymbol.get(row.symbol) ?? []), row]);
  return [...bySymbol].map(([symbol, own]) => ({
    symbol,
    betas: perWindow(BETA_WINDOWS, (window) => betaOf(own.find((row) => row.window === window) as BetaRow)),
    inputs: own[0]?.inputs ?? "",
  }));
}

/** Reads books in the caller's read snapshot: holdings from snapshots, and the estimates of what is held. */
export function readBooks(db: Sqlite, questions: readonly BookQuestion[]): readonly BookReading[] {
  const equityOf = db.prepare("SELECT equity FROM snapshot WHERE portfolio_id = ? AND session = ?").pluck();
  const positions = db.prepare(POSITIONS);
  const betas = db.prepare(BETAS);
  return questions.map(({ portfolioId, session }) => {
    const equity = equityOf.get(portfolioId, session) as Cents | undefined;
    if (equity === undefined) return null;
    const priors = readPriors(db, session);
    const holdings = holdingsOf(equity, positions.all(portfolioId, session) as PositionRow[]);
    const symbols = JSON.stringify([...new Set(holdings.positions.map(({ underlying }) => underlying))]);
    return {
      holdings,
      symbols: symbolsOf(betas.all({ session, symbols }) as BetaRow[]),
      priors: perWindow(BETA_WINDOWS, (window) => priors[window] ?? NO_PRIOR),
    };
  });
}
