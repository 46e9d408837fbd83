import { fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import type { AnswerDividend } from "./answer.ts";
import { FmpClient } from "./fmp-client.ts";
import type { FmpDividend } from "./fmp-json.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import { ListedPrices } from "./listed-prices.ts";
import type { Outcome } from "./outcome.ts";
import type { FetchContext, PriceQuery, Told } from "./provider.ts";
import { sideBySide } from "./side-by-side.ts";

/** Bars, splits and dividends. */
const REQUESTS = 3;

/** Financial Modeling Prep: bars adjusted for splits, in cents, symbol by symbol. Its share classes have hyphens, as here. */
export class Fmp extends ListedPrices {
  readonly id = "fmp";
  readonly #client: FmpClient;

  constructor(http: ProviderHttp, key: string, width: number) {
    super(http, width);
    this.#client = new FmpClient(http, key);
  }

  cost(queries: readonly PriceQuery[]): number {
    return queries.length * REQUESTS;
  }

  async fetch<Q extends PriceQuery>(
    queries: readonly Q[],
    told: Told<Q>,
    { now, signal }: FetchContext,
  ): Promise<void> {
    const today = fromEpochDay(newYorkDayAt(now));
    const patience = this.http.stage(signal);
    await sideBySide(queries, this.width, async (query) => {
      await told(query, await this.#one(query, today, patience));
    });
  }

  async #one({ symbol, from, whole }: PriceQuery, today: IsoDate, patience: Patience): Promise<Outcome> {
    const bars = await this.#client.bars(symbol, from, today, patience);
    if ("kind" in bars) return bars;
    // Whether it knows the symbol, an empty list does not tell.
    if (bars.length === 0 && whole) return this.http.tell("not_found", `no bar of ${symbol} since ${from}`);
    if (bars.length === 0) return { kind: "nothing_new", answer: null };
    const splits = await this.#client.splits(symbol, patience);
    if ("kind" in splits) return splits;
    const dividends = await this.#client.dividends(symbol, patience);
    if ("kind" in dividends) return dividends;
    return {
      kind: "bars",
      answer: {
        symbol,
        basis: "split_adjusted",
        single: false,
        currency: "USD",
        type: null,
        firstTrade: null,
        lastTrade: null,
        today,
        from,
        days: null,
        bars: bars.map(({ date: day, open, high, low, close, volume }) => {
          return { day, open, high, low, close, volume, adjusted: null };
        }),
        splits: splits.map(({ date: exDate, numerator, denominator }) => ({
          exDate,
          numerator,
          denominator,
        })),
        dividends: dividends.flatMap(dividendOf),
      },
    };
  }
}

/** Old dividends often have no amount as paid, or one of 0. */
function dividendOf({
  date: exDate,
  adjDividend: amount,
  dividend: paid,
}: FmpDividend): readonly AnswerDividend[] {
  if (amount === null || amount <= 0) return [];
  return [{ exDate, amount, ...(paid !== null && paid > 0 ? { paid } : {}) }];
}
