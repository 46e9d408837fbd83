import type { EpochMs } from "../../platform/clock.ts";
import { type IsoDate, toEpochDay } from "../../platform/iso-date.ts";
import { type ChartQuestion, readChart } from "./chart-answer.ts";
import { chartAnswer } from "./chart-json.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp, Reply } from "./http.ts";
import type { Outcome } from "./outcome.ts";
import type { FetchContext, PriceProvider, PriceQuery, Told } from "./provider.ts";
import { sideBySide } from "./side-by-side.ts";

const HOST = "https://query1.finance.yahoo.com";
const DAY_SECONDS = 86_400;
const SECOND_MS = 1_000;
const NOT_FOUND = 404;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
/** What the page's own scripts send: without a browser's name Yahoo answers 429 at once. */
const HEADERS = {
  "user-agent":
    "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  accept: "application/json",
  "accept-language": "en-US,en;q=0.9",
};

/** The bounds of a chart in seconds: from the day before the first, whatever the exchange's zone, to the real now. */
export function chartPeriod(from: IsoDate, now: EpochMs): { period1: number; period2: number } {
  return { period1: (toEpochDay(from) - 1) * DAY_SECONDS, period2: Math.ceil(now / SECOND_MS) };
}

/**
 * Yahoo's chart by the road of the Python library yahooquery: plain requests to the other query host, headers of its own,
 * no cookie, no crumb, no library in between, so that a break in one is not a break in both.
 */
export class YahooQuery implements PriceProvider {
  readonly id = "yahooquery";
  readonly #http: ProviderHttp;
  readonly #width: number;

  /** @param width How many symbols are in hand at once; the gate decides how many requests are under way. */
  constructor(http: ProviderHttp, width: number) {
    this.#http = http;
    this.#width = width;
  }

  get status() {
    return this.#http.status;
  }

  supports(): boolean {
    return true;
  }

  cost(queries: readonly PriceQuery[]): number {
    return queries.length;
  }

  async fetch<Q extends PriceQuery>(
    queries: readonly Q[],
    told: Told<Q>,
    { now, signal }: FetchContext,
  ): Promise<void> {
    const patience = this.#http.stage(signal);
    await sideBySide(queries, this.#width, async (query) => {
      await told(query, await this.#chart(query, now, patience));
    });
  }

  async #chart({ symbol, from }: PriceQuery, now: EpochMs, patience: Patience): Promise<Outcome> {
    const { period1, period2 } = chartPeriod(from, now);
    const query = new URLSearchParams({
      period1: String(period1),
      period2: String(period2),
      interval: "1d",
      events: "div,split",
      includePrePost: "false",
      formatted: "false",
      lang: "en-US",
      region: "US",
    });
    const url = `${HOST}/v8/finance/chart/${encodeURIComponent(symbol)}?${query}`;
    const reply = await this.#http.get(url, HEADERS, patience);
    if ("kind" in reply) return reply;
    return outcomeOfChart(reply, { symbol, from, now }, this.#http);
  }
}

function outcomeOfChart({ status, text }: Reply, question: ChartQuestion, http: ProviderHttp): Outcome {
  if (status === UNAUTHORIZED || status === FORBIDDEN) return http.tell("refused", `status ${status}`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return http.tell("malformed", `not JSON (status ${status})`);
  }
  const parsed = chartAnswer.safeParse(body);
  if (!parsed.success) return http.tell("malformed", `no chart in the answer (status ${status})`);
  const { result, error } = parsed.data.chart;
  const said = error?.description ?? error?.code ?? "";
  if (status === NOT_FOUND) return http.tell("not_found", said);
  if (error != null || result == null || result.length === 0)
    return http.tell("malformed", said === "" ? `chart.result is empty (status ${status})` : said);
  const { answer, fault } = readChart(result[0], question);
  if (answer === null) return http.tell("malformed", fault);
  return answer.bars.length === 0 ? { kind: "nothing_new", answer } : { kind: "bars", answer };
}
