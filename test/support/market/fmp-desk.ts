import { type Answer, json, type Route } from "./answer.ts";
import { fmpDividends, fmpPrices, fmpSplits } from "./fmp-answers.ts";
import { type FmpCompanyView, fmpProfile, fmpStatements } from "./fmp-company.ts";

/** What FMP asks of a caller. */
export interface FmpPlan {
  readonly key: string;
  /** Whether the day's requests are used up. */
  readonly isSpent: boolean;
}

/** How FMP refuses: in words, whatever the status. */
export function fmpRefusal(status: number, words: string): Answer {
  return json(status, { "Error Message": words });
}

/** FMP's refusal of one request too many. */
export function fmpLimit(): Answer {
  const site = "https://site.financialmodelingprep.com/";
  return fmpRefusal(
    429,
    `Limit Reach . Please upgrade your plan or visit our documentation for more details at ${site}`,
  );
}

/** FMP's answer to a request: the key first, then the plan, then the data. Of a list of symbols it tells nothing. */
export function fmpAnswer(
  request: Request,
  url: URL,
  route: Route,
  view: FmpCompanyView,
  plan: FmpPlan,
): Answer {
  const { kind, name, from, to } = route;
  const key = request.headers.get("apikey") ?? url.searchParams.get("apikey");
  if (key !== plan.key) {
    return fmpRefusal(
      401,
      "Invalid API KEY. Feel free to create a Free API Key or visit https://site.financialmodelingprep.com/faqs?search=why-is-my-api-key-invalid for more information.",
    );
  }
  if (plan.isSpent) return fmpLimit();
  const symbol = name ?? "";
  switch (kind) {
    case "fmp_prices":
      return json(200, fmpPrices(view, symbol, from, to));
    case "fmp_dividends":
      return json(200, fmpDividends(view, symbol));
    case "fmp_splits":
      return json(200, fmpSplits(view, symbol));
    case "fmp_profile":
      return json(200, fmpProfile(view, symbol));
    case "fmp_statement":
      return json(200, fmpStatements(view, symbol, url.pathname, url.searchParams));
    default:
      return json(404, []);
  }
}
