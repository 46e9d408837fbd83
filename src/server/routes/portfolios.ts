import { Hono } from "hono";
import { z } from "zod";
import type { Sqlite } from "../../../db/driver.ts";
import { ormOver } from "../../../db/writer.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Portfolio } from "../../portfolio/portfolio.ts";
import { readPortfolios } from "../../portfolio/portfolio-source.ts";
import { historyCsv, readHistory } from "../../portfolio/report/history.ts";
import { readPortfolioList } from "../../portfolio/report/portfolio-list.ts";
import { newestSnapshot, portfolioReport } from "../../portfolio/report/portfolio-report.ts";
import { refuseOtherMethods } from "../methods.ts";
import { day, instant, parsed } from "../query.ts";
import { portfolioOf as findIn } from "../write.ts";
import { addEvents, type EventState } from "./events.ts";
import { addFlows } from "./flows.ts";
import { addPortfolioEdits } from "./portfolio-edits.ts";
import { addPortfolioImport } from "./portfolio-import.ts";
import { addPositionEdits } from "./position-edits.ts";
import { addPositions } from "./positions.ts";
import { addValuations } from "./valuations.ts";

const LAST_DAY = "9999-12-31" as IsoDate;
const MOST_SNAPSHOTS = 2_000;

const listQuery = z.strictObject({ owner: z.string().max(255).optional() });
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

/** All portfolios with their newest snapshots, whose they are, and how their dividends are told. */
function listOf(db: Sqlite) {
  const own = new Map(readPortfolios(db).map((each) => [each.publicId, each]));
  return readPortfolioList(db).map(({ snapshot, ...listed }) => {
    const { owner = null, dividends = null } = own.get(listed.id) ?? {};
    return { ...listed, owner, dividends, snapshot };
  });
}

/** What portfolios hold, were worth and risk, from what is stored; the answers are a few rows each. */
function addReports(routes: Hono, db: Sqlite): void {
  const orm = ormOver(db);
  const portfolioOf = (id: string) => findIn(db, id);
  const head = ({ publicId: id, name, currency }: Portfolio) => ({ id, name, currency });

  routes.get("/portfolios", ({ req, json }) => {
    const { owner } = parsed(listQuery, req.query());
    return json({ portfolios: listOf(db).filter((each) => owner === undefined || each.owner === owner) });
  });
  routes.get("/portfolios/:id", ({ req, json }) => {
    const { publicId } = portfolioOf(req.param("id"));
    return json(listOf(db).find(({ id }) => id === publicId));
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
}

/**
 * Portfolios: GET /portfolios, and below /portfolios/{id} the snapshots, the report, the history, the positions and the
 * events; POST, PATCH and DELETE open, change and record. An id may be a portfolio's name.
 */
export function portfolioRoutes(state: EventState): Hono {
  const routes = new Hono();
  addReports(routes, state.db);
  addPortfolioEdits(routes, state);
  addPortfolioImport(routes, state);
  addPositions(routes, state);
  addPositionEdits(routes, state);
  addValuations(routes, state);
  addEvents(routes, state);
  addFlows(routes, state);
  // One list for all of them: paths that they share answer the methods of each.
  refuseOtherMethods(routes);
  return routes;
}
