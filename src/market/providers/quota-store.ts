import type { Statement } from "../../../db/driver.ts";
import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { Writer } from "../../../db/writer.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { QuotaStore } from "./daily-quota.ts";

/** Counts in the database: a restart forgets no request. */
export class StoredQuota implements QuotaStore {
  readonly #writer: Writer;
  readonly #used: Statement;
  readonly #count: Statement;

  constructor(writer: Writer) {
    this.#writer = writer;
    this.#used = writer.db
      .prepare("SELECT requests FROM provider_quota WHERE provider = ? AND day = ?")
      .pluck();
    this.#count = writer.db.prepare(
      `INSERT INTO provider_quota (provider, day, requests) VALUES (?, ?, 1)
       ON CONFLICT (provider, day) DO UPDATE SET requests = requests + 1`,
    );
  }

  used(provider: NetworkProvider, day: IsoDate): number {
    return (this.#used.get(provider, day) as number | undefined) ?? 0;
  }

  /** @throws NightdeskError `busy` and `storage_full`, as the writer does. */
  async count(provider: NetworkProvider, day: IsoDate): Promise<void> {
    await this.#writer.transact("request counted", () => {
      this.#count.run(provider, day);
    });
  }
}

/** Counts in memory: for commands that show what would be asked, and ask nobody. */
export class MemoryQuota implements QuotaStore {
  readonly #requests = new Map<string, number>();

  used(provider: NetworkProvider, day: IsoDate): number {
    return this.#requests.get(`${provider} ${day}`) ?? 0;
  }

  async count(provider: NetworkProvider, day: IsoDate): Promise<void> {
    this.#requests.set(`${provider} ${day}`, this.used(provider, day) + 1);
  }
}
