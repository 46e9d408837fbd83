import { and, asc, eq, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import {
  portfolioBeta,
  portfolioConcentration,
  portfolioRisk,
  portfolioVolatility,
} from "../../../db/schema/risk.ts";
import type { RiskEngine } from "../../../db/schema/words.ts";
import type { Orm } from "../../../db/writer.ts";
import { decodeParts } from "../../risk/parts.ts";
import { type Figure, figure } from "./figure.ts";

/** What one engine has published of a portfolio at a session, as reports show it. */
export type EngineFigures = Readonly<Record<string, unknown>>;

interface Key {
  readonly portfolioId: SQLiteColumn;
  readonly session: SQLiteColumn;
}

const at = (table: Key, portfolioId: number, session: string): SQL | undefined =>
  and(eq(table.portfolioId, portfolioId), eq(table.session, session));

/** The numbers of a regression on the market, by the names that reports have for them. */
export function regressionFigures(row: {
  readonly value: number | null;
  readonly reason: string | null;
  readonly n: number;
  readonly coverage?: number | null | undefined;
  readonly filled?: number | null | undefined;
  readonly flags: string;
  readonly se: number | null;
  readonly alpha: number | null;
  readonly rSquared: number | null;
  readonly rSquaredReason: string | null;
  readonly seHac: number | null;
  readonly pValue: number | null;
  readonly pValueReason: string | null;
}): Readonly<Record<"alpha" | "beta" | "r_squared" | "se" | "se_hac" | "p_value", Figure>> & { n: number } {
  const { n, coverage, filled, flags, reason } = row;
  const of = (value: number | null, why: string | null) =>
    figure({ value, reason: why, n, coverage, filled, flags });
  return {
    n,
    alpha: of(row.alpha, reason),
    beta: figure(row),
    r_squared: of(row.rSquared, row.rSquaredReason),
    se: of(row.se, reason),
    se_hac: of(row.seHac, reason),
    p_value: of(row.pValue, row.pValueReason),
  };
}

type BetaRow = typeof portfolioBeta.$inferSelect;

function weightedFigures(row: BetaRow) {
  const shrunk = {
    value: row.shrunk,
    reason: row.shrunkReason,
    n: row.shrunkN,
    coverage: row.shrunkCoverage,
    flags: row.shrunkFlags,
  };
  const { value, reason, n, coverage, flags } = row;
  return {
    beta: figure({ value, reason, n, coverage, flags }),
    beta_shrunk: figure(shrunk),
    coverage,
  };
}

function slopeFigures(row: BetaRow) {
  return regressionFigures({
    ...row,
    value: row.slope,
    reason: row.slopeReason,
    n: row.slopeN,
    coverage: row.slopeCoverage,
    filled: row.slopeFilled,
    flags: row.slopeFlags,
  });
}

const READERS: Readonly<Record<RiskEngine, (orm: Orm, id: number, session: string) => EngineFigures>> = {
  market_beta: (orm, id, session) => {
    const rows = orm
      .select()
      .from(portfolioBeta)
      .where(at(portfolioBeta, id, session))
      .orderBy(asc(portfolioBeta.window))
      .all();
    const perWindow = <T>(of: (row: BetaRow) => T) =>
      Object.fromEntries(rows.map((row) => [row.window, of(row)]));
    return { windows: perWindow(weightedFigures), regression: { windows: perWindow(slopeFigures) } };
  },
  volatility: (orm, id, session) => {
    const rows = orm
      .select()
      .from(portfolioVolatility)
      .where(at(portfolioVolatility, id, session))
      .orderBy(asc(portfolioVolatility.window))
      .all();
    return Object.fromEntries(rows.map((row) => [`realized_${row.window}`, figure(row)]));
  },
  sector_exposure: (orm, id, session) => {
    const row = orm
      .select()
      .from(portfolioConcentration)
      .where(at(portfolioConcentration, id, session))
      .get();
    if (row === undefined) return {};
    const of = (value: number | null) => figure({ value, reason: row.reason, n: row.n, flags: row.flags });
    return {
      hhi: of(row.hhi),
      effective_positions: of(row.effectivePositions),
      top_3: of(row.top3),
      top_10: of(row.top10),
    };
  },
};

function contributionsOf(layout: string, bytes: Uint8Array) {
  const { columns, names, values } = decodeParts(bytes, layout.split(","));
  return names.map((name, row) => ({
    name,
    ...Object.fromEntries(
      columns.map((column, index) => {
        const value = values[index]?.[row] ?? Number.NaN;
        return [column, Number.isNaN(value) ? null : value];
      }),
    ),
  }));
}

/** What an engine has published of a portfolio at a session as it stands now; null if it has not. */
export function readEngineFigures(
  orm: Orm,
  portfolioId: number,
  session: string,
  engine: RiskEngine,
): EngineFigures | null {
  const head = orm
    .select()
    .from(portfolioRisk)
    .where(and(at(portfolioRisk, portfolioId, session), eq(portfolioRisk.engine, engine)))
    .get();
  if (head === undefined) return null;
  const { layout, parts, method } = head;
  return {
    ...READERS[engine](orm, portfolioId, session),
    contributions: layout === null || parts === null ? [] : contributionsOf(layout, parts),
    uncovered: JSON.parse(head.uncovered) as unknown,
    method,
  };
}
