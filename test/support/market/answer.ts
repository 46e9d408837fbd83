import { type IsoDate, tryIsoDate } from "../../../src/platform/iso-date.ts";

/** Which provider a server stands in for. yahooquery asks the same hosts as Yahoo's other clients. */
export type Provider = "yahoo" | "yahooquery" | "polygon";

/** What a request is for. */
export type RequestKind =
  | "chart"
  | "crumb"
  | "cookie"
  | "quote"
  | "grouped"
  | "range"
  | "splits"
  | "dividends"
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

const PATTERNS: readonly (readonly [kind: RequestKind, pattern: RegExp])[] = [
  ["chart", /^\/v8\/finance\/chart\/(?<name>[^/]+)$/],
  ["crumb", /^\/v1\/test\/getcrumb$/],
  ["quote", /^\/v7\/finance\/quote$/],
  ["cookie", /^\/(?:quote\/[^/]+\/?)?$/],
  ["grouped", /^\/v2\/aggs\/grouped\/locale\/us\/market\/stocks\/(?<from>[^/]+)$/],
  ["range", /^\/v2\/aggs\/ticker\/(?<name>[^/]+)\/range\/1\/day\/(?<from>[^/]+)\/(?<to>[^/]+)$/],
  ["splits", /^\/v3\/reference\/splits$/],
  ["dividends", /^\/v3\/reference\/dividends$/],
];
const OF_POLYGON: readonly RequestKind[] = ["grouped", "range", "splits", "dividends"];

/** Reads what a URL asks of a provider; the other provider's paths are `other`. */
export function routeOf(url: URL, provider: Provider): Route {
  for (const [kind, pattern] of PATTERNS) {
    const match = pattern.exec(url.pathname);
    if (match === null || OF_POLYGON.includes(kind) !== (provider === "polygon")) continue;
    const { name, from = "", to = "" } = match.groups ?? {};
    const asked = url.searchParams.get(kind === "quote" ? "symbols" : "ticker");
    return {
      kind,
      name: name === undefined ? asked : decodeURIComponent(name),
      from: tryIsoDate(from),
      to: tryIsoDate(to),
    };
  }
  return { kind: "other", name: null, from: null, to: null };
}
