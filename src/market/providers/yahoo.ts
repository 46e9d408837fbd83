import type { ChartQuestion } from "./chart-answer.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import type { Outcome } from "./outcome.ts";
import { chartPeriod, YahooCharts } from "./yahoo-charts.ts";
import { YahooLibrary } from "./yahoo-library.ts";

/** Yahoo through yahoo-finance2: its chart, which needs no crumb, so that prices come however the crumbs fare. */
export class Yahoo extends YahooCharts {
  readonly id = "yahoo";
  readonly #library: YahooLibrary;

  constructor(http: ProviderHttp, width: number) {
    super(http, width);
    this.#library = new YahooLibrary(http, width);
  }

  protected async chart(question: ChartQuestion, patience: Patience): Promise<Outcome> {
    const { symbol, from, now } = question;
    const options = {
      ...chartPeriod(from, now),
      interval: "1d",
      events: "div|split",
      includePrePost: false,
      return: "object",
    } as const;
    const answer = await this.#library.ask(
      (client, module) => client.chart(symbol, options, module),
      patience,
    );
    if ("kind" in answer) return answer;
    if (answer.complaint !== null) return this.http.tell("malformed", answer.complaint);
    return this.outcomeOf(answer.made, question);
  }
}
