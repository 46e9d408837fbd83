import type { Hono } from "hono";
import { z } from "zod";
import { DIVIDEND_MODES } from "../../../db/schema/words.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { formatCents } from "../../platform/money.ts";
import { readTerms } from "../../portfolio/import/portfolio-terms.ts";
import type { Portfolio } from "../../portfolio/portfolio.ts";
import { findPortfolio } from "../../portfolio/portfolio-source.ts";
import { enterPortfolio } from "../../portfolio/portfolio-store.ts";
import { deletePortfolio, type PortfolioChange, updatePortfolio } from "../../portfolio/portfolio-update.ts";
import { money as figureOf } from "../../portfolio/report/figure.ts";
import { money, words } from "../fields.ts";
import { day, jsonBody, parsed } from "../query.ts";
import { todayOf, type WriteState, written } from "../write.ts";

const LONGEST_NAME = 255;

/** A portfolio's name, or the owner's. */
export const nameField = () => words(LONGEST_NAME);

const newPortfolio = z.strictObject({
  name: nameField(),
  equity: money(),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, "write three letters, such as USD")
    .default("USD"),
  inception: day(),
  owner: nameField().nullable().default(null),
  dividends: z.enum(DIVIDEND_MODES).default("derived"),
});
const portfolioChange = z.strictObject({
  name: nameField().optional(),
  owner: nameField().nullable().optional(),
  dividends: z.enum(DIVIDEND_MODES).optional(),
});

/** A portfolio's own terms, as answers to writes have them. */
export function headOf(portfolio: Portfolio) {
  const { publicId: id, name, owner, currency, inception, basisDate, dividends, statedEquity } = portfolio;
  const dates = { inception, basis_date: basisDate };
  return { id, name, owner, currency, ...dates, stated_equity: figureOf(statedEquity), dividends };
}

/** Only what is given is changed: a field that is left out stays. */
function changeOf(given: z.output<typeof portfolioChange>): PortfolioChange {
  const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (Object.keys(change).length > 0) return change;
  throw new NightdeskError("bad_request", "There is nothing to change; give name, owner or dividends.");
}

/** POST /portfolios opens an empty one; PATCH and PUT /portfolios/{id} change its name, owner or dividends; DELETE deletes it. */
export function addPortfolioEdits(routes: Hono, state: WriteState): void {
  routes.post("/portfolios", async (context) => {
    const { equity, ...given } = parsed(newPortfolio, await jsonBody(context.req));
    const today = todayOf(state.business);
    const { statedEquity, name, owner, currency, dividends } = readTerms(
      { ...given, equity: formatCents(equity), asOf: null },
      today,
    );
    const dates = { inception: given.inception, basisDate: given.inception };
    return written(context, state, "open portfolio", ({ writer, recorder }) => {
      const terms = { name, owner, currency, statedEquity, dividends, ...dates };
      return { status: 201, body: headOf(enterPortfolio(writer.orm, terms, recorder)) };
    });
  });
  routes.on(["PATCH", "PUT"], "/portfolios/:id", async (context) => {
    const change = changeOf(parsed(portfolioChange, await jsonBody(context.req)));
    return written(context, state, "change portfolio", ({ writer, desk }) => {
      const { portfolio } = desk(context.req.param("id"));
      updatePortfolio(writer, portfolio, change);
      return { status: 200, body: headOf(findPortfolio(writer.db, portfolio.publicId) ?? portfolio) };
    });
  });
  routes.delete("/portfolios/:id", (context) =>
    written(context, state, "delete portfolio", ({ writer, desk, recorder }) => {
      const { portfolio } = desk(context.req.param("id"));
      deletePortfolio(writer, portfolio, recorder.at);
      return { status: 200, body: { ...headOf(portfolio), deleted_at: recorder.at } };
    }),
  );
}
