import type { Companies } from "./company.ts";
import type { Instrument, Market } from "./instrument.ts";
import { TYPE_WORDS } from "./yahoo-quote.ts";
import { snapshotOf } from "./yahoo-snapshot.ts";

const MOST_QUOTES = 6;
const BEST_SCORE = 2_000_000;
const TIMES = {
  totalTime: 83,
  timeTakenForQuotes: 426,
  timeTakenForNews: 700,
  timeTakenForAlgowatchlist: 400,
  timeTakenForPredefinedScreener: 400,
  timeTakenForCrunchbase: 400,
  timeTakenForNav: 400,
  timeTakenForResearchReports: 0,
  timeTakenForScreenerField: 0,
  timeTakenForCulturalAssets: 0,
  timeTakenForSearchLists: 0,
} as const;

/** Who is asked, and when (ms). */
export interface SearchView {
  readonly market: Market;
  readonly now: number;
  readonly companies: Companies | null;
}

function foundOf(instrument: Instrument, at: number, companies: Companies | null) {
  const { symbol, type, exchange } = instrument;
  const company = companies?.find(symbol) ?? null;
  const name = company?.name ?? companies?.fund(symbol)?.name ?? `${symbol} Incorporated`;
  return {
    exchange,
    shortname: symbol,
    quoteType: type,
    symbol,
    index: "quotes",
    score: BEST_SCORE - at,
    typeDisp: TYPE_WORDS[type],
    longname: name,
    exchDisp: exchange,
    ...(company === null
      ? {}
      : {
          sector: company.sector,
          sectorDisp: company.sector,
          industry: company.industry,
          industryDisp: company.industry,
          dispSecIndFlag: true,
        }),
    isYahooFinance: true,
  };
}

/** What `/v1/finance/search` answers: the symbol itself first, then others that begin with the same letters. */
export function yahooSearch(text: string, { market, now, companies }: SearchView) {
  const others = market.symbols.filter((symbol) => symbol !== text && symbol.startsWith(text));
  const quotes = [text, ...others].slice(0, MOST_QUOTES).flatMap((symbol, at) => {
    const instrument = market.find(symbol);
    if (instrument === null || snapshotOf(instrument, { now }) === null) return [];
    return [foundOf(instrument, at, companies)];
  });
  const rest = { news: [], nav: [], lists: [], researchReports: [], screenerFieldResults: [] };
  return { explains: [], count: quotes.length, quotes, ...rest, ...TIMES };
}
