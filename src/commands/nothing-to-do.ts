import type { ListedPortfolio } from "../portfolio/report/portfolio-list.ts";

/** Why nothing is to be done through a session, as `plan` and `run` say it. */
export function nothingToDo(
  portfolios: readonly Pick<ListedPortfolio, "inception" | "untold">[],
  to: string,
): string {
  if (portfolios.length === 0)
    return 'nothing to do, there are no portfolios; "nightdesk portfolio import" opens one';
  if (portfolios.every(({ inception }) => inception > to))
    return "nothing to do, no portfolio's books were open yet";
  return portfolios.some(({ untold }) => untold !== null)
    ? "nothing to do until what is missing comes"
    : "nothing to do, everything is there and current";
}
