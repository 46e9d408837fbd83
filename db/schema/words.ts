/** The closed vocabularies of the database's word columns, for the schema's CHECKs and for the rooms' types alike. */
/**
 * XNYS: the New York Stock Exchange. weekdays: foreign exchange and futures. everyday: crypto. foreign: an exchange whose
 * rules nobody keeps here, so any day may be a session of it.
 */
export const CALENDAR_IDS = ["XNYS", "weekdays", "everyday", "foreign"] as const;
export type CalendarId = (typeof CALENDAR_IDS)[number];
/** What a price series has been adjusted for: nothing, splits, or splits and dividends. One symbol has one basis. */
export const BASES = ["as_traded", "split_adjusted", "total_return"] as const;
export type Basis = (typeof BASES)[number];
export const PRICE_SOURCES = ["import", "yahoo", "yahooquery", "polygon", "fmp"] as const;
/** staging, publishing: a strict import before and after its point of no return. applying: any other, in the making. */
export const IMPORT_STATUSES = ["staging", "publishing", "applying", "interrupted", "completed"] as const;
export const ACTION_KINDS = ["split", "cash_dividend"] as const;
/**
 * confirmed, stock_dividend: it changes returns and quantities (of a dividend: returns and cash). unconfirmed: returns only,
 * until an operator decides. spin_off: returns only, decided. rejected: a vendor's mistake; it counts nowhere.
 */
export const ACTION_STATUSES = [
  "confirmed",
  "unconfirmed",
  "stock_dividend",
  "spin_off",
  "rejected",
] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];
/** set_aside: a bar of a series on another basis, which a collected one has replaced. */
export const REVISION_KINDS = ["correction", "set_aside", "rebase", "split", "cash_dividend"] as const;
/** Vendors' words for what trades, as providers tell them. */
export const INSTRUMENT_TYPES = [
  "EQUITY",
  "ETF",
  "MUTUALFUND",
  "INDEX",
  "CURRENCY",
  "CRYPTOCURRENCY",
  "FUTURE",
  "OTHER",
] as const;
export type InstrumentType = (typeof INSTRUMENT_TYPES)[number];
/** inactive: providers have said for nights that there is none of that name; its history stays. */
export const SYMBOL_STATUSES = ["active", "inactive"] as const;
export type SymbolStatus = (typeof SYMBOL_STATUSES)[number];
/** Providers of prices that are asked over the network, in the order in which their bars are believed. */
export const NETWORK_PROVIDERS = ["yahoo", "yahooquery", "polygon", "fmp"] as const;
export type NetworkProvider = (typeof NETWORK_PROVIDERS)[number];
/** How a call to a provider ended for one symbol. */
export const FETCH_OUTCOMES = [
  "bars",
  "nothing_new",
  "not_found",
  "rate_limited",
  "refused",
  "malformed",
  "transport",
  "basis_unknown",
] as const;
export type FetchOutcome = (typeof FETCH_OUTCOMES)[number];
/** What is kept of a company or a fund, in groups that come and go stale together. */
export const FIELD_GROUPS = [
  "identity",
  "valuation",
  "beta",
  "ratios",
  "targets",
  "estimates",
  "earnings_dates",
  "sector_weights",
  "statements",
] as const;
export type FieldGroup = (typeof FIELD_GROUPS)[number];
/** Which returns a vendor's beta is made of, as far as the vendor says so. */
export const BETA_DEFINITIONS = ["yahoo_5y_monthly", "yahoo_3y_monthly", "fmp_unstated"] as const;
export type BetaDefinition = (typeof BETA_DEFINITIONS)[number];
export const STATEMENT_KINDS = ["income_statement", "balance_sheet", "cash_flow"] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];
/** Which period a statement is of: a fiscal year, a fiscal quarter (of some: a half year), or the twelve months to a quarter's end. */
export const FREQUENCIES = ["annual", "quarterly", "trailing"] as const;
export type Frequency = (typeof FREQUENCIES)[number];
/** The fiscal period that an analysts' estimate is of, seen from its own day. */
export const HORIZONS = ["current_quarter", "next_quarter", "current_year", "next_year"] as const;
export type Horizon = (typeof HORIZONS)[number];
/** Why a bar is not believed. large_move: no second provider could be asked; contradicted: one says otherwise. */
export const QUARANTINE_REASONS = [
  "null_price",
  "not_positive",
  "not_a_session",
  "future",
  "high_below_low",
  "close_outside_range",
  "large_move",
  "contradicted",
  "factor_100",
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];
/** superseded: a good bar of the session has come since. */
export const QUARANTINE_STATUSES = ["open", "accepted", "rejected", "superseded"] as const;
export type QuarantineStatus = (typeof QUARANTINE_STATUSES)[number];
export const RUN_STATUSES = [
  "running",
  "completed",
  "partial",
  "failed",
  "cancelled",
  "interrupted",
] as const;
export const STEP_OUTCOMES = ["done", "skipped", "partial", "failed"] as const;
export const PHASE_IDS = [
  "phase_0",
  "phase_1",
  "phase_1_5",
  "phase_2",
  "phase_2_5",
  "phase_2_75",
  "phase_3",
] as const;
export const ACTIVITY_LEVELS = ["info", "warning", "error"] as const;
export const TOKEN_SCOPES = ["admin", "read", "ingest"] as const;
/** What of a symbol's prices changed: single closes, or what they are adjusted by, and with that anything of the series. */
export const PRICE_CHANGE_KINDS = ["closes", "actions"] as const;
export type PriceChangeKind = (typeof PRICE_CHANGE_KINDS)[number];
/**
 * What may happen to a lot. Splits, dividends and the settlement of expired options are derived at replay and stored nowhere.
 * rename, merger_stock, spin_off: one event on the lot that gives, and one that opens the lot that receives.
 */
