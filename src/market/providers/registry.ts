import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { Ports } from "../../platform/ports.ts";
import type { SettingKey } from "../../platform/settings.ts";
import { type HttpPorts, ProviderHttp } from "./http.ts";
import { type Limits, limitsOf } from "./limits.ts";
import { Polygon } from "./polygon.ts";
import type { PriceProvider } from "./provider.ts";
import { Yahoo } from "./yahoo.ts";
import { YahooQuery } from "./yahooquery.ts";

/** A provider of the configuration, or why it cannot be asked. */
export type Configured =
  | { readonly id: NetworkProvider; readonly provider: PriceProvider; readonly absentBecause: null }
  | { readonly id: NetworkProvider; readonly provider: null; readonly absentBecause: string };

/**
 * The providers that the configuration names, in its order. They keep their state, budgets and breakers as long as they
 * live, so a process makes them once.
 */
export function providersOf(
  ports: Pick<Ports, "config" | "network" | "technical" | "random">,
): readonly Configured[] {
  const { config, network, technical: clock, random } = ports;
  const secrets = [config.polygon_key, config.fmp_key, config.admin_token].filter((each) => each !== null);
  const http: HttpPorts = { network, clock, random, secrets };
  return config.providers
    .filter((id) => id !== "files")
    .map((id) => {
      const limits = limitsOf(id, config);
      const standIn = config[`${id}_url` satisfies SettingKey];
      return configured(id, new ProviderHttp(id, standIn, limits, http), limits, config.polygon_key);
    });
}

function configured(
  id: NetworkProvider,
  http: ProviderHttp,
  { concurrency }: Limits,
  polygonKey: string | null,
): Configured {
  switch (id) {
    case "yahoo":
      return { id, provider: new Yahoo(http, concurrency), absentBecause: null };
    case "yahooquery":
      return { id, provider: new YahooQuery(http, concurrency), absentBecause: null };
    case "polygon":
      if (polygonKey === null)
        return { id, provider: null, absentBecause: "it needs a key: set NIGHTDESK_POLYGON_KEY" };
      return { id, provider: new Polygon(http, polygonKey, concurrency), absentBecause: null };
    case "fmp":
      return { id, provider: null, absentBecause: "this version does not ask it for prices" };
  }
}
