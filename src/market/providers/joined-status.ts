import type { HttpStatus } from "./http.ts";

const ERRORS_SHOWN = 5;

/** What several connections to one provider show of themselves together: counts are summed up, of gates the worst is told. */
export function joinedStatus(first: HttpStatus, ...others: readonly HttpStatus[]): HttpStatus {
  return others.reduce((joined, each): HttpStatus => {
    const worse = (each.openUntil ?? 0) > (joined.openUntil ?? 0) ? each : joined;
    const errors = [...joined.lastErrors, ...each.lastErrors].sort((a, b) => a.at - b.at);
    return {
      ...worse,
      pausedUntil: latest(joined.pausedUntil, each.pausedUntil),
      failuresInARow: Math.max(joined.failuresInARow, each.failuresInARow),
      tokensLeft: Math.min(joined.tokensLeft, each.tokensLeft),
      underWay: joined.underWay + each.underWay,
      requests: joined.requests + each.requests,
      retries: joined.retries + each.retries,
      lastErrors: errors.slice(-ERRORS_SHOWN),
    };
  }, first);
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
