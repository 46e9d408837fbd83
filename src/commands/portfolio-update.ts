import { formatInstant } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import { readTerms } from "../portfolio/import/portfolio-terms.ts";
import { deletePortfolio, type PortfolioChange, updatePortfolio } from "../portfolio/portfolio-update.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { dividendModeOf, ownerOf, requirePortfolio, text, todayOf } from "./portfolio-call.ts";
import type { Verb } from "./verb.ts";

/** `nightdesk portfolio update`: changes a portfolio's name, its owner, or how its dividends are told. */
export const portfolioUpdate: Verb = async ({ invocation, args, options }) => {
  const ports = portsOf(configOf(invocation));
  const dividends = dividendModeOf(options.dividends);
  const given = text(options.name);
  // A name is read as those of new portfolios are; of the other terms, any would do.
  const other = { equity: "1", currency: null, inception: null, asOf: null };
  const name = given === null ? null : readTerms({ ...other, name: given }, todayOf(ports)).name;
  const change: PortfolioChange = {
    ...(name === null ? {} : { name }),
    ...(text(options.owner) === null ? {} : { owner: ownerOf(options.owner) }),
    ...(dividends === null ? {} : { dividends }),
  };
  if (Object.keys(change).length === 0) {
    throw new NightdeskError("usage", "Say what to change: --name, --owner or --dividends.");
  }
  const was = await withWriter(ports, "portfolio update", (writer) =>
    writer.transact("update portfolio", () => {
      const portfolio = requirePortfolio(writer.db, args[0] ?? "");
      updatePortfolio(writer, portfolio, change);
      return portfolio;
    }),
  );
  const now = { ...was, ...change };
  const isStale = now.dividends !== was.dividends;
  const portfolio = { id: was.publicId, name: now.name, owner: now.owner, dividends: now.dividends };
  await answer(ports.output, invocation.json, { portfolio, snapshots_stale: isStale }, [
    `${now.name}: owner ${now.owner ?? "nobody"}, dividends ${now.dividends}`,
    ...(isStale ? ["note: its snapshots are stale; the next run tells them anew"] : []),
  ]);
  return 0;
};

/** `nightdesk portfolio delete`: no run looks at a portfolio any more, and its name is free. */
export const portfolioDelete: Verb = async ({ invocation, args }) => {
  const ports = portsOf(configOf(invocation));
  const { publicId: id, name } = await withWriter(ports, "portfolio delete", (writer) =>
    writer.transact("delete portfolio", () => {
      const portfolio = requirePortfolio(writer.db, args[0] ?? "");
      deletePortfolio(writer, portfolio, formatInstant(ports.technical.now()));
      return portfolio;
    }),
  );
  await answer(ports.output, invocation.json, { id, name, deleted: true }, [
    `${name} (${id}) is deleted; its name is free`,
  ]);
  return 0;
};
