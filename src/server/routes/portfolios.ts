import { Hono } from "hono";
import { z } from "zod";
import type { Sqlite } from "../../../db/driver.ts";
import { ormOver } from "../../../db/writer.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Portfolio } from "../../portfolio/portfolio.ts";
import { findPortfolio } from "../../portfolio/portfolio-source.ts";
import { historyCsv, readHistory } from "../../portfolio/report/history.ts";
import { readPortfolioList } from "../../portfolio/report/portfolio-list.ts";
import { newestSnapshot, portfolioReport } from "../../portfolio/report/portfolio-report.ts";
import { refuseOtherMethods } from "../methods.ts";
import { day, instant, parsed } from "../query.ts";

const LAST_DAY = "9999-12-31" as IsoDate;
const MOST_SNAPSHOTS = 2_000;

const range = z.strictObject({
  from: day().optional(),
  to: day().optional(),
  limit: z.coerce.number().int().min(1).max(MOST_SNAPSHOTS).default(MOST_SNAPSHOTS),
});
const reportQuery = z.strictObject({ date: day().optional(), as_known: instant().optional() });
const historyQuery = z.strictObject({
  date: day().optional(),
  format: z.enum(["json", "csv"]).default("json"),
});

/**
 * What portfolios hold, were worth and risk: GET /portfolios, and below /portfolios/{id} the snapshots, the report and the
 * history, from what is stored. An id may be a portfolio's name.
 * @param db A connection that only reads; the answers are a few rows each.
 */
export function portfolioRoutes(db: Sqlite): Hono {
  const orm = ormOver(db);
  const routes = new Hono();
  const portfolioOf = (id: string): Portfolio => {
    const portfolio = findPortfolio(db, id);
    if (portfolio !== null) return portfolio;
    throw new NightdeskError("not_found", `There is no portfolio "${id.slice(0, 80)}".`);
  };
  const head = ({ publicId: id, name, currency }: Portfolio) => ({ id, name, currency });

  routes.get("/portfolios", (context) => context.json({ portfolios: readPortfolioList(db) }));
  routes.get("/portfolios/:id", ({ req, json }) => {
    const { publicId } = portfolioOf(req.param("id"));
    return json(readPortfolioList(db).find(({ id }) => id === publicId));
  });
  routes.get("/portfolios/:id/snapshots", ({ req, json }) => {
    const portfolio = portfolioOf(req.param("id"));
    const { from, to, limit } = parsed(range, req.query());
    const days = readHistory(orm, portfolio, to ?? LAST_DAY).filter(({ date }) => date >= (from ?? ""));
    return json({ portfolio: head(portfolio), total: days.length, snapshots: days.slice(-limit) });
  });
  routes.get("/portfolios/:id/snapshots/:date", ({ req, json }) => {
    const portfolio = portfolioOf(req.param("id"));
    const { date } = parsed(z.object({ date: day() }), { date: req.param("date") });
    const { risk: _, ...books } = portfolioReport(orm, portfolio, date, null);
    return json(books);
  });
  routes.get("/portfolios/:id/report", ({ req, json }) => {
    const portfolio = portfolioOf(req.param("id"));
    const { date, as_known: asKnown } = parsed(reportQuery, req.query());
    return json(portfolioReport(orm, portfolio, date ?? null, asKnown ?? null));
  });
  routes.get("/portfolios/:id/history", ({ req, json, text }) => {
    const portfolio = portfolioOf(req.param("id"));
    const { date, format } = parsed(historyQuery, req.query());
    const through = date ?? newestSnapshot(orm, portfolio.id);
    const history = through === null ? [] : readHistory(orm, portfolio, through);
    if (format === "json") return json({ portfolio: head(portfolio), history });
    return text(historyCsv(history), 200, { "content-type": "text/csv; charset=utf-8" });
  });
  refuseOtherMethods(routes);
  return routes;
}
