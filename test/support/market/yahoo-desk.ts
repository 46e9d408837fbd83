import { type Answer, json, type Route } from "./answer.ts";
import type { Distortion } from "./distortion.ts";
import type { Market } from "./instrument.ts";
import { chartNotFound, yahooChart } from "./yahoo-chart.ts";
import { yahooQuote } from "./yahoo-quote.ts";

/** What a Yahoo server knows and how it stamps; see ChartView. */
export interface YahooView {
  readonly market: Market;
  readonly now: number;
  readonly distortions: ReadonlyMap<string, readonly Distortion[]>;
  readonly crumb: string;
  readonly includesPeriod2: boolean;
  readonly stampsClose: boolean;
}

const COOKIE = "A3=made-cookie";
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

function quotes(url: URL, names: string, view: YahooView): Answer {
  if (url.searchParams.get("crumb") !== view.crumb) return unauthorized("Invalid Crumb");
  const result = names
    .split(",")
    .map((symbol) =>
      yahooQuote(view.market.find(symbol), {
        now: view.now,
        distortions: view.distortions.get(symbol) ?? [],
      }),
    )
    .filter((quote) => quote !== null);
  return json(200, { quoteResponse: { result, error: null } });
}

/** Yahoo's answer to a request. Charts need neither cookie nor crumb, quotes need a crumb, a crumb needs the cookie. */
export function yahooAnswer(request: Request, url: URL, route: Route, view: YahooView): Answer {
  const { kind, name } = route;
  if (kind === "chart" && name !== null) return chart(url, name, view);
  if (kind === "quote") return quotes(url, name ?? "", view);
  if (kind === "cookie") {
    return {
      status: 200,
      text: "<!doctype html><html><body>A page about a share</body></html>",
      contentType: "text/html;charset=utf-8",
      headers: { "set-cookie": `${COOKIE}; Path=/; HttpOnly` },
    };
  }
  if (kind === "crumb") {
    if (!(request.headers.get("cookie") ?? "").includes(COOKIE)) return unauthorized("Invalid Cookie");
    return { status: 200, text: view.crumb, contentType: "text/plain;charset=utf-8" };
  }
  const { status, body } = chartNotFound();
  return json(status, body);
}
