import type { Frequency } from "../../../db/schema/words.ts";
import type { SymbolName } from "../symbol.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp, Reply } from "./http.ts";
import type { SummaryModule } from "./summary-json.ts";
import { timeseriesTypes } from "./timeseries-answer.ts";
import { YahooCrumb } from "./yahoo-crumb.ts";
import { YAHOO_HEADERS } from "./yahoo-headers.ts";
import type { Answered, Period, StatementRequest, YahooRoad } from "./yahoo-road.ts";

const HOST = "https://query2.finance.yahoo.com";
const OK = 200;
const NOT_FOUND = 404;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const COMMON = { formatted: "false", lang: "en-US", region: "US" } as const;

/**
 * The road of the Python library yahooquery: plain requests to the query host with cookies and a crumb of its own, no library
 * in between. A time series may carry lines of all frequencies, so that one request brings all statements.
 */
export class YahooQueryRoad implements YahooRoad {
  readonly id = "yahooquery";
  readonly withCrumb: ProviderHttp;
  readonly plain: ProviderHttp;
  readonly width: number;
  readonly search = null;
  readonly #crumb: YahooCrumb;

  constructor(plain: ProviderHttp, withCrumb: ProviderHttp, width: number) {
    this.plain = plain;
    this.withCrumb = withCrumb;
    this.width = width;
    this.#crumb = new YahooCrumb(withCrumb);
  }

  quotes(symbols: readonly SymbolName[], patience: Patience): Promise<Answered> {
    return this.#withCrumb("/v7/finance/quote", { ...COMMON, symbols: symbols.join(",") }, patience);
  }

  summary(symbol: SymbolName, modules: readonly SummaryModule[], patience: Patience): Promise<Answered> {
    const path = `/v10/finance/quoteSummary/${encodeURIComponent(symbol)}`;
    return this.#withCrumb(path, { ...COMMON, modules: modules.join(",") }, patience);
  }

  requests(frequencies: readonly Frequency[]): readonly StatementRequest[] {
    return [{ frequencies, part: "all" }];
  }

  async statements(
    symbol: SymbolName,
    { frequencies }: StatementRequest,
    { period1, period2 }: Period,
    patience: Patience,
  ): Promise<Answered> {
    const path = `/ws/fundamentals-timeseries/v1/finance/timeseries/${encodeURIComponent(symbol)}`;
    const query = new URLSearchParams({
      symbol,
      type: frequencies.flatMap(timeseriesTypes).join(","),
      period1: String(period1),
      period2: String(period2),
      merge: "false",
      lang: "en-US",
      region: "US",
    });
    const reply = await this.plain.get(`${HOST}${path}?${query}`, YAHOO_HEADERS, patience);
    return "kind" in reply ? reply : answered(reply, this.plain);
  }

  /** Asks for what needs a crumb; one that is refused is fetched anew once. */
  async #withCrumb(
    path: string,
    query: Readonly<Record<string, string>>,
    patience: Patience,
  ): Promise<Answered> {
    for (let attempt = 0; ; attempt++) {
      const held = await this.#crumb.get(patience);
      if ("kind" in held) return held;
      const url = `${HOST}${path}?${new URLSearchParams({ ...query, crumb: held.crumb })}`;
      const reply = await this.withCrumb.get(url, { ...YAHOO_HEADERS, cookie: held.cookie }, patience);
      if ("kind" in reply) return reply;
      if (reply.status !== UNAUTHORIZED) {
        this.#crumb.proven();
        return answered(reply, this.withCrumb);
      }
      if (attempt > 0 || !(await this.#crumb.refused(held)))
        return this.withCrumb.tell("refused", `status ${UNAUTHORIZED}: the crumb is not accepted`);
    }
  }
}

function answered({ status, text }: Reply, http: ProviderHttp): Answered {
  if (status === UNAUTHORIZED || status === FORBIDDEN) return http.tell("refused", `status ${status}`);
  const said = /"description"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? null;
  // Yahoo says in words that it knows no such name; a page that is missing says nothing of a symbol.
  if (status === NOT_FOUND && said !== null) return http.tell("not_found", said);
  if (status !== OK) return http.tell("malformed", `status ${status}`);
  try {
    return { kind: "answer", body: JSON.parse(text) as unknown };
  } catch {
    return http.tell("malformed", "not JSON");
  }
}
