import type { MarketBeta } from "../../src/risk/market-beta.ts";
import { type Agreement, LOADING } from "./agreement.ts";
import type { OracleBeta } from "./oracle.ts";

/** All numbers of a regression against the oracle's. */
export function compareBeta(to: Agreement, place: string, actual: MarketBeta, expected: OracleBeta): void {
  to.same(`${place} n`, actual.beta.n, expected.n);
  if (expected.reason !== undefined) {
    const parts = [actual.beta, actual.alpha, actual.rSquared, actual.seHac, actual.pValue, actual.interval];
    for (const part of parts) to.same(place, [part.value, part.reason], [null, expected.reason]);
    return;
  }
  const { beta, alpha, rSquared, seHac, pValue, interval } = actual;
  to.close(`${place} beta`, beta.value, expected.beta, LOADING);
  to.close(`${place} se`, beta.value === null ? null : beta.se, expected.se, LOADING);
  to.close(`${place} alpha`, alpha.value, expected.alpha, LOADING);
  to.close(`${place} r2`, rSquared.value, expected.r2, LOADING);
  to.close(`${place} se_hac`, seHac.value, expected.se_hac, LOADING);
  to.close(`${place} low`, interval.value?.low, expected.low, LOADING);
  to.close(`${place} high`, interval.value?.high, expected.high, LOADING);
  if (expected.p === "exact") to.same(`${place} p`, pValue, { value: null, reason: "exact" });
  else to.closeP(`${place} p`, pValue.value, expected.p);
}
