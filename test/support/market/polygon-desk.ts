import type { IsoDate } from "../../../src/platform/iso-date.ts";
import { type Answer, json, type RequestKind, type Route } from "./answer.ts";
import { polygonDividends, polygonGrouped, polygonRange, polygonSplits } from "./polygon-answers.ts";
import { type PolygonCompanyView, polygonDetails, polygonFinancials } from "./polygon-company.ts";
import { polygonPage, requestId } from "./polygon-page.ts";

/** What Polygon asks of a caller. */
export interface PolygonPlan {
  readonly key: string;
  /** Bars of earlier days are refused; null for no limit. */
  readonly oldest: IsoDate | null;
}

function fault(status: number, words: string, body: Readonly<Record<string, string>>): Answer {
  return json(status, { ...body, request_id: requestId(words) });
}

function isKnown(request: Request, url: URL, key: string): boolean {
  const bearer = request.headers.get("authorization");
  return bearer === `Bearer ${key}` || (bearer === null && url.searchParams.get("apiKey") === key);
}

/** What Polygon answers about what it does not have: no results, and status 200; only of a ticker's details it has a word. */
export function polygonEmpty(kind: RequestKind): Answer {
  const request_id = requestId(kind);
  if (kind === "details") return fault(404, kind, { status: "NOT_FOUND", message: "Ticker not found." });
  if (kind === "financials") return json(200, { results: [], status: "OK", request_id, count: 0 });
  if (kind === "splits" || kind === "dividends") {
    return json(200, { results: [], status: "OK", request_id });
  }
  return json(200, {
    queryCount: 0,
    resultsCount: 0,
    adjusted: false,
    status: "OK",
    request_id,
    count: 0,
  });
}

/** Polygon's answer to a request: the key first, then the plan, then the data. */
export function polygonAnswer(
  request: Request,
  url: URL,
  route: Route,
  view: PolygonCompanyView,
  plan: PolygonPlan,
): Answer {
  const { kind, name, from, to } = route;
  if (!isKnown(request, url, plan.key)) {
    return fault(401, url.pathname, { status: "ERROR", error: "Unknown API Key" });
  }
  if (from !== null && plan.oldest !== null && from < plan.oldest) {
    return fault(403, url.pathname, {
      status: "NOT_AUTHORIZED",
      message:
        "Your plan doesn't include this data timeframe. Please upgrade your plan at https://polygon.io/pricing",
    });
  }
  const asked = url.searchParams;
  const isAdjusted = asked.get("adjusted") !== "false";
  if (kind === "splits") {
    return json(200, polygonPage(url.pathname, polygonSplits(view), "execution_date", asked));
  }
  if (kind === "dividends") {
    return json(200, polygonPage(url.pathname, polygonDividends(view), "ex_dividend_date", asked));
  }
  if (kind === "details" && name !== null) {
    const details = polygonDetails(view, name);
    return details === null ? polygonEmpty(kind) : json(200, details);
  }
  if (kind === "financials") return json(200, polygonFinancials(view, url.pathname, asked));
  if (kind === "grouped" && from !== null) return json(200, polygonGrouped(view, from, isAdjusted));
  if (kind === "range" && name !== null && from !== null && to !== null) {
    const limit = Number(asked.get("limit") ?? 5000);
    const isDescending = asked.get("sort") === "desc";
    return json(200, polygonRange(view, name, { from, to, isAdjusted, isDescending, limit }));
  }
  return fault(404, url.pathname, { status: "NOT_FOUND", message: "404 page not found" });
}
