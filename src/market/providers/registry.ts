import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { Config } from "../../platform/config.ts";
import type { Ports } from "../../platform/ports.ts";
import type { SettingKey } from "../../platform/settings.ts";
import { DailyQuota, type QuotaStore } from "./daily-quota.ts";
import { Fmp } from "./fmp.ts";
import { FmpFundamentals } from "./fmp-fundamentals.ts";
import type { FundamentalsProvider } from "./fundamentals-provider.ts";
import { type HttpPorts, ProviderHttp } from "./http.ts";
import { CRUMBED, FUNDAMENTALS, type Limits, limitsOf } from "./limits.ts";
import { Polygon } from "./polygon.ts";
import { PolygonFundamentals } from "./polygon-fundamentals.ts";
import type { PriceProvider } from "./provider.ts";
import { TokenBucket } from "./token-bucket.ts";
import { Yahoo } from "./yahoo.ts";
import { YahooFundamentals } from "./yahoo-fundamentals.ts";
import { YahooLibraryRoad } from "./yahoo-library-road.ts";
import { YahooQuery } from "./yahooquery.ts";
import { YahooQueryRoad } from "./yahooquery-road.ts";

/** A provider of the configuration, or why it cannot be asked. */
export type Configured =
  | {
      readonly id: NetworkProvider;
      readonly provider: PriceProvider;
      /** Null where it is not asked for profiles and statements. */
      readonly fundamentals: FundamentalsProvider | null;
      readonly absentBecause: null;
    }
  | {
      readonly id: NetworkProvider;
      readonly provider: null;
      readonly fundamentals: null;
      readonly absentBecause: string;
    };

/**
 * The providers that the configuration names, in its order. They keep their state, budgets and breakers as long as they
 * live, so a process makes them once.
 * @param store Keeps the requests that are counted by the day.
 */
export function providersOf(
  ports: Pick<Ports, "config" | "network" | "technical" | "random">,
  store: QuotaStore,
): readonly Configured[] {
  const { config, network, technical: clock, random } = ports;
  const secrets = [config.polygon_key, config.fmp_key, config.admin_token].filter((each) => each !== null);
  const http: HttpPorts = { network, clock, random, secrets };
  return config.providers
    .filter((id) => id !== "files")
    .map((id) => configured(id, config, siblings(id, config, http, store)));
}

/** Makes a connection to a provider, with limits of its own where they differ from the provider's. */
type Connect = (own?: Partial<Limits>) => ProviderHttp;

/**
 * Makes connections to one provider that share its requests a minute and a day; each has a breaker and a pause of its own,
 * so that what fails for profiles and statements never keeps prices back.
 */
function siblings(id: NetworkProvider, config: Config, ports: HttpPorts, store: QuotaStore): Connect {
  const limits = limitsOf(id, config);
  const standIn = config[`${id}_url` satisfies SettingKey];
  const budget = {
    bucket: new TokenBucket(limits.perMinute),
    quota: id === "fmp" ? new DailyQuota(id, config.fmp_daily_requests, store, ports.clock) : null,
  };
  return (own) => new ProviderHttp(id, standIn, { ...limits, ...own }, ports, budget);
}

function configured(id: NetworkProvider, config: Config, connect: Connect): Configured {
  const { concurrency } = limitsOf(id, config);
  const { fundamentals: isWanted, polygon_key: polygonKey, fmp_key: fmpKey } = config;
  const present = (provider: PriceProvider, fundamentals: () => FundamentalsProvider | null): Configured => {
    return { id, provider, fundamentals: isWanted ? fundamentals() : null, absentBecause: null };
  };
  const absent = (absentBecause: string): Configured => {
    return { id, provider: null, fundamentals: null, absentBecause };
  };
  switch (id) {
    case "yahoo":
      return present(new Yahoo(connect(), concurrency), () => {
        return new YahooFundamentals(
          new YahooLibraryRoad(connect(FUNDAMENTALS), connect(CRUMBED), concurrency),
        );
      });
    case "yahooquery":
      return present(new YahooQuery(connect(), concurrency), () => {
        return new YahooFundamentals(
          new YahooQueryRoad(connect(FUNDAMENTALS), connect(CRUMBED), concurrency),
        );
      });
    case "polygon": {
      if (polygonKey === null) return absent("it needs a key: set NIGHTDESK_POLYGON_KEY");
      const prices = new Polygon(connect(), polygonKey, concurrency);
      return present(prices, () => new PolygonFundamentals(connect(FUNDAMENTALS), polygonKey, concurrency));
    }
    case "fmp": {
      if (fmpKey === null) return absent("it needs a key: set NIGHTDESK_FMP_KEY");
      const prices = new Fmp(connect(), fmpKey, concurrency);
      return present(prices, () => new FmpFundamentals(connect(FUNDAMENTALS), fmpKey, concurrency));
    }
  }
}
