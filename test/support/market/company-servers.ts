import { isoDate } from "../../../src/platform/iso-date.ts";
import type { Provider } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { madeCompanies } from "./made-companies.ts";
import { madeMarket } from "./made-market.ts";
import { ProviderServer } from "./provider-server.ts";

/** After the market's last close. */
export const NOW = Date.parse("2026-05-29T22:00:00Z");
const SPLIT = { exDate: isoDate("2026-03-04"), numerator: 3, denominator: 2 };
const PAID = [{ exDate: isoDate("2026-03-10"), amount: 0.25 }];
/** A share that was split and pays, one of two classes, funds, and what is no company. */
export const market = madeMarket({
  seed: 5,
  symbols: ["AAA", "BBB", "BRK-B", "SPY", "VTSAX", "EURUSD=X", "GC=F", "^TYX", "BTC-USD", "BARE"],
  from: isoDate("2025-01-02"),
  to: isoDate("2026-06-30"),
  dividends: { AAA: PAID },
  splits: { AAA: [SPLIT], "BRK-B": [SPLIT] },
});
/** The first three are companies; nobody knows more than the price of BARE. */
export const companies = madeCompanies(market, {
  seed: 1,
  count: 3,
  from: isoDate("2020-12-31"),
  to: isoDate("2026-06-30"),
});
const KEYS: Readonly<Record<Provider, Readonly<Record<string, string>>>> = {
  yahoo: {},
  yahooquery: {},
  polygon: { authorization: "Bearer TEST-KEY" },
  fmp: { apikey: "FMP-KEY" },
};
/** Where summaries and time series of a symbol are, and what opens summaries. */
export const SUMMARY = "/v10/finance/quoteSummary/";
export const SERIES = "/ws/fundamentals-timeseries/v1/finance/timeseries/";
export const CRUMB = "crumb=made.Crumb";

/** A server of a provider with all of these. */
export const serverOf = (provider: Provider) =>
  new ProviderServer({ provider, market, companies, now: () => NOW });

/** A path with the key of its provider. */
export async function asked(server: ProviderServer, path: string) {
  const response = await fetch(`${server.origin}${path}`, { headers: KEYS[server.provider] });
  return { status: response.status, text: await response.text() };
}

/** The JSON of an answer, in which a test reads wherever it wants. */
export async function bodyOf(server: ProviderServer, path: string) {
  return JSON.parse((await asked(server, path)).text);
}

/** What a server answers with a fault. */
export async function withFault(provider: Provider, path: string, fault: Fault) {
  await using server = serverOf(provider);
  server.fault = () => fault;
  return await asked(server, path);
}
