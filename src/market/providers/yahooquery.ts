import type { ChartQuestion } from "./chart-answer.ts";
import { chartAnswer } from "./chart-json.ts";
import type { Patience } from "./gate.ts";
import type { Reply } from "./http.ts";
import type { Outcome } from "./outcome.ts";
import { chartPeriod, YahooCharts } from "./yahoo-charts.ts";
import { YAHOO_HEADERS } from "./yahoo-headers.ts";

const HOST = "https://query1.finance.yahoo.com";
const NOT_FOUND = 404;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
/**
 * Yahoo's chart by the road of the Python library yahooquery: plain requests to the other query host, headers of its own,
 * no cookie, no crumb, no library in between, so that a break in one is not a break in both.
 */
export class YahooQuery extends YahooCharts {
  readonly id = "yahooquery";

  protected async chart(question: ChartQuestion, patience: Patience): Promise<Outcome> {
    const { symbol, from, now } = question;
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
    const reply = await this.http.get(url, YAHOO_HEADERS, patience);
    if ("kind" in reply) return reply;
    return this.#outcome(reply, question);
  }

  #outcome({ status, text }: Reply, question: ChartQuestion): Outcome {
    if (status === UNAUTHORIZED || status === FORBIDDEN) return this.http.tell("refused", `status ${status}`);
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return this.http.tell("malformed", `not JSON (status ${status})`);
    }
    const parsed = chartAnswer.safeParse(body);
    if (!parsed.success) return this.http.tell("malformed", `no chart in the answer (status ${status})`);
    const { result, error } = parsed.data.chart;
    const said = error?.description ?? error?.code ?? "";
    if (status === NOT_FOUND) return this.http.tell("not_found", said);
    if (error != null || result == null || result.length === 0)
      return this.http.tell("malformed", said === "" ? `chart.result is empty (status ${status})` : said);
    return this.outcomeOf(result[0], question);
  }
}
