import { readPortfolioList } from "../portfolio/report/portfolio-list.ts";
import { answer, table } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** `nightdesk portfolio list`: every portfolio with its newest snapshot. */
export const portfolioList: Verb = async ({ invocation }) => {
  const ports = portsOf(configOf(invocation));
  await withReader(ports, async (db) => {
    const portfolios = readPortfolioList(db);
    const rows = portfolios.map(({ name, currency, inception, snapshot, id }) => [
      name,
      inception,
      snapshot?.date ?? "none yet",
      snapshot === null ? "" : `${snapshot.equity.toFixed(2)} ${currency}`,
      snapshot?.status ?? "",
      id,
    ]);
    const head = ["name", "inception", "newest snapshot", "equity", "status", "id"];
    const lines =
      rows.length === 0
        ? ['no portfolios; "nightdesk portfolio import" opens one']
        : table([head, ...rows], [3]);
    await answer(ports.output, invocation.json, { portfolios }, lines);
  });
  return 0;
};
