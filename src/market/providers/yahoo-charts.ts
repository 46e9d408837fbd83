import type { EpochMs } from "../../platform/clock.ts";
import { type IsoDate, toEpochDay } from "../../platform/iso-date.ts";
import { type ChartQuestion, readChart } from "./chart-answer.ts";
import type { Patience } from "./gate.ts";
import type { HttpStatus, ProviderHttp } from "./http.ts";
import type { Outcome } from "./outcome.ts";
import type { FetchContext, PriceProvider, PriceQuery, Told } from "./provider.ts";
import { sideBySide } from "./side-by-side.ts";

const DAY_SECONDS = 86_400;
const SECOND_MS = 1_000;

/** The bounds of a chart in seconds: from the day before the first, whatever the exchange's zone, to the real now. */
export function chartPeriod(from: IsoDate, now: EpochMs): { period1: number; period2: number } {
  return { period1: (toEpochDay(from) - 1) * DAY_SECONDS, period2: Math.ceil(now / SECOND_MS) };
}

/** Yahoo's charts, one symbol a request, whatever the road on which they are fetched. */
export abstract class YahooCharts implements PriceProvider {
  abstract readonly id: "yahoo" | "yahooquery";
  protected readonly http: ProviderHttp;
  /** How many symbols are in hand at once; the gate decides how many requests are under way. */
  protected readonly width: number;

  constructor(http: ProviderHttp, width: number) {
    this.http = http;
    this.width = width;
  }

  get status(): HttpStatus {
    return this.http.status;
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
    const patience = this.http.stage(signal);
    await sideBySide(queries, this.width, async (query) => {
      const { symbol, from } = query;
      await told(query, await this.chart({ symbol, from, now }, patience));
    });
  }

  /** Fetches the chart of one symbol. */
  protected abstract chart(question: ChartQuestion, patience: Patience): Promise<Outcome>;

  /** What a chart that has come tells. */
  protected outcomeOf(chart: unknown, question: ChartQuestion): Outcome {
    const { answer, fault } = readChart(chart, question);
    if (answer === null) return this.http.tell("malformed", fault);
    return answer.bars.length === 0 ? { kind: "nothing_new", answer } : { kind: "bars", answer };
  }
}
