import { type SymbolName, trySymbol } from "../symbol.ts";
import type { ProfileOutcome } from "./fundamentals-provider.ts";
import { quoteAnswer, readQuote } from "./quote-answer.ts";
import { placeOf } from "./yahoo-field.ts";
import type { YahooRoad, YahooStage } from "./yahoo-road.ts";

/** Quotes that are asked for with one request. */
const QUOTES_A_REQUEST = 100;

/** What quotes tell of some symbols, by symbol: what the market pays, and when earnings are told. */
export async function quotesOf(
  road: YahooRoad,
  symbols: readonly SymbolName[],
  stage: YahooStage,
): Promise<ReadonlyMap<SymbolName, ProfileOutcome>> {
  const outcomes = new Map<SymbolName, ProfileOutcome>();
  for (let from = 0; from < symbols.length; from += QUOTES_A_REQUEST) {
    const part = symbols.slice(from, from + QUOTES_A_REQUEST);
    const told = await quotedOf(road, part, stage);
    for (const symbol of part) outcomes.set(symbol, told(symbol));
  }
  return outcomes;
}

async function quotedOf(
  road: YahooRoad,
  symbols: readonly SymbolName[],
  { withCrumb, today }: YahooStage,
): Promise<(symbol: SymbolName) => ProfileOutcome> {
  const answered = await road.quotes(symbols, withCrumb);
  if (answered.kind !== "answer") return () => ({ valuation: answered });
  const parsed = quoteAnswer.safeParse(answered.body);
  if (!parsed.success) {
    const fault = road.withCrumb.tell("malformed", placeOf(parsed.error, "the answer"));
    return () => ({ valuation: fault });
  }
  const { result } = parsed.data.quoteResponse;
  const found = new Map(result.map((quote) => [trySymbol(quote.symbol), quote]));
  return (symbol) => {
    const quote = found.get(symbol);
    if (quote === undefined) return { valuation: { kind: "not_found", detail: `no quote of ${symbol}` } };
    const { valuation, earningsDates } = readQuote(quote, today);
    return { valuation, earnings_dates: earningsDates };
  };
}
