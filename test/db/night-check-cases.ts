import { type CheckCase, casesOf, NOT_DAYS, refusedBy } from "./check-case.ts";
import type { Table } from "./good-rows.ts";

const change = casesOf("price_change");
const portfolio = casesOf("portfolio");
const lot = casesOf("lot");
const snapshot = casesOf("snapshot");
const position = casesOf("snapshot_position");
const revision = casesOf("snapshot_revision");
const prior = casesOf("beta_prior");
const risk = casesOf("portfolio_risk");

/** Every column that holds a day, with its CHECK. */
const DAY_COLUMNS: readonly (readonly [Table, column: string, check: string])[] = [
  ["price_change", "from_session", "price_change_from"],
  ["price_change", "through_session", "price_change_through"],
  ["price_change", "until_session", "price_change_until"],
  ["portfolio", "inception", "portfolio_inception"],
  ["portfolio", "basis_date", "portfolio_basis_date"],
  ["lot", "expiration", "lot_expiration"],
  ["snapshot", "session", "snapshot_session"],
  ["snapshot_position", "session", "snapshot_position_session"],
  ["snapshot_position", "price_date", "snapshot_position_price_date"],
  ["snapshot_revision", "session", "snapshot_revision_session"],
  ["position_value", "session", "position_value_session"],
  ["position_value", "price_date", "position_value_price_date"],
  ["symbol_estimate", "session", "symbol_estimate_session"],
  ["beta_prior", "session", "beta_prior_session"],
  ["portfolio_risk", "session", "portfolio_risk_session"],
];

