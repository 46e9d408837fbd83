import type { Recording } from "../../support/market/recorded-server.ts";
import { entriesOf, fileOf, quotesIn, recorded, timeseriesOf } from "./recorded-answers.ts";

/** What is asked for, with the symbols that it is asked for of. */
export interface AskedPage {
  readonly kind: "quote" | "summary" | "timeseries" | "search" | "chart";
  readonly symbols: readonly string[];
  readonly query: URLSearchParams;
}

/** Answers what is asked; null where there is nothing to answer with. */
export type Answering = (asked: AskedPage) => Recording | null;

const KINDS: readonly (readonly [RegExp, AskedPage["kind"]])[] = [
  [/^\/v7\/finance\/quote$/, "quote"],
  [/^\/v10\/finance\/quoteSummary\/([^/]+)$/, "summary"],
  [/^\/ws\/fundamentals-timeseries\/v1\/finance\/timeseries\/([^/]+)$/, "timeseries"],
  [/^\/v1\/finance\/search$/, "search"],
  [/^\/v8\/finance\/chart\/([^/]+)$/, "chart"],
];
const WITH_CRUMB: ReadonlySet<AskedPage["kind"]> = new Set<AskedPage["kind"]>(["quote", "summary"]);
const UNAUTHORIZED = 401;

/** What Yahoo says to a crumb that it does not accept. */
const INVALID_CRUMB = {
  finance: { result: null, error: { code: "Unauthorized", description: "Invalid Crumb" } },
};

/**
 * Yahoo on 127.0.0.1, as far as it was recorded: a page that sets a cookie, crumbs that belong to it, and answers that want
 * one or none. `await using` ends it.
 */
export class YahooReplay implements AsyncDisposable {
  /** What was asked for, in the order in which it came. */
  readonly asked: AskedPage[] = [];
  /** Which crumbs are accepted; all that were given, unless said. */
  accepts: (crumb: string) => boolean = () => true;
  /** The page that sets the cookie does not come before this has been fulfilled. */
  page: Promise<void> = Promise.resolve();
  /** A crumb is not refused before this has been fulfilled. */
  refusal: Promise<void> = Promise.resolve();
  #crumbs = 0;
  readonly #answering: Answering;
  readonly #server: Bun.Server<undefined>;

  constructor(answering: Answering) {
    this.#answering = answering;
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch: (request) => this.#answer(new URL(request.url), request.headers),
    });
  }

  /** http://127.0.0.1:port */
  get origin(): string {
    return this.#server.url.origin;
  }

  /** How many crumbs were given. */
  get crumbs(): number {
    return this.#crumbs;
  }

  /** How often something was asked for. */
  countOf(kind: AskedPage["kind"]): number {
    return this.asked.filter((each) => each.kind === kind).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  async #answer({ pathname, searchParams: query }: URL, headers: Headers): Promise<Response> {
    if (pathname === "/v1/test/getcrumb") {
      if (!headers.get("cookie")?.includes("A3=")) return new Response("no cookie", { status: UNAUTHORIZED });
      this.#crumbs += 1;
      return new Response(`crumb/${this.#crumbs}`, { headers: { "content-type": "text/plain" } });
    }
    for (const [path, kind] of KINDS) {
      const match = path.exec(pathname);
      if (match === null) continue;
      const named = match[1] === undefined ? null : decodeURIComponent(match[1]);
      const symbols = (named ?? query.get("symbols") ?? query.get("q") ?? "").split(",");
      const asked = { kind, symbols, query };
      this.asked.push(asked);
      if (WITH_CRUMB.has(kind) && !this.#isGiven(query.get("crumb"))) {
        await this.refusal;
        return Response.json(INVALID_CRUMB, { status: UNAUTHORIZED });
      }
      return responseOf(this.#answering(asked));
    }
    // Whatever page is opened sets the cookie.
    await this.page;
    return new Response("<html></html>", {
      headers: {
        "content-type": "text/html",
        "set-cookie": "A3=d; Path=/; Domain=.yahoo.com; Max-Age=31536000",
      },
    });
  }

  #isGiven(crumb: string | null): boolean {
    const given = /^crumb\/(\d+)$/.exec(crumb ?? "");
    return given !== null && Number(given[1]) <= this.#crumbs && this.accepts(crumb ?? "");
  }
}

function responseOf(recording: Recording | null): Response {
  if (recording === null) return new Response("Not recorded", { status: 404 });
  const { status, contentType, body } = recording;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "content-type": contentType } });
}

/** Answers with what was recorded: whole summaries, quotes of all symbols together, time series by their part and frequency. */
export const asRecorded: Answering = ({ kind, symbols: [symbol = "", ...others], query }) => {
  switch (kind) {
    case "quote": {
      const quotes = [symbol, ...others].flatMap((each) => quotesIn(recorded(fileOf.quote(each))));
      return { ...recorded(fileOf.quote(symbol)), body: { quoteResponse: { result: quotes, error: null } } };
    }
    case "summary":
      return recorded(fileOf.summary(symbol));
    case "search":
      return recorded(fileOf.search(symbol));
    case "timeseries":
      return timeseriesAsked(symbol, query.get("type")?.split(",") ?? []);
    default:
      return null;
  }
};

/** A line of each kind of statement, by which the library's requests are told apart. */
const SIGNS = {
  TotalRevenue: "financials",
  TotalAssets: "balance-sheet",
  OperatingCashFlow: "cash-flow",
} as const;

function timeseriesAsked(symbol: string, types: readonly string[]): Recording {
  const parts = Object.entries(SIGNS).flatMap(([line, part]) =>
    ["annual", "quarterly", "trailing"]
      .filter((frequency) => types.includes(`${frequency}${line}`))
      .map((frequency) => ({ part, frequency })),
  );
  const frequencies = [...new Set(parts.map(({ frequency }) => frequency))];
  const isWhole = new Set(parts.map(({ part }) => part)).size > 1;
  const files = isWhole ? frequencies.map((frequency) => ({ part: "all", frequency })) : parts;
  return timeseriesOf(files.flatMap(({ part, frequency }) => entriesIn(symbol, part, frequency)));
}

/** Of others than Apple only the quarters' income statements were recorded; of nobody sums of twelve months. */
function entriesIn(symbol: string, part: string, frequency: string) {
  if (frequency === "trailing") return [];
  if (symbol === "AAPL") return entriesOf(recorded(fileOf.timeseries(symbol, part, frequency)));
  if (frequency === "annual" || part === "balance-sheet" || part === "cash-flow") return [];
  return entriesOf(recorded(fileOf.timeseries(symbol, "financials", frequency)));
}
