import { addDays, fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import type { SymbolName } from "../symbol.ts";
import type { AnswerBar, PriceAnswer } from "./answer.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import { ListedPrices } from "./listed-prices.ts";
import type { Outcome } from "./outcome.ts";
import { type ActionLists, PolygonClient, tickerOf } from "./polygon-client.ts";
import type { Aggregate } from "./polygon-json.ts";
import { planPolygon } from "./polygon-plan.ts";
import type { FetchContext, PriceQuery, Told } from "./provider.ts";
import { sideBySide } from "./side-by-side.ts";

const dayOf = ({ t }: Aggregate): IsoDate => fromEpochDay(newYorkDayAt(t));

const barOf = (aggregate: Aggregate): AnswerBar => ({
  day: dayOf(aggregate),
  open: aggregate.o ?? null,
  high: aggregate.h ?? null,
  low: aggregate.l ?? null,
  close: aggregate.c ?? null,
  volume: aggregate.v ?? null,
  adjusted: null,
});

/**
 * Polygon, now also called Massive: bars as they traded. Where many symbols lack few days, it is asked for the whole market,
 * one request a day; else symbol by symbol.
 */
export class Polygon extends ListedPrices {
  readonly id = "polygon";
  readonly #client: PolygonClient;

  constructor(http: ProviderHttp, key: string, width: number) {
    super(http, width);
    this.#client = new PolygonClient(http, key);
  }

  cost(queries: readonly PriceQuery[]): number {
    return planPolygon(queries).requests;
  }

  async fetch<Q extends PriceQuery>(
    queries: readonly Q[],
    told: Told<Q>,
    { now, signal }: FetchContext,
  ): Promise<void> {
    const today = fromEpochDay(newYorkDayAt(now));
    const patience = this.http.stage(signal);
    const { byDay, days, byTicker } = planPolygon(queries);
    if (byDay.length > 0) await this.#byDay(byDay, days, told, today, patience);
    await sideBySide(byTicker, this.width, async (query) => {
      await told(query, await this.#one(query, today, patience));
    });
  }

  async #byDay<Q extends PriceQuery>(
    queries: readonly Q[],
    days: readonly IsoDate[],
    told: Told<Q>,
    today: IsoDate,
    patience: Patience,
  ): Promise<void> {
    const from = days.at(-1) as IsoDate;
    const actions = await this.#client.actions(null, from, today, patience);
    const markets = new Map<IsoDate, ReadonlyMap<string, Aggregate>>();
    let fault: Outcome | null = "kind" in actions ? actions : null;
    for (const day of fault === null ? days : []) {
      const market = await this.#client.marketDay(day, patience);
      if ("kind" in market) {
        fault = market;
        break;
      }
      markets.set(day, new Map(market.map((each) => [each.T ?? "", each])));
    }
    for (const query of queries) {
      const known = query.sessions.filter((session) => markets.has(session));
      if ("kind" in actions || known.length === 0) await told(query, fault as Outcome);
      else await told(query, outcomeOfDays(query, known, markets, today, actions));
    }
  }

  async #one({ symbol, from, whole }: PriceQuery, today: IsoDate, patience: Patience): Promise<Outcome> {
    const ticker = tickerOf(symbol);
    const bars = await this.#client.range(ticker, from, today, patience);
    if ("kind" in bars) return bars;
    if (bars.length === 0 && whole) return this.http.tell("not_found", `no bar of ${ticker} since ${from}`);
    if (bars.length === 0) return { kind: "nothing_new", answer: null };
    const actions = await this.#client.actions(ticker, addDays(from, 1), today, patience);
    if ("kind" in actions) return actions;
    return { kind: "bars", answer: answerOf(symbol, from, null, today, bars.map(barOf), actions) };
  }
}

function answerOf(
  symbol: SymbolName,
  from: IsoDate,
  days: ReadonlySet<IsoDate> | null,
  today: IsoDate,
  bars: readonly AnswerBar[],
  { splits, dividends }: ActionLists,
): PriceAnswer {
  const ticker = tickerOf(symbol);
  return {
    symbol,
    basis: "as_traded",
    single: false,
    currency: "USD",
    type: null,
    firstTrade: null,
    lastTrade: null,
    today,
    from,
    days,
    bars,
    splits: splits.get(ticker) ?? [],
    dividends: dividends.get(ticker) ?? [],
  };
}

function outcomeOfDays(
  { symbol }: PriceQuery,
  days: readonly IsoDate[],
  markets: ReadonlyMap<IsoDate, ReadonlyMap<string, Aggregate>>,
  today: IsoDate,
  actions: ActionLists,
): Outcome {
  const ticker = tickerOf(symbol);
  const found = days.flatMap((day) => markets.get(day)?.get(ticker) ?? []);
  const bars = found.map(barOf).filter(({ day }) => days.includes(day));
  const answer = answerOf(symbol, days[0] as IsoDate, new Set(days), today, bars, actions);
  return bars.length === 0 ? { kind: "nothing_new", answer } : { kind: "bars", answer };
}
