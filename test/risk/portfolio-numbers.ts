import type { PortfolioStatistics } from "../../src/risk/portfolio-statistics.ts";
import type { Statistic } from "../../src/risk/statistic.ts";

/** Every number of a portfolio, by its place; a null stands with its reason. */
function numbersOf(made: PortfolioStatistics): Map<string, number | string> {
  const found = new Map<string, number | string>();
  const put = (place: string, { value, reason, coverage, filled }: Statistic) => {
    found.set(place, value ?? reason ?? "");
    if (coverage !== undefined) found.set(`${place} coverage`, coverage);
    if (filled !== undefined) found.set(`${place} filled`, filled);
  };
  for (const window of [90, 252] as const) {
    put(`beta ${window}`, made.beta[window].total);
    put(`shrunk ${window}`, made.betaShrunk[window].total);
    put(`regression ${window}`, made.regression[window].beta);
    const { rSquared, alpha, seHac } = made.regression[window];
    for (const [name, { value, reason }] of Object.entries({ rSquared, alpha, seHac })) {
      found.set(`regression ${window} ${name}`, value ?? reason ?? "");
    }
  }
  for (const window of [21, 63, 252] as const) put(`volatility ${window}`, made.realised[window]);
  const { hhi, effectivePositions, top3, top10 } = made.concentration;
  for (const [name, statistic] of Object.entries({ hhi, effectivePositions, top3, top10 }))
    put(name, statistic);
  return found;
}

/** Places whose numbers are further apart than rounding of the book's sums explains. */
export function farApart(a: PortfolioStatistics, b: PortfolioStatistics, tolerance: number): string[] {
  const others = numbersOf(b);
  return [...numbersOf(a)].flatMap(([place, one]) => {
    const other = others.get(place);
    const isClose =
      typeof one === "number" && typeof other === "number"
        ? Math.abs(one - other) <= tolerance * Math.max(1, Math.abs(one))
        : one === other;
    return isClose ? [] : [`${place}: ${one}, ${other}`];
  });
}
