import { type IsoDate, tryIsoDate } from "../../../src/platform/iso-date.ts";

/** Which provider a server stands in for. yahooquery asks the same hosts as Yahoo's other clients. */
export type Provider = "yahoo" | "yahooquery" | "polygon" | "fmp";

/** What a request is for. */
export type RequestKind =
  | "chart"
  | "crumb"
  | "cookie"
  | "quote"
  | "quote_summary"
  | "timeseries"
  | "search"
  | "grouped"
  | "range"
  | "splits"
  | "dividends"
  | "details"
  | "financials"
  | "fmp_prices"
  | "fmp_dividends"
  | "fmp_splits"
  | "fmp_profile"
  | "fmp_statement"
  | "other";

/** What a provider says before anything goes wrong with it. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer in JSON. */
export function json(status: number, body: unknown): Answer {
  return { status, text: JSON.stringify(body), contentType: "application/json;charset=utf-8" };
}

/** What a path asks for, and about which symbol, in the provider's own spelling. */
export interface Route {
  readonly kind: RequestKind;
  readonly name: string | null;
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
}

type Patterns = readonly (readonly [kind: RequestKind, pattern: RegExp])[];

const YAHOO: Patterns = [
  ["chart", /^\/v8\/finance\/chart\/(?<name>[^/]+)$/],
  ["crumb", /^\/v1\/test\/getcrumb$/],
  ["quote", /^\/v7\/finance\/quote$/],
  ["quote_summary", /^\/v10\/finance\/quoteSummary\/(?<name>[^/]+)$/],
  ["timeseries", /^\/ws\/fundamentals-timeseries\/v1\/finance\/timeseries\/(?<name>[^/]+)$/],
  ["search", /^\/v1\/finance\/search$/],
  ["cookie", /^\/(?:quote\/[^/]+\/?)?$/],
];
const POLYGON: Patterns = [
  ["grouped", /^\/v2\/aggs\/grouped\/locale\/us\/market\/stocks\/(?<from>[^/]+)$/],
  ["range", /^\/v2\/aggs\/ticker\/(?<name>[^/]+)\/range\/1\/day\/(?<from>[^/]+)\/(?<to>[^/]+)$/],
  ["splits", /^\/v3\/reference\/splits$/],
  ["dividends", /^\/v3\/reference\/dividends$/],
  ["details", /^\/v3\/reference\/tickers\/(?<name>[^/]+)$/],
  ["financials", /^\/vX\/reference\/financials$/],
];
const FMP: Patterns = [
  ["fmp_prices", /^\/stable\/historical-price-eod\/full$/],
  ["fmp_dividends", /^\/stable\/dividends$/],
  ["fmp_splits", /^\/stable\/splits$/],
  ["fmp_profile", /^\/stable\/profile$/],
  ["fmp_statement", /^\/stable\/(?:income-statement|balance-sheet-statement|cash-flow-statement)$/],
];
const PATTERNS: Readonly<Record<Provider, Patterns>> = {
  yahoo: YAHOO,
  yahooquery: YAHOO,
  polygon: POLYGON,
  fmp: FMP,
};

/** Where a query names its symbol, if the path does not. */
export function symbolParameter(kind: RequestKind): string {
  if (kind === "quote") return "symbols";
  if (kind === "search") return "q";
  return kind.startsWith("fmp_") ? "symbol" : "ticker";
}

/** Reads what a URL asks of a provider; the other providers' paths are `other`. */
export function routeOf(url: URL, provider: Provider): Route {
  const asked = url.searchParams;
  for (const [kind, pattern] of PATTERNS[provider]) {
    const match = pattern.exec(url.pathname);
    if (match === null) continue;
    const { name, from = asked.get("from") ?? "", to = asked.get("to") ?? "" } = match.groups ?? {};
    return {
      kind,
      name: name === undefined ? asked.get(symbolParameter(kind)) : decodeURIComponent(name),
      from: tryIsoDate(from),
      to: tryIsoDate(to),
    };
  }
  return { kind: "other", name: null, from: null, to: null };
}
