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
export const ACTION_STATUSES = ["confirmed", "unconfirmed"] as const;
export const REVISION_KINDS = ["correction", "rebase", "split", "cash_dividend"] as const;
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
/** What may happen to a lot. */
export const LOT_EVENT_KINDS = ["open", "close"] as const;
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
