import { type Answer, json, type Provider, type Route } from "./answer.ts";
import { fmpLimit, fmpRefusal } from "./fmp-desk.ts";
import { polygonEmpty } from "./polygon-desk.ts";
import { invalidCrumb, yahooNotFound } from "./yahoo-desk.ts";

/** What goes wrong with one answer of a provider. */
export type Fault =
  | { readonly kind: "too_many_requests"; readonly retryAfter?: number }
  /** On the crumb's endpoint only; others answer as ever. */
  | { readonly kind: "crumb_429" }
  /** A web page in place of the crumb; other endpoints answer as ever. */
  | { readonly kind: "crumb_junk" }
  /** Of quotes and summaries only. */
  | { readonly kind: "crumb_invalid" }
  | { readonly kind: "consent_page"; readonly redirect?: boolean }
  | { readonly kind: "empty_200" }
  /** The last rows (1 unless said; a quote, a module, a line's value, a report) have no values. */
  | { readonly kind: "null_rows"; readonly last?: number }
  | { readonly kind: "truncated_json" }
  /** Headers and half of the body at once, the rest after so many milliseconds. */
  | { readonly kind: "slow_body"; readonly ms: number }
  /** No answer until the client gives up or the server is disposed. */
  | { readonly kind: "hang" }
  | { readonly kind: "server_error"; readonly status: 500 | 502 | 503 }
  /** The answer about another symbol (Yahoo's spelling). */
  | { readonly kind: "wrong_symbol"; readonly instead: string }
  /** The text NaN in place of the last close, or of some number where there are no closes. */
  | { readonly kind: "nan" }
  | { readonly kind: "not_found" }
  /**
   * Something else in place of a number: of a module in a summary, of an entry in a time series (by its type), of a quote (by
   * its symbol). The first one's first number, and the text Infinity, unless said.
   */
  | {
      readonly kind: "module_malformed";
      readonly module?: string;
      readonly field?: string;
      readonly value?: unknown;
    }
  /** The socket is closed without an answer. Bun's own fetch asks once more when it had used that connection before. */
  | { readonly kind: "connection_reset" }
  | { readonly kind: "forbidden" };

const HTML = "text/html;charset=utf-8";
const CONSENT =
  '<!doctype html><html><head><title>Yahoo is part of the Yahoo family of brands</title></head><body><form method="post" ' +
  'class="consent-form"><button name="agree" value="agree">Accept all</button></form></body></html>';

function text(status: number, body: string, contentType = "text/plain;charset=utf-8"): Answer {
  return { status, text: body, contentType };
}

function refusalOf(provider: Provider): Answer {
  if (provider === "fmp") return fmpLimit();
  if (provider !== "polygon") return text(429, "Too Many Requests");
  return json(429, {
    status: "ERROR",
    request_id: "5e5378d5ecaf3df794bb52e45d015d2e",
    error:
      "You've exceeded the maximum requests per minute, please wait or upgrade your subscription to continue. https://polygon.io/pricing",
  });
}

function tooMany(provider: Provider, retryAfter?: number): Answer {
  const answer = refusalOf(provider);
  return retryAfter === undefined ? answer : { ...answer, headers: { "retry-after": String(retryAfter) } };
}

function forbidden(provider: Provider): Answer {
  if (provider === "fmp") {
    return fmpRefusal(
      403,
      "Exclusive Endpoint : This endpoint is not available under your current subscription please visit our subscription page to upgrade your plan at https://site.financialmodelingprep.com/",
    );
  }
  if (provider !== "polygon") return text(403, "Forbidden");
  return json(403, {
    status: "NOT_AUTHORIZED",
    request_id: "0326f1f88a2867a7184c116f5b1edd00",
    message: "You are not entitled to this data. Please upgrade your plan at https://polygon.io/pricing",
  });
}

/** The answer that a fault puts in place of the provider's; null when the fault leaves it be or spoils it only. */
export function answerInstead(fault: Fault, route: Route, url: URL, provider: Provider): Answer | null {
  const { kind } = route;
  switch (fault.kind) {
    case "too_many_requests":
      return tooMany(provider, fault.retryAfter);
    case "crumb_429":
      return kind === "crumb" ? tooMany(provider) : null;
    case "crumb_junk":
      return kind === "crumb" ? text(200, "<!doctype html><html><body>Oops</body></html>", HTML) : null;
    case "crumb_invalid":
      return kind === "quote" || kind === "quote_summary" ? invalidCrumb() : null;
    case "consent_page":
      return fault.redirect === true
        ? { ...text(302, ""), headers: { location: "https://guce.yahoo.com/consent" } }
        : text(200, CONSENT, HTML);
    case "empty_200":
      return text(200, "", "application/json;charset=utf-8");
    case "server_error":
      return text(fault.status, "<html><body>Will be right back</body></html>", HTML);
    case "forbidden":
      return forbidden(provider);
    case "not_found":
      if (provider === "fmp") return json(200, []);
      return provider === "polygon" ? polygonEmpty(kind) : yahooNotFound(route, url);
    default:
      return null;
  }
}
