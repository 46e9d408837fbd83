import { type Answer, json, type Route } from "./answer.ts";
import type { Companies } from "./company.ts";
import type { Distortion } from "./distortion.ts";
import type { Market } from "./instrument.ts";
import { chartNotFound, yahooChart } from "./yahoo-chart.ts";
import type { YahooCrumbs } from "./yahoo-crumbs.ts";
import { yahooQuote } from "./yahoo-quote.ts";
import { yahooSearch } from "./yahoo-search.ts";
import { summaryAnswer, summaryModules, summaryNotFound } from "./yahoo-summary.ts";
import { yahooTimeseries } from "./yahoo-timeseries.ts";

/** What a Yahoo server knows and how it stamps; see ChartView. */
export interface YahooView {
  readonly market: Market;
  readonly now: number;
  readonly distortions: ReadonlyMap<string, readonly Distortion[]>;
  readonly crumbs: YahooCrumbs;
  readonly companies: Companies | null;
  readonly includesPeriod2: boolean;
  readonly stampsClose: boolean;
}

const MOST_QUOTES = 150;
const DAY_S = 86_400;
const DAYS_OF_RANGE: Readonly<Record<string, number>> = {
  "1d": 1,
  "5d": 7,
  "1mo": 31,
  "3mo": 92,
  "6mo": 183,
  "1y": 365,
  "2y": 730,
  "5y": 1826,
  "10y": 3652,
};

/** The asked period in epoch seconds: `period1` and `period2`, or a `range` up to now, `max` from the beginning. */
function periodOf(asked: URLSearchParams, now: number) {
  const end = Math.floor(now / 1000) + 1;
  const range = asked.get("range");
  const period1 = Number(asked.get("period1") ?? Number.NaN);
  if (Number.isFinite(period1)) return { period1, period2: Number(asked.get("period2") ?? end) };
  const days = range === "max" ? null : (DAYS_OF_RANGE[range ?? "1d"] ?? 1);
  return { period1: days === null ? 0 : end - days * DAY_S, period2: end };
}

function chart(url: URL, symbol: string, view: YahooView): Answer {
  const asked = url.searchParams;
  const { status, body } = yahooChart(view.market.find(symbol), {
    ...periodOf(asked, view.now),
    now: view.now,
    distortions: view.distortions.get(symbol) ?? [],
    includesPeriod2: view.includesPeriod2,
    stampsClose: view.stampsClose,
  });
  const [result] = body.chart.result ?? [];
  const wanted = asked.get("events") ?? "";
  if (result?.events === undefined) return json(status, body);
  const { dividends, splits } = result.events;
  const events = {
    ...(dividends !== undefined && wanted.includes("div") ? { dividends } : {}),
    ...(splits !== undefined && wanted.includes("split") ? { splits } : {}),
  };
  const { events: _all, ...rest } = result;
  const told = Object.keys(events).length > 0 ? { ...result, events } : rest;
  return json(status, { chart: { result: [told], error: null } });
}

function unauthorized(description: string): Answer {
  return json(401, { finance: { result: null, error: { code: "Unauthorized", description } } });
}

/** Yahoo's refusal of a crumb that is not, or no longer, the right one. */
export function invalidCrumb(): Answer {
  return unauthorized("Invalid Crumb");
}

function quoteResponse(result: readonly unknown[]): Answer {
  return json(200, { quoteResponse: { result, error: null } });
}

function quotes(names: string, view: YahooView): Answer {
  const symbols = names.split(",");
  if (symbols.length > MOST_QUOTES) {
    const description = `Number of symbols exceeds the limit of ${MOST_QUOTES}`;
    return json(400, { quoteResponse: { result: null, error: { code: "Bad Request", description } } });
  }
  const result = symbols
    .map((symbol) => yahooQuote(view.market.find(symbol), ofSymbol(symbol, view), view.companies))
    .filter((quote) => quote !== null);
  return quoteResponse(result);
}

const ofSymbol = (symbol: string, view: YahooView) => ({
  now: view.now,
  distortions: view.distortions.get(symbol) ?? [],
});

function summary(url: URL, symbol: string, view: YahooView): Answer {
  const modules = summaryModules(view.market.find(symbol), ofSymbol(symbol, view), view.companies);
  return summaryAnswer(symbol, url.searchParams.get("modules") ?? "", modules);
}

function timeseries(url: URL, symbol: string, view: YahooView | null): Answer {
  const asked = url.searchParams;
  const bound = (name: string) => Number(asked.get(name) ?? Number.NaN);
  const types = (asked.get("type") ?? "").split(",");
  const question = { symbol, types, period1: bound("period1"), period2: bound("period2") };
  return json(200, yahooTimeseries(question, view?.companies?.periodsVisibleAt(symbol, view.now) ?? []));
}

/** Yahoo's answer to a request about a symbol that it does not know. */
export function yahooNotFound({ kind, name }: Route, url: URL): Answer {
  const symbol = name ?? "";
  if (kind === "quote") return quoteResponse([]);
  if (kind === "quote_summary") return summaryNotFound(symbol);
  if (kind === "timeseries") return timeseries(url, symbol, null);
  if (kind === "search") {
    return json(
      200,
      yahooSearch(symbol, { market: { symbols: [], find: () => null }, now: 0, companies: null }),
    );
  }
  const { status, body } = chartNotFound();
  return json(status, body);
}

/**
 * Yahoo's answer to a request. Charts, time series and the search need neither cookie nor crumb, quotes and summaries need a
 * crumb, a crumb needs the cookie.
 */
export function yahooAnswer(request: Request, url: URL, route: Route, view: YahooView): Answer {
  const { kind, name } = route;
  const cookies = request.headers.get("cookie") ?? "";
  if (kind === "quote" || kind === "quote_summary") {
    if (!view.crumbs.accepts(url.searchParams.get("crumb"), cookies)) return invalidCrumb();
    return kind === "quote" ? quotes(name ?? "", view) : summary(url, name ?? "", view);
  }
  if (kind === "chart" && name !== null) return chart(url, name, view);
  if (kind === "timeseries" && name !== null) return timeseries(url, name, view);
  if (kind === "search") return json(200, yahooSearch(name ?? "", view));
  if (kind === "cookie") {
    return {
      status: 200,
      text: "<!doctype html><html><body>A page about a share</body></html>",
      contentType: "text/html;charset=utf-8",
      headers: {
        "set-cookie": `${view.crumbs.cookie()}; Max-Age=31557600; Domain=.yahoo.com; Path=/; SameSite=None; Secure; HttpOnly`,
      },
    };
  }
  if (kind === "crumb") {
    const crumb = view.crumbs.tell(cookies);
    if (crumb === null) return unauthorized("Invalid Cookie");
    return { status: 200, text: crumb, contentType: "text/plain;charset=utf-8" };
  }
  return yahooNotFound(route, url);
}
