import type { NetworkProvider } from "../../../db/schema/words.ts";
import { MemoryQuota } from "../../../src/market/providers/quota-store.ts";
import { providersOf } from "../../../src/market/providers/registry.ts";
import { requireConfig, resolveConfig } from "../../../src/platform/config.ts";
import { MovableClock } from "../../support/movable-clock.ts";

export const KEY = "a-key-nobody-may-see";

/** A request as the network saw it. */
export interface AskedOf {
  readonly url: URL;
  readonly headers: Headers;
}

/** A provider's real clients on a network that answers every request itself. */
export function madeProvider(
  id: NetworkProvider,
  now: string,
  answer: (url: URL, headers: Headers) => Response,
  env: Readonly<Record<string, string>> = {},
) {
  const asked: AskedOf[] = [];
  const settings = {
    NIGHTDESK_PROVIDERS: id,
    NIGHTDESK_POLYGON_KEY: KEY,
    NIGHTDESK_FMP_KEY: KEY,
    // Tests of one provider are not about its requests a minute.
    NIGHTDESK_POLYGON_PLAN: "advanced",
    ...env,
  };
  const config = requireConfig(resolveConfig({ flags: {}, env: settings, stored: {} }));
  const network = {
    request: async (address: string, _: number, init?: RequestInit) => {
      const [url, headers] = [new URL(address), new Headers(init?.headers)];
      asked.push({ url, headers });
      return answer(url, headers);
    },
  };
  const technical = new MovableClock(now);
  const random = { next: () => 0, bytes: (count: number) => new Uint8Array(count) };
  const [configured] = providersOf({ config, network, technical, random }, new MemoryQuota());
  if (configured?.provider == null || configured.fundamentals === null) throw new Error(`${id} is not there`);
  const context = { now: technical.now(), signal: new AbortController().signal };
  const { provider: prices, fundamentals } = configured;
  return { prices, fundamentals, asked, context };
}

/** Paths and queries in the order in which they were asked for. */
export const placesOf = (asked: readonly AskedOf[]): readonly string[] =>
  asked.map(({ url }) => `${url.pathname}${url.search}`);
