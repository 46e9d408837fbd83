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
