import { joinWords } from "../../db/words.ts";
import type { MarketBeta } from "../risk/market-beta.ts";
import type { Statistic } from "../risk/statistic.ts";

/** A statistic in the columns that tables have for one. */
export function statisticColumns({ value, reason, n, flags }: Statistic) {
  return { value, reason, n, flags: joinWords(flags) };
}

/** The numbers of a regression besides its slope, in the columns that tables have for them. */
export function regressionColumns({
  beta,
  alpha,
  rSquared,
  seHac,
  pValue,
}: Omit<MarketBeta, "window" | "interval">) {
  return {
    se: beta.se ?? null,
    alpha: alpha.value,
    rSquared: rSquared.value,
    rSquaredReason: rSquared.reason,
    seHac: seHac.value,
    pValue: pValue.value,
    pValueReason: pValue.reason,
  };
}
