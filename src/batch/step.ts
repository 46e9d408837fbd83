import type { STEP_OUTCOMES } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { PhaseId } from "./plan.ts";

/** Why a unit of work did not end as done. A closed table: a new reason is added here, with its sentence. */
export const STEP_REASONS = {
  nothing_to_collect: "every held symbol has its prices",
  offline: "prices are missing, and no provider is there to be asked",
  bad_file: "the price files could not be read",
  rows_refused: "rows of the price files were refused; prices import names them",
  no_provider: "no provider has symbols of this kind",
  pending: "a fund's value comes a day late",
  no_bar_yet: "the providers had no bar of the session yet",
  history_incomplete: "older prices are missing; the session's own is there",
  quarantined: "a bar came that is not believed; see the quarantine",
  basis_unknown: "it could not be told which splits the prices are adjusted for",
  not_found: "no provider knows a symbol of that name",
  rate_limited: "the providers said that they had been asked too often",
  not_asked: "the providers were resting after failures, paused, or out of budget",
  refused: "the provider's key or plan does not permit it",
  malformed: "the providers' answers were not what they should be",
  transport: "the providers did not answer",
  no_data: "the providers have nothing of the kind",
  vanished: "the providers had nothing of what they told before",
  no_price: "something that is held had no close of the session",
  nav_pending: "a fund's value of the session is still due",
  not_priced: "an option is held that nothing prices",
  awaiting_settlement: "an option has expired, and its underlying's close of that day is missing",
  no_fx_rate: "a rate of exchange is missing, so the books cannot be told",
  unknown_currency: "it is not known in which currency something that is held trades",
  unchanged: "what it is computed from has not changed",
  no_snapshot: "the portfolio has no snapshot of the session",
  task_failed: "the computation failed; the log has the cause",
  depends_on_failed: "what it is made from could not be computed",
} as const;

export type StepReason = keyof typeof STEP_REASONS;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/** A unit of work: a key of a phase, at a date. */
export interface Unit {
  readonly phase: PhaseId;
  /** A symbol as `symbol:AAPL`, a portfolio by its id, an engine of a portfolio as `volatility:` and the id. */
  readonly key: string;
  readonly date: IsoDate;
}

/** How a unit ended. */
export type StepEnd =
  | { readonly outcome: "done"; readonly reason: null }
  | { readonly outcome: Exclude<StepOutcome, "done">; readonly reason: StepReason };

export const DONE: StepEnd = { outcome: "done", reason: null };
export const FAILED: StepEnd = { outcome: "failed", reason: "task_failed" };
export const DEPENDS_ON_FAILED: StepEnd = { outcome: "failed", reason: "depends_on_failed" };
export const NO_SNAPSHOT: StepEnd = { outcome: "failed", reason: "no_snapshot" };
export const UNCHANGED: StepEnd = { outcome: "skipped", reason: "unchanged" };

/** The key under which a symbol's units stand. */
export const symbolKey = (symbol: string): string => `symbol:${symbol}`;
/** The key under which a symbol's metrics stand. */
export const metricsKey = (symbol: string): string => `metrics:${symbol}`;
/** The key under which the units of the betas' priors stand. */
export const PRIOR_KEY = "beta_prior";
/** The key under which the search for prices stands. */
export const COLLECT_KEY = "prices";
/** The key under which the reading of price files stands. */
export const FILES_KEY = "files";