export const LOT_EVENT_KINDS = [
  "open",
  "increase",
  "reduce",
  "close",
  "expire",
  "exercise",
  "assign",
  "transfer_in",
  "transfer_out",
  "rename",
  "merger_cash",
  "merger_stock",
  "spin_off",
  "write_off",
  "valuation",
] as const;
export type LotEventKind = (typeof LOT_EVENT_KINDS)[number];
/** What may happen to a portfolio's cash, or to its view of a symbol's splits. */
export const PORTFOLIO_EVENT_KINDS = [
  "contribution",
  "withdrawal",
  "interest",
  "fee",
  "dividend",
  "split",
] as const;
export type PortfolioEventKind = (typeof PORTFOLIO_EVENT_KINDS)[number];
/** derived: dividends are those of the symbols' corporate actions. recorded: only those that are recorded as received. */
export const DIVIDEND_MODES = ["derived", "recorded"] as const;
export type DividendMode = (typeof DIVIDEND_MODES)[number];
/** Why a session has no snapshot. */
export const SNAPSHOT_GAPS = ["no_fx_rate", "unknown_currency"] as const;
export type SnapshotGap = (typeof SNAPSHOT_GAPS)[number];
/** Why a position has no value. */
export const UNVALUED_REASONS = ["not_priced", "awaiting_settlement"] as const;
export type UnvaluedReason = (typeof UNVALUED_REASONS)[number];
export const TAG_KINDS = ["user", "sector"] as const;
export type TagKind = (typeof TAG_KINDS)[number];
/** complete: all valued as they should be. partial: something expected to trade had no price. provisional: a fund's is still due. */
export const SNAPSHOT_STATUSES = ["complete", "partial", "provisional"] as const;
export type SnapshotStatus = (typeof SNAPSHOT_STATUSES)[number];
/** The engines that publish numbers of portfolios, by the names that reports have for them. */
export const RISK_ENGINES = ["market_beta", "volatility", "sector_exposure"] as const;
export type RiskEngine = (typeof RISK_ENGINES)[number];
/** What of a portfolio and session is published as one, and replaced as one. */
export const PUBLISHED_PARTS = ["snapshot", ...RISK_ENGINES] as const;
export type PublishedPart = (typeof PUBLISHED_PARTS)[number];
export const ASSET_CLASSES = ["PUBLIC", "OPTIONS", "PRIVATE"] as const;
export type AssetClass = (typeof ASSET_CLASSES)[number];
/** By sign and right: long and short shares, long and short calls (LC, SC), long and short puts (LP, SP). */
export const POSITION_TYPES = ["LONG", "SHORT", "LC", "LP", "SC", "SP"] as const;
export type PositionType = (typeof POSITION_TYPES)[number];
export const OPTION_RIGHTS = ["CALL", "PUT"] as const;
export type OptionRight = (typeof OPTION_RIGHTS)[number];
