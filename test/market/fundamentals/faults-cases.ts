import type { FieldGroup } from "../../../db/schema/words.ts";
import type { RequestKind } from "../../support/market/answer.ts";
import type { Fault } from "../../support/market/fault.ts";

/** A fault on every request of a kind through a night. */
export interface FaultsCase {
  readonly name: string;
  readonly fault: Fault;
  /** Why the groups may be missing. A request that is held back after others have failed was never made: `not_asked`. */
  readonly missing: readonly string[];
}

const NO_ANSWER = ["transport", "not_asked"];
const TOO_MANY = ["rate_limited", "not_asked"];
const NO_JSON = ["malformed", "not_asked"];

/** The faults that keep a provider from telling anything, at whichever place it is asked. */
const FAULTS: readonly FaultsCase[] = [
  { name: "429 without a word of how long", fault: { kind: "too_many_requests" }, missing: TOO_MANY },
  { name: "429 for an hour", fault: { kind: "too_many_requests", retryAfter: 3_600 }, missing: TOO_MANY },
  { name: "a consent page", fault: { kind: "consent_page" }, missing: NO_JSON },
  {
    name: "a redirect to a consent page",
    fault: { kind: "consent_page", redirect: true },
    missing: NO_JSON,
  },
  { name: "an empty answer with status 200", fault: { kind: "empty_200" }, missing: NO_ANSWER },
  { name: "JSON that breaks off", fault: { kind: "truncated_json" }, missing: NO_ANSWER },
  { name: "status 503", fault: { kind: "server_error", status: 503 }, missing: NO_ANSWER },
  { name: "NaN for a number", fault: { kind: "nan" }, missing: ["malformed"] },
  { name: "a connection that is closed", fault: { kind: "connection_reset" }, missing: NO_ANSWER },
  { name: "403", fault: { kind: "forbidden" }, missing: ["refused", "not_asked"] },
];

/** Every so manieth fault is met at a place in a short run; another part of them at the next place. */
const PART = 3;

/**
 * The faults that a place is tried with: a part of them, so that all are met at some place; with FAULTS=all in the environment
 * (`bun run faults`) all of them at each.
 * @param place The number of the place among those of its file.
 */
export function faultsAt(place: number): readonly FaultsCase[] {
  const isWhole = process.env.FAULTS === "all";
  return FAULTS.filter((_, at) => isWhole || (at + place) % PART === 0);
}

/** Those for which a test waits some seconds of its own. */
export const SLOW: readonly FaultsCase[] = [
  { name: "no answer at all", fault: { kind: "hang" }, missing: NO_ANSWER },
  { name: "a body slower than the patience", fault: { kind: "slow_body", ms: 4_000 }, missing: NO_ANSWER },
];

/** What of a profile comes with a summary alone. */
export const SUMMARY_GROUPS = ["beta", "ratios", "targets", "estimates", "sector_weights"] as const;

/** Requests of Yahoo's, and the groups that come with them alone. */
export const YAHOO_PLACES: readonly (readonly [RequestKind, readonly FieldGroup[]])[] = [
  ["quote", ["valuation"]],
  ["quote_summary", SUMMARY_GROUPS],
  ["timeseries", ["statements"]],
];
