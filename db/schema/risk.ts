import { sql } from "drizzle-orm";
import { blob, check, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { isoDayCheck, wordCheck } from "./columns.ts";
import { symbol } from "./market.ts";
import { portfolio } from "./portfolio.ts";
import { RISK_ENGINES } from "./words.ts";

/** What a derived row was made by and from: engine and version, a hash of its inputs, the last price change they reflect. */
const provenance = {
  method: text("method").notNull(),
  inputs: text("inputs").notNull(),
  seen: integer("seen").notNull(),
};

/** A number with its reason if it is null, and what it rests on. */
const statistic = {
  value: real("value"),
  reason: text("reason"),
  n: integer("n").notNull(),
  flags: text("flags").notNull(),
};

/** The numbers of a regression on the market besides its slope. */
const regression = {
  se: real("se"),
  alpha: real("alpha"),
  rSquared: real("r_squared"),
  rSquaredReason: text("r_squared_reason"),
  seHac: real("se_hac"),
  pValue: real("p_value"),
  pValueReason: text("p_value_reason"),
};

/** That a symbol's statistics of a session have been estimated; the numbers are in symbol_beta and symbol_volatility. */
export const symbolEstimate = sqliteTable(
  "symbol_estimate",
  {
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    session: text("session").notNull(),
    ...provenance,
  },
  (t) => [
    primaryKey({ columns: [t.session, t.symbolId] }),
    isoDayCheck("symbol_estimate_session", t.session),
  ],
);

/** A symbol's regression on the market over a window of sessions; value is the slope, alpha a return a day. */
export const symbolBeta = sqliteTable(
  "symbol_beta",
  {
    symbolId: integer("symbol_id").notNull(),
    session: text("session").notNull(),
    window: integer("window").notNull(),
    ...statistic,
    ...regression,
  },
  (t) => [
    primaryKey({ columns: [t.session, t.symbolId, t.window] }),
    check("symbol_beta_value", sql`(${t.value} IS NULL) = (${t.reason} IS NOT NULL)`),
  ],
);

/** A symbol's realised volatility over a window of sessions, a fraction a year. */
export const symbolVolatility = sqliteTable(
  "symbol_volatility",
  {
    symbolId: integer("symbol_id").notNull(),
    session: text("session").notNull(),
    window: integer("window").notNull(),
    ...statistic,
  },
  (t) => [
    primaryKey({ columns: [t.session, t.symbolId, t.window] }),
    check("symbol_volatility_value", sql`(${t.value} IS NULL) = (${t.reason} IS NOT NULL)`),
  ],
);

/** What is believed of an equity's beta before its own returns are looked at; members are symbols, a space between two. */
export const betaPrior = sqliteTable(
  "beta_prior",
  {
    session: text("session").notNull(),
    window: integer("window").notNull(),
    mu: real("mu"),
    tau2: real("tau2"),
    reason: text("reason"),
    count: integer("count").notNull(),
    members: text("members").notNull(),
    ...provenance,
  },
  (t) => [
    primaryKey({ columns: [t.session, t.window] }),
    isoDayCheck("beta_prior_session", t.session),
    check("beta_prior_mu", sql`(${t.mu} IS NULL) = (${t.reason} IS NOT NULL)`),
    check("beta_prior_tau2", sql`(${t.tau2} IS NULL) = (${t.mu} IS NULL)`),
  ],
);

/**
 * That an engine has published a portfolio's numbers of a session. `parts` takes them apart by underlying (layout and
 * version tell how), `uncovered` lists what they go without, as JSON.
 */
export const portfolioRisk = sqliteTable(
  "portfolio_risk",
  {
    portfolioId: integer("portfolio_id")
      .notNull()
      .references(() => portfolio.id),
    session: text("session").notNull(),
    engine: text("engine", { enum: RISK_ENGINES }).notNull(),
    layout: text("layout"),
    version: integer("version"),
    parts: blob("parts", { mode: "buffer" }),
    uncovered: text("uncovered").notNull(),
    ...provenance,
    publishedAt: text("published_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session, t.engine] }),
    isoDayCheck("portfolio_risk_session", t.session),
    wordCheck("portfolio_risk_engine", t.engine, RISK_ENGINES),
    check("portfolio_risk_uncovered", sql`json_valid(${t.uncovered})`),
    check("portfolio_risk_parts", sql`(${t.layout} IS NULL) = (${t.parts} IS NULL)`),
  ],
);

/** A portfolio's market betas: the weighted sums of its underlyings' (value, shrunk), and the pro-forma series' own regression. */
export const portfolioBeta = sqliteTable(
  "portfolio_beta",
  {
    portfolioId: integer("portfolio_id").notNull(),
    session: text("session").notNull(),
    window: integer("window").notNull(),
    ...statistic,
    coverage: real("coverage"),
    shrunk: real("shrunk"),
    shrunkReason: text("shrunk_reason"),
    shrunkN: integer("shrunk_n").notNull(),
    shrunkCoverage: real("shrunk_coverage"),
    shrunkFlags: text("shrunk_flags").notNull(),
    slope: real("slope"),
    slopeReason: text("slope_reason"),
    slopeN: integer("slope_n").notNull(),
    slopeCoverage: real("slope_coverage"),
    slopeFilled: real("slope_filled"),
    slopeFlags: text("slope_flags").notNull(),
    ...regression,
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session, t.window] }),
    check("portfolio_beta_value", sql`(${t.value} IS NULL) = (${t.reason} IS NOT NULL)`),
    check("portfolio_beta_shrunk", sql`(${t.shrunk} IS NULL) = (${t.shrunkReason} IS NOT NULL)`),
    check("portfolio_beta_slope", sql`(${t.slope} IS NULL) = (${t.slopeReason} IS NOT NULL)`),
  ],
);

/** Realised volatility of a portfolio's pro-forma series over a window of sessions, a fraction a year. */
export const portfolioVolatility = sqliteTable(
  "portfolio_volatility",
  {
    portfolioId: integer("portfolio_id").notNull(),
    session: text("session").notNull(),
    window: integer("window").notNull(),
    ...statistic,
    coverage: real("coverage"),
    filled: real("filled"),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session, t.window] }),
    check("portfolio_volatility_value", sql`(${t.value} IS NULL) = (${t.reason} IS NOT NULL)`),
  ],
);

/** How much of a portfolio lies with how few issuers; n counts the issuers, the reason is that of all four nulls. */
export const portfolioConcentration = sqliteTable(
  "portfolio_concentration",
  {
    portfolioId: integer("portfolio_id").notNull(),
    session: text("session").notNull(),
    hhi: real("hhi"),
    effectivePositions: real("effective_positions"),
    top3: real("top_3"),
    top10: real("top_10"),
    reason: text("reason"),
    n: integer("n").notNull(),
    flags: text("flags").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session] }),
    check("portfolio_concentration_hhi", sql`(${t.hhi} IS NULL) = (${t.reason} IS NOT NULL)`),
  ],
);
