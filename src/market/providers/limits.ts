import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { Config } from "../../platform/config.ts";

/** How hard a provider may be asked, and how long it is waited for. Times in milliseconds. */
export interface Limits {
  /** Requests in any minute. */
  readonly perMinute: number;
  /** Requests under way side by side. */
  readonly concurrency: number;
  /** A request and the reading of its body are given up after this long. */
  readonly timeout: number;
  /** So many times a request is tried again after a transient fault. */
  readonly retries: number;
  /** The first wait before another try; doubled each time, and cut by chance. */
  readonly backoff: number;
  /** So many requests in a row that failed open the breaker, for the cool-down; then one is let through to probe. */
  readonly tripAfter: number;
  readonly coolDown: number;
  /** The pause of a provider that says "too many" without saying until when; doubled each time in a row. */
  readonly pause: number;
  /** A pause longer than this is not waited for: the provider counts as away. */
  readonly longestPause: number;
  /** So long a provider may be asked in one run. */
  readonly stage: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const COMMON = {
  retries: 2,
  backoff: 500,
  tripAfter: 5,
  coolDown: 5 * MINUTE,
  pause: 15 * SECOND,
  longestPause: MINUTE,
} as const;

/** About 2,000 requests an hour is what users of Yahoo report; a night's own thousand may come faster. */
const YAHOO = { ...COMMON, perMinute: 300, concurrency: 6, stage: 20 * MINUTE } as const;
const POLYGON = { ...COMMON, concurrency: 4, stage: 60 * MINUTE } as const;
/** Requests a minute that each plan of Polygon's permits. */
const POLYGON_PER_MINUTE = { free: 5, starter: 100, developer: 1_000, advanced: 10_000 } as const;
const FMP = { ...COMMON, perMinute: 60, concurrency: 2, stage: 10 * MINUTE } as const;

/** Profiles and statements may keep a night waiting for so long; what is left of them comes on the next. */
export const FUNDAMENTALS = { stage: 10 * MINUTE } as const satisfies Partial<Limits>;
/**
 * What needs a crumb. All that are under way meet a stale one together: they are fewer than open the breaker, so that the
 * next crumb can be tried.
 */
export const CRUMBED = {
  ...FUNDAMENTALS,
  concurrency: COMMON.tripAfter - 1,
} as const satisfies Partial<Limits>;

/** The limits of a provider under a configuration. */
export function limitsOf(provider: NetworkProvider, config: Config): Limits {
  const timeout = config.provider_timeout * SECOND;
  if (provider === "fmp") return { ...FMP, timeout };
  if (provider !== "polygon") return { ...YAHOO, timeout };
  return { ...POLYGON, timeout, perMinute: POLYGON_PER_MINUTE[config.polygon_plan] };
}
