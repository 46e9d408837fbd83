import { readPortfolios } from "../portfolio/portfolio-source.ts";
import { readPortfolioList } from "../portfolio/report/portfolio-list.ts";
import { answer, table } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { untoldLines } from "./portfolio-table.ts";
import type { Verb } from "./verb.ts";

/** `nightdesk portfolio list`: every portfolio with its newest snapshot. */
export const portfolioList: Verb = async ({ invocation }) => {
  const ports = portsOf(configOf(invocation));
  await withReader(ports, async (db) => {
    const owners = new Map(readPortfolios(db).map(({ publicId, owner }) => [publicId, owner]));
    const portfolios = readPortfolioList(db).map((each) => ({ ...each, owner: owners.get(each.id) ?? null }));
    const rows = portfolios.map(({ name, owner, currency, inception, snapshot, id }) => [
      name,
      owner ?? "",
      inception,
      snapshot?.date ?? "none yet",
      snapshot === null ? "" : `${snapshot.equity.toFixed(2)} ${currency}`,
      snapshot?.status ?? "",
      id,
    ]);
    const head = ["name", "owner", "inception", "newest snapshot", "equity", "status", "id"];
    const lines =
      rows.length === 0
        ? ['no portfolios; "nightdesk portfolio import" or "portfolio create" opens one']
        : table([head, ...rows], [4]);
    lines.push(...untoldLines(portfolios));
    await answer(ports.output, invocation.json, { portfolios }, lines);
  });
  return 0;
};