/** Of portfolios and of all that is derived of them. */
export const NIGHT_CASES: readonly CheckCase[] = [
  ...DAY_COLUMNS.flatMap(([table, column, check]) =>
    NOT_DAYS.map((day) =>
      casesOf(table)(`${column} ${JSON.stringify(day)}`, { [column]: day }, refusedBy(check)),
    ),
  ),
  change("of no symbol", { symbol_id: 99 }, "FOREIGN KEY constraint failed"),
  change("that ends before it begins", { through_session: "2026-05-26" }, refusedBy("price_change_order")),
  change("with its next bar in it", { until_session: "2026-05-28" }, refusedBy("price_change_order")),
  change("of no kind", { kind: "volume" }, refusedBy("price_change_kind")),
  portfolio("without a name", { name: "" }, refusedBy("portfolio_name")),
  portfolio("of 256 letters", { name: "A".repeat(256) }, refusedBy("portfolio_name")),
  portfolio("twice", { name: "One" }, "UNIQUE constraint failed: portfolio.name"),
  portfolio("with another's id", { public_id: "p1" }, "UNIQUE constraint failed: portfolio.public_id"),
  ...["usd", "US", "USDT", "U$D", ""].map((currency) =>
    portfolio(`in ${JSON.stringify(currency)}`, { currency }, refusedBy("portfolio_currency")),
  ),
  portfolio("with half a cent", { stated_equity: 0.5 }, "cannot store REAL value in INTEGER column"),
  lot("of no portfolio", { portfolio_id: 99 }, "FOREIGN KEY constraint failed"),
  lot("number 0", { lot_no: 0 }, refusedBy("lot_lot_no")),
  lot("with another's number", { lot_no: 1 }, "UNIQUE constraint failed: lot.portfolio_id, lot.lot_no"),
  lot("with another's id", { public_id: "l1" }, "UNIQUE constraint failed: lot.public_id"),
  lot("of 0 shares a unit", { multiplier: 0 }, refusedBy("lot_multiplier")),
  lot(
    "of no class",
    { asset_class: "CRYPTO", underlying: null, strike: null, expiration: null, option_right: null },
    refusedBy("lot_asset_class"),
  ),
  lot(
    "of no type",
    {
      asset_class: "PUBLIC",
      underlying: null,
      strike: null,
      expiration: null,
      option_right: null,
      type: "L",
    },
    refusedBy("lot_type"),
  ),
  lot("of shares' type", { type: "LONG" }, refusedBy("lot_type_of_class")),
  lot("neither call nor put", { option_right: "call" }, refusedBy("lot_option_right")),
  ...["underlying", "strike", "expiration", "option_right"].map((column) =>
    lot(`an option without ${column}`, { [column]: null }, refusedBy("lot_option")),
  ),
  lot("a share with the terms of an option", { asset_class: "PUBLIC" }, refusedBy("lot_option")),
  snapshot("of no portfolio", { portfolio_id: 99 }, "FOREIGN KEY constraint failed"),
  snapshot("of no status", { status: "done" }, refusedBy("snapshot_status")),
  snapshot("a cent above its parts", { equity: 13 }, refusedBy("snapshot_equity")),
  snapshot("a cent below its parts", { equity: 11 }, refusedBy("snapshot_equity")),
  snapshot("with longs below 0", { long_value: -1, short_value: 0, cash: 13 }, refusedBy("snapshot_sides")),
  snapshot("with shorts above 0", { long_value: 0, short_value: 1, cash: 11 }, refusedBy("snapshot_sides")),
  snapshot("covered by more than all", { coverage: 1.001 }, refusedBy("snapshot_coverage")),
  snapshot("covered by less than nothing", { coverage: -0.001 }, refusedBy("snapshot_coverage")),
  snapshot("complete, but for a reason", { status: "complete" }, refusedBy("snapshot_reasons")),
  snapshot("partial for no reason", { reasons: "" }, refusedBy("snapshot_reasons")),
  position("of no lot", { lot_id: 99 }, "FOREIGN KEY constraint failed"),
  position("with a price of no day", { price_date: null }, refusedBy("snapshot_position_price")),
  position("with a day of no price", { price: null }, refusedBy("snapshot_position_price")),
  revision("of no part", { part: "positions" }, refusedBy("snapshot_revision_part")),
  revision("of half an object", { figures: "{" }, refusedBy("snapshot_revision_figures")),
  casesOf("position_value")("of no lot", { lot_id: 99 }, "FOREIGN KEY constraint failed"),
  casesOf("symbol_estimate")("of no symbol", { symbol_id: 99 }, "FOREIGN KEY constraint failed"),
  ...(["symbol_beta", "symbol_volatility"] as const).flatMap((table) => [
    casesOf(table)("null for no reason", { value: null }, refusedBy(`${table}_value`)),
    casesOf(table)("known and yet with a reason", { reason: "stale" }, refusedBy(`${table}_value`)),
    casesOf(table)("not a number", { value: Number.NaN }, refusedBy(`${table}_value`)),
  ]),
  ...(["portfolio_beta", "portfolio_volatility"] as const).flatMap((table) => [
    casesOf(table)("null for no reason", { value: null }, refusedBy(`${table}_value`)),
    casesOf(table)("known and yet with a reason", { reason: "stale" }, refusedBy(`${table}_value`)),
  ]),
  casesOf("portfolio_beta")("not shrunk for no reason", { shrunk: null }, refusedBy("portfolio_beta_shrunk")),
  casesOf("portfolio_beta")(
    "without a slope for no reason",
    { slope: null },
    refusedBy("portfolio_beta_slope"),
  ),
  casesOf("portfolio_concentration")(
    "null for no reason",
    { hhi: null },
    refusedBy("portfolio_concentration_hhi"),
  ),
  prior("a centre of no spread", { tau2: null }, refusedBy("beta_prior_tau2")),
  prior("null for no reason", { mu: null, tau2: null }, refusedBy("beta_prior_mu")),
  prior("known and yet with a reason", { reason: "stale" }, refusedBy("beta_prior_mu")),
  risk("of no engine", { engine: "beta" }, refusedBy("portfolio_risk_engine")),
  risk("of no portfolio", { portfolio_id: 99 }, "FOREIGN KEY constraint failed"),
  risk("with half a list", { uncovered: "[" }, refusedBy("portfolio_risk_uncovered")),
  risk("with parts of no layout", { layout: null }, refusedBy("portfolio_risk_parts")),
  risk("with a layout of no parts", { parts: null }, refusedBy("portfolio_risk_parts")),
];
