import type { DailyQuota } from "./daily-quota.ts";
import type { TokenBucket } from "./token-bucket.ts";

/** What the connections to one provider have in common. */
export interface SharedBudget {
  /** The requests a minute. */
  readonly bucket: TokenBucket;
  /** The requests a day; null where they are not counted. */
  readonly quota: DailyQuota | null;
}
