import { type Answer, json } from "./answer.ts";
import type { Companies } from "./company.ts";
import type { Instrument } from "./instrument.ts";
import type { ChartView } from "./yahoo-chart.ts";
import {
  assetProfile,
  calendarEvents,
  companyProfile,
  earningsTrend,
  financialData,
  secFilings,
} from "./yahoo-company-modules.ts";
import { coinProfile, fundAddress, fundProfile, topHoldings } from "./yahoo-fund-modules.ts";
import {
  bareStatistics,
  companyStatistics,
  fundStatistics,
  priceModule,
  quoteType,
  summaryDetail,
} from "./yahoo-market-modules.ts";
import { snapshotOf } from "./yahoo-snapshot.ts";

/** A module of a summary; what is in it depends on the kind of instrument. */
export type SummaryModules = Readonly<Record<string, object>>;

/** All modules that Yahoo has of an instrument at a view's instant; null when it does not have the instrument. */
export function summaryModules(
  instrument: Instrument | null,
  view: Pick<ChartView, "now" | "distortions">,
  companies: Companies | null,
): SummaryModules | null {
  const snapshot = snapshotOf(instrument, view);
  if (instrument === null || snapshot === null) return null;
  const { now } = view;
  const company = companies?.find(instrument.symbol) ?? null;
  const fund = companies?.fund(instrument.symbol) ?? null;
  const ofAll = {
    summaryDetail: summaryDetail(instrument, snapshot, company, now),
    quoteType: quoteType(instrument, snapshot),
    price: priceModule(instrument, snapshot, company, now),
  };
  if (company !== null) {
    return {
      ...ofAll,
      assetProfile: assetProfile(company, snapshot.today),
      summaryProfile: companyProfile(company),
      defaultKeyStatistics: companyStatistics(company, snapshot, now),
      financialData: financialData(company, snapshot, now),
      earningsTrend: earningsTrend(company, now),
      calendarEvents: calendarEvents(company, snapshot, now),
      ...(instrument.calendar === "XNYS" ? { secFilings: secFilings(company, now) } : {}),
    };
  }
  if (fund !== null) {
    return {
      ...ofAll,
      assetProfile: fundAddress,
      summaryProfile: fundAddress,
      defaultKeyStatistics: fundStatistics(fund, snapshot),
      fundProfile: fundProfile(fund),
      topHoldings: topHoldings(fund),
    };
  }
  if (instrument.type === "CRYPTOCURRENCY") {
    const profile = coinProfile(instrument);
    return { ...ofAll, assetProfile: profile, summaryProfile: profile };
  }
  return instrument.type === "INDEX" ? { ...ofAll, defaultKeyStatistics: bareStatistics(snapshot) } : ofAll;
}

/** Yahoo's refusal to tell of a symbol that it does not know. */
export function summaryNotFound(symbol: string): Answer {
  return notFound(`Quote not found for symbol: ${symbol}`);
}

function notFound(description: string): Answer {
  return json(404, { quoteSummary: { result: null, error: { code: "Not Found", description } } });
}

/** What `/v10/finance/quoteSummary/{symbol}` answers: of the asked modules those that there are. */
export function summaryAnswer(symbol: string, asked: string, modules: SummaryModules | null): Answer {
  if (modules === null) return summaryNotFound(symbol);
  const found = asked.split(",").flatMap((name) => {
    const told = modules[name];
    return told === undefined ? [] : [[name, told] as const];
  });
  if (found.length === 0) return notFound(`No fundamentals data found for any of the summaryTypes=${asked}`);
  return json(200, { quoteSummary: { result: [Object.fromEntries(found)], error: null } });
}
