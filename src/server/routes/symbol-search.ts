import { Hono } from "hono";
import { z } from "zod";
import { searchChoicesDuty, symbolSearchDuty } from "../../batch/symbol-search.ts";
import type { Pool } from "../../compute/pool.ts";
import { newYorkDayAt } from "../../market/calendar/new-york.ts";
import { parseSearch } from "../../market/metrics/search/parse.ts";
import { SEARCH_PERIODS } from "../../market/metrics/search/period-source.ts";
import type { BusinessClock } from "../../platform/clock.ts";
import { fromEpochDay } from "../../platform/iso-date.ts";
import { words } from "../fields.ts";
import { refuseOtherMethods } from "../methods.ts";
import { day, parsed } from "../query.ts";

const MOST_ROWS = 200;
const ROWS = 50;
const MOST_FILTERS = 20;
const LONGEST_FILTER = 200;
const LONGEST_SORT = 300;
const LONGEST_CURSOR = 2_000;

const searchQuery = z.strictObject({
  date: day().optional(),
  filter: z.array(words(LONGEST_FILTER)).max(MOST_FILTERS).default([]),
  q: words(LONGEST_FILTER).optional(),
  sort: words(LONGEST_SORT).optional(),
  period: z.enum(SEARCH_PERIODS).default("ttm"),
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(ROWS),
  after: words(LONGEST_CURSOR).optional(),
});
const choicesQuery = z.strictObject({ date: day().optional() });

/** What a search answers from. */
interface SearchState {
  readonly pool: Pool;
  readonly business: BusinessClock;
}

/**
 * GET /symbols: those with metrics, filtered and sorted by any of their columns, a page behind a cursor; /symbols/filters: what
 * there is to filter by. Both as of a day: today in New York, unless another is given.
 */
export function symbolSearchRoutes({ pool, business }: SearchState): Hono {
  const routes = new Hono();
  const today = () => fromEpochDay(newYorkDayAt(business.now()));
  routes.get("/symbols", async ({ req, json }) => {
    const filters = req.queries("filter");
    const given = parsed(searchQuery, {
      ...req.query(),
      ...(filters === undefined ? {} : { filter: filters }),
    });
    const { filter, q: text, date = today(), ...rest } = given;
    const question = parseSearch({ ...rest, date, text, filters: filter });
    return json(await pool.ask(symbolSearchDuty, question));
  });
  routes.get("/symbols/filters", async ({ req, json }) => {
    const { date } = parsed(choicesQuery, req.query());
    return json(await pool.ask(searchChoicesDuty, date ?? today()));
  });
  refuseOtherMethods(routes);
  return routes;
}
