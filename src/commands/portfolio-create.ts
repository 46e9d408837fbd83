import { calendarOf } from "../market/calendar/calendar.ts";
import { NightdeskError } from "../platform/errors.ts";
import { formatCents } from "../platform/money.ts";
import { readTerms } from "../portfolio/import/portfolio-terms.ts";
import { enterPortfolio } from "../portfolio/portfolio-store.ts";
import { money } from "../portfolio/report/figure.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { dividendModeOf, ownerOf, recorderOf, text, todayOf } from "./portfolio-call.ts";
import type { Verb } from "./verb.ts";

/** `nightdesk portfolio create`: opens a portfolio that holds nothing but cash. */
export const portfolioCreate: Verb = async ({ invocation, args, options }) => {
  const ports = portsOf(configOf(invocation));
  const today = todayOf(ports);
  const terms = readTerms(
    {
      name: args[0] ?? null,
      equity: text(options.equity),
      currency: text(options.currency),
      inception: text(options.inception),
      asOf: null,
      owner: ownerOf(options.owner),
      dividends: dividendModeOf(options.dividends) ?? "derived",
    },
    today,
  );
  const { name, owner, currency, statedEquity, dividends, inception } = terms;
  if (inception === null) {
    const example = calendarOf("XNYS").sessionOnOrBefore(today);
    const wish = `give the session at whose close its books open, such as --inception ${example}`;
    throw new NightdeskError("usage", `The inception is missing; ${wish}.`);
  }
  const opening = { name, owner, currency, statedEquity, inception, basisDate: inception, dividends };
  const { publicId: id } = await withWriter(ports, "portfolio create", (writer) =>
    writer.transact("create portfolio", () =>
      enterPortfolio(writer.orm, opening, recorderOf(ports, "command")),
    ),
  );
  const portfolio = { id, name, owner, currency, inception, equity: money(statedEquity), dividends };
  await answer(ports.output, invocation.json, { portfolio }, [
    `${name}: opened as ${id} at the close of ${inception} with ${formatCents(statedEquity)} ${currency}${owner === null ? "" : `, of ${owner}`}; dividends are ${dividends}`,
  ]);
  return 0;
};
