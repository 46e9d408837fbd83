import type { CountedOutcome } from "../../../src/market/collect/provider-counts.ts";
import type { Fault } from "../../support/market/fault.ts";

/** A fault on every request of a provider through a night, and what is told of it. */
export interface FaultCase {
  readonly name: string;
  readonly fault: Fault;
  /** How calls may have ended. One that is held back after others have failed was never made: `not_asked`. */
  readonly outcomes: readonly CountedOutcome[];
  /** Why the close is missing where nobody else has it. */
  readonly missing: readonly string[];
  /** The fault has an effect on this symbol alone that is none: it is what the answer is about. */
  readonly spares?: string;
  /** Whether each symbol's newest bar comes, and is not believed. */
  readonly quarantines?: "null_price";
}

const NO_ANSWER = {
  outcomes: ["transport", "not_asked"],
  missing: ["transport", "not_asked"],
} as const;
const TOO_MANY = {
  outcomes: ["rate_limited", "not_asked"],
  missing: ["rate_limited", "not_asked"],
} as const;
const NO_CHART = { outcomes: ["malformed", "not_asked"], missing: ["malformed", "not_asked"] } as const;
const NO_CLOSE = { outcomes: ["bars"], missing: ["quarantined"], quarantines: "null_price" } as const;

/** The faults that keep a provider from telling a close. */
export const FAULT_CASES: readonly FaultCase[] = [
  { name: "429 without a word of how long", fault: { kind: "too_many_requests" }, ...TOO_MANY },
  {
    name: "429 for 20 seconds, ever again",
    fault: { kind: "too_many_requests", retryAfter: 20 },
    ...TOO_MANY,
  },
  { name: "429 for an hour", fault: { kind: "too_many_requests", retryAfter: 3_600 }, ...TOO_MANY },
  { name: "a consent page", fault: { kind: "consent_page" }, ...NO_CHART },
  { name: "a redirect to a consent page", fault: { kind: "consent_page", redirect: true }, ...NO_CHART },
  { name: "an empty answer with status 200", fault: { kind: "empty_200" }, ...NO_ANSWER },
  { name: "a last row without values", fault: { kind: "null_rows" }, ...NO_CLOSE },
  { name: "three last rows without values", fault: { kind: "null_rows", last: 3 }, ...NO_CLOSE },
  { name: "JSON that breaks off", fault: { kind: "truncated_json" }, ...NO_ANSWER },
  { name: "a body slower than the patience", fault: { kind: "slow_body", ms: 4_000 }, ...NO_ANSWER },
  { name: "no answer at all", fault: { kind: "hang" }, ...NO_ANSWER },
  { name: "status 500", fault: { kind: "server_error", status: 500 }, ...NO_ANSWER },
  { name: "status 502", fault: { kind: "server_error", status: 502 }, ...NO_ANSWER },
  { name: "status 503", fault: { kind: "server_error", status: 503 }, ...NO_ANSWER },
  {
    name: "another symbol's answer",
    fault: { kind: "wrong_symbol", instead: "SPY" },
    outcomes: ["malformed", "bars"],
    missing: ["malformed"],
    spares: "SPY",
  },
  { name: "NaN for a close", fault: { kind: "nan" }, outcomes: ["malformed"], missing: ["malformed"] },
  { name: "404", fault: { kind: "not_found" }, outcomes: ["not_found"], missing: ["not_found"] },
  { name: "a connection that is closed", fault: { kind: "connection_reset" }, ...NO_ANSWER },
  {
    name: "403",
    fault: { kind: "forbidden" },
    outcomes: ["refused", "not_asked"],
    missing: ["refused", "not_asked"],
  },
];

/** Faults that a night does not notice: it asks for no crumb, and waits for a body that is under way. */
export const HARMLESS: readonly Pick<FaultCase, "name" | "fault">[] = [
  { name: "429 for the crumb", fault: { kind: "crumb_429" } },
  { name: "a page as the crumb", fault: { kind: "crumb_junk" } },
  { name: "401 for an invalid crumb", fault: { kind: "crumb_invalid" } },
  { name: "a slow body", fault: { kind: "slow_body", ms: 150 } },
];
