import { type Answer, json, type Provider, type RequestKind } from "./answer.ts";
import { polygonEmpty } from "./polygon-desk.ts";
import { chartNotFound } from "./yahoo-chart.ts";

/** What goes wrong with one answer of a provider. */
export type Fault =
  | { readonly kind: "too_many_requests"; readonly retryAfter?: number }
  /** On the crumb's endpoint only; others answer as ever. */
  | { readonly kind: "crumb_429" }
  /** A web page in place of the crumb; other endpoints answer as ever. */
  | { readonly kind: "crumb_junk" }
  /** On the quotes' endpoint only. */
  | { readonly kind: "crumb_invalid" }
  | { readonly kind: "consent_page"; readonly redirect?: boolean }
  | { readonly kind: "empty_200" }
  /** The last rows (1 unless said) have no values. */
  | { readonly kind: "null_rows"; readonly last?: number }
  | { readonly kind: "truncated_json" }
  /** Headers and half of the body at once, the rest after so many milliseconds. */
  | { readonly kind: "slow_body"; readonly ms: number }
  /** No answer until the client gives up or the server is disposed. */
  | { readonly kind: "hang" }
  | { readonly kind: "server_error"; readonly status: 500 | 502 | 503 }
  /** The answer about another symbol (Yahoo's spelling). */
  | { readonly kind: "wrong_symbol"; readonly instead: string }
  /** The text NaN in place of the last close. */
  | { readonly kind: "nan" }
  | { readonly kind: "not_found" }
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

function tooMany(provider: Provider, retryAfter?: number): Answer {
  const answer =
    provider === "polygon"
      ? json(429, {
          status: "ERROR",
          request_id: "5e5378d5ecaf3df794bb52e45d015d2e",
          error:
            "You've exceeded the maximum requests per minute, please wait or upgrade your subscription to continue. https://polygon.io/pricing",
        })
      : text(429, "Too Many Requests");
  return retryAfter === undefined ? answer : { ...answer, headers: { "retry-after": String(retryAfter) } };
}

/** The answer that a fault puts in place of the provider's; null when the fault leaves it be or spoils it only. */
export function answerInstead(fault: Fault, kind: RequestKind, provider: Provider): Answer | null {
  switch (fault.kind) {
    case "too_many_requests":
      return tooMany(provider, fault.retryAfter);
    case "crumb_429":
      return kind === "crumb" ? tooMany(provider) : null;
    case "crumb_junk":
      return kind === "crumb" ? text(200, "<!doctype html><html><body>Oops</body></html>", HTML) : null;
    case "crumb_invalid":
      return kind === "quote"
        ? json(401, {
            finance: { result: null, error: { code: "Unauthorized", description: "Invalid Crumb" } },
          })
        : null;
    case "consent_page":
      return fault.redirect === true
        ? { ...text(302, ""), headers: { location: "https://guce.yahoo.com/consent" } }
        : text(200, CONSENT, HTML);
    case "empty_200":
      return text(200, "", "application/json;charset=utf-8");
    case "server_error":
      return text(fault.status, "<html><body>Will be right back</body></html>", HTML);
    case "forbidden":
      return provider === "polygon"
        ? json(403, {
            status: "NOT_AUTHORIZED",
            request_id: "0326f1f88a2867a7184c116f5b1edd00",
            message:
              "You are not entitled to this data. Please upgrade your plan at https://polygon.io/pricing",
          })
        : text(403, "Forbidden");
    case "not_found": {
      if (provider === "polygon") return polygonEmpty(kind);
      const { status, body } = chartNotFound();
      return json(status, body);
    }
    default:
      return null;
  }
}

type Row = Record<string, unknown>;

/** Walks JSON and lets `visit` change every object in it. */
function eachObject(value: unknown, visit: (object: Row) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) visit(value as Row);
  for (const inner of Object.values(value)) eachObject(inner, visit);
}

const YAHOO_COLUMNS = ["open", "high", "low", "close", "volume", "adjclose"];
const POLYGON_VALUES = ["o", "h", "l", "c", "v", "vw", "n"];

function withoutLastRows(body: unknown, last: number): void {
  eachObject(body, (object) => {
    for (const name of YAHOO_COLUMNS) {
      const column = object[name];
      if (Array.isArray(column) && column.every((each) => typeof each === "number" || each === null)) {
        object[name] = column.map((each, at) => (at >= column.length - last ? null : each));
      }
    }
    if (!Array.isArray(object.results)) return;
    for (const row of object.results.slice(-last) as Row[]) {
      for (const name of POLYGON_VALUES) if (name in row) row[name] = null;
    }
  });
}

/** JSON has no NaN: the last close is marked first, and the mark replaced in the text. */
const MARK = "a close that is no number";

function withMarkedClose(body: unknown): void {
  eachObject(body, (object) => {
    if (Array.isArray(object.close)) object.close[object.close.length - 1] = MARK;
    const last = Array.isArray(object.results) ? (object.results.at(-1) as Row | undefined) : undefined;
    if (last !== undefined && "c" in last) last.c = MARK;
  });
}

/** A provider's answer as a fault spoils its body; unchanged for faults of other kinds and for answers that are not JSON. */
export function spoiled(answer: Answer, fault: Fault): Answer {
  if (fault.kind === "truncated_json") {
    return { ...answer, text: answer.text.slice(0, Math.floor(answer.text.length / 2)) };
  }
  const isOfRows = fault.kind === "null_rows" || fault.kind === "nan";
  if (!isOfRows || !answer.contentType.startsWith("application/json")) return answer;
  const body: unknown = JSON.parse(answer.text);
  if (fault.kind === "nan") withMarkedClose(body);
  else withoutLastRows(body, fault.last ?? 1);
  return { ...answer, text: JSON.stringify(body).replaceAll(`"${MARK}"`, "NaN") };
}
