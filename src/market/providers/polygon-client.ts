import type { z } from "zod";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";
import type { AnswerDividend, AnswerSplit } from "./answer.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import type { Fault } from "./outcome.ts";
import {
  type Aggregate,
  aggregates,
  dividends,
  financials,
  type Page,
  type Report,
  splits,
  type TickerDetails,
  tickerDetails,
} from "./polygon-json.ts";
import { readJson } from "./read-json.ts";

const HOST = "https://api.polygon.io";
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const MOST_BARS = "50000";
const MOST_ACTIONS = "1000";
const MOST_REPORTS = "100";
/** No list that is asked for here is longer; a provider that always tells of another page ends all the same. */
const MOST_PAGES = 50;
/** Of another ticker than was asked for so much is told. */
const LONGEST_TICKER = 24;

/** Share classes have a dot at Polygon: BRK-B is BRK.B there. */
export const tickerOf = (symbol: SymbolName): string => symbol.replace("-", ".");

/** Actions of many tickers, by ticker as Polygon writes it. */
export interface ActionLists {
  readonly splits: ReadonlyMap<string, readonly AnswerSplit[]>;
  readonly dividends: ReadonlyMap<string, readonly AnswerDividend[]>;
}

/** Polygon's requests, each answered with what was asked for or with a fault. */
export class PolygonClient {
  readonly #http: ProviderHttp;
  readonly #headers: { readonly authorization: string };

  constructor(http: ProviderHttp, key: string) {
    this.#http = http;
    // In a header a key is in no URL, and so in no log of a proxy.
    this.#headers = { authorization: `Bearer ${key}` };
  }

  /** As-traded bars of the whole market on a day. */
  async marketDay(day: IsoDate, patience: Patience): Promise<readonly Aggregate[] | Fault> {
    return this.#bars(`/v2/aggs/grouped/locale/us/market/stocks/${day}`, {}, null, patience);
  }

  /** As-traded bars of one ticker from one day through another. */
  async range(ticker: string, from: IsoDate, to: IsoDate, patience: Patience) {
    const path = `/v2/aggs/ticker/${encodeURIComponent(ticker)}/range/1/day/${from}/${to}`;
    return this.#bars(path, { sort: "asc", limit: MOST_BARS }, ticker, patience);
  }

  /** Splits and cash dividends going ex from one day through another: of one ticker, or of all (null). */
  async actions(ticker: string | null, from: IsoDate, to: IsoDate, patience: Patience) {
    const query = { ...(ticker === null ? {} : { ticker }), limit: MOST_ACTIONS };
    const splitRange = { "execution_date.gte": from, "execution_date.lte": to };
    const split = await this.#pages("/v3/reference/splits", { ...query, ...splitRange }, splits, patience);
    if ("kind" in split) return split;
    const dividendRange = { "ex_dividend_date.gte": from, "ex_dividend_date.lte": to };
    const paid = await this.#pages(
      "/v3/reference/dividends",
      { ...query, ...dividendRange },
      dividends,
      patience,
    );
    if ("kind" in paid) return paid;
    const cash = paid.filter(
      ({ cash_amount: amount, currency }) => amount > 0 && (currency ?? "USD") === "USD",
    );
    return {
      splits: byTicker(split, ({ execution_date: exDate, split_to: numerator, split_from: denominator }) => ({
        exDate,
        numerator,
        denominator,
      })),
      dividends: byTicker(cash, ({ ex_dividend_date: exDate, cash_amount: amount }) => ({ exDate, amount })),
    } satisfies ActionLists;
  }

  /** Facts of a ticker as of now. */
  async details(ticker: string, patience: Patience): Promise<TickerDetails | Fault> {
    const url = `${HOST}/v3/reference/tickers/${encodeURIComponent(ticker)}`;
    const page = await this.#page(url, tickerDetails, patience);
    if ("kind" in page) return page;
    const { results } = page;
    if (results.ticker === ticker) return results;
    return this.#http.tell("malformed", `ticker is ${results.ticker.slice(0, LONGEST_TICKER)}`);
  }

  /** A company's reports on periods that end on or after a day, the newest first. */
  async reports(
    ticker: string,
    timeframe: "annual" | "quarterly" | "ttm",
    since: IsoDate,
    patience: Patience,
  ): Promise<readonly Report[] | Fault> {
    const range = { "period_of_report_date.gte": since, sort: "period_of_report_date", order: "desc" };
    const query = { ticker, timeframe, ...range, limit: MOST_REPORTS };
    return this.#pages("/vX/reference/financials", query, financials, patience);
  }

  async #bars(
    path: string,
    query: Readonly<Record<string, string>>,
    asked: string | null,
    patience: Patience,
  ): Promise<readonly Aggregate[] | Fault> {
    const page = await this.#page(this.#url(path, { adjusted: "false", ...query }), aggregates, patience);
    if ("kind" in page) return page;
    if (page.adjusted)
      return this.#http.tell("malformed", "adjusted: true, though bars as they traded were asked for");
    const { ticker = asked, results = [] } = page;
    if (asked !== null && ticker !== asked)
      return this.#http.tell("malformed", `ticker is ${ticker?.slice(0, LONGEST_TICKER)}`);
    return results;
  }

  async #pages<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: z.ZodType<Page<T>>,
    patience: Patience,
  ): Promise<readonly T[] | Fault> {
    const found: T[] = [];
    let url = this.#url(path, query);
    for (let count = 0; count < MOST_PAGES; count++) {
      const page = await this.#page(url, schema, patience);
      if ("kind" in page) return page;
      found.push(...(page.results ?? []));
      if (page.next_url === undefined) return found;
      if (!URL.canParse(page.next_url)) return this.#http.tell("malformed", "next_url: not an address");
      // The next page is asked for at the provider's own host, whatever the answer says.
      const { pathname, search } = new URL(page.next_url);
      url = `${HOST}${pathname}${search}`;
    }
    return this.#http.tell("malformed", `next_url: still more after ${MOST_PAGES} pages`);
  }

  async #page<T extends object>(url: string, schema: z.ZodType<T>, patience: Patience): Promise<T | Fault> {
    const reply = await this.#http.get(url, this.#headers, patience);
    if ("kind" in reply) return reply;
    const { status, text } = reply;
    if (status === UNAUTHORIZED || status === FORBIDDEN)
      return this.#http.tell("refused", `status ${status}: ${sentenceIn(text)}`);
    if (status === NOT_FOUND) return this.#http.tell("not_found", sentenceIn(text));
    const read = readJson(reply, schema);
    return read.fault === null ? read.value : this.#http.tell("malformed", read.fault);
  }

  #url(path: string, query: Readonly<Record<string, string>>): string {
    return `${HOST}${path}?${new URLSearchParams(query)}`;
  }
}

function byTicker<Row extends { readonly ticker: string }, T>(
  rows: readonly Row[],
  of: (row: Row) => T,
): ReadonlyMap<string, readonly T[]> {
  const groups = Map.groupBy(rows, ({ ticker }) => ticker);
  return new Map([...groups].map(([ticker, own]) => [ticker, own.map(of)]));
}

/** What an error's body says. */
function sentenceIn(text: string): string {
  return /"(?:error|message)"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? text;
}
