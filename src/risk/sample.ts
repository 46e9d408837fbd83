import type { Reason } from "../platform/known.ts";
import { STALE_AFTER_SESSIONS, STALE_LOOK_BACK_SESSIONS } from "./conventions.ts";
import type { Flag } from "./statistic.ts";

/** A row of the panel: one return a session as a decimal, and 1 where it is valid. Elsewhere the return means nothing. */
export interface Series {
  readonly returns: Float64Array;
  readonly valid: Uint8Array;
}

/** The sessions that one estimate rests on. */
export interface Sample {
  /** Positions on the session axis, ascending: the valid sessions of the window. */
  readonly sessions: Int32Array;
  /** Null if there is enough to estimate from. */
  readonly reason: Reason | null;
  readonly flags: readonly Flag[];
}

/**
 * The sessions among the last `window` up to `at` where every one of the series has a valid return; nothing after `at` is
 * read. Series are taken away one by one: a regression asks this of 252 sessions for every symbol and night.
 */
export function validSessions(all: readonly Series[], at: number, window: number): Int32Array {
  const first = Math.max(0, at - window + 1);
  let found = new Int32Array(Math.max(0, at - first + 1));
  for (let n = 0; n < found.length; n++) found[n] = first + n;
  for (const { valid } of all) {
    let kept = 0;
    for (let n = 0; n < found.length; n++) {
      const t = found[n] as number;
      if (valid[t] === 1) found[kept++] = t;
    }
    found = found.subarray(0, kept);
  }
  return found;
}

/**
 * The sample of an estimate at session `at` (engines.md section 1). `stale` goes before `insufficient_history`, being the
 * better explanation of a name that has stopped trading. Of several series the last session that all of them have counts.
 * @param minimum Fewest returns of an estimate; may be a fraction of the window, then the next whole number.
 */
export function takeSample(all: readonly Series[], at: number, window: number, minimum: number): Sample {
  const seen = validSessions(all, at, Math.max(window, STALE_LOOK_BACK_SESSIONS));
  let outside = 0;
  while (outside < seen.length && (seen[outside] as number) <= at - window) outside += 1;
  const sessions = seen.subarray(outside);
  const last = seen.at(-1);
  let reason: Reason | null = null;
  if (sessions.length < minimum) reason = "insufficient_history";
  if (last !== undefined && at - last > STALE_AFTER_SESSIONS) reason = "stale";
  const isShort = reason === null && sessions.length < window;
  return { sessions, reason, flags: isShort ? ["limited_history"] : [] };
}

/** A value for each of these sessions. A plain loop: the iterator of Float64Array.from costs a year of nights 7 %. */
export function valuesAt(sessions: Int32Array, pick: (session: number) => number): Float64Array {
  const taken = new Float64Array(sessions.length);
  for (let at = 0; at < sessions.length; at++) taken[at] = pick(sessions[at] as number);
  return taken;
}

/** The series' returns of these sessions, as decimals. */
export function returnsAt({ returns }: Series, sessions: Int32Array): Float64Array {
  return valuesAt(sessions, (session) => returns[session] as number);
}
