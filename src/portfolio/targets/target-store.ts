import type { Sqlite, Statement } from "../../../db/driver.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Recorder } from "../book-writer.ts";
import type { Portfolio } from "../portfolio.ts";
import { HORIZONS, requirePrice, type Target, type TargetPrices, type ToldTarget } from "./target.ts";
import { TargetSplits } from "./target-splits.ts";

const TARGET = `SELECT public_id AS publicId, symbol, type, end_of_year AS endOfYear, next_year AS nextYear, downside, note,
  updated_at AS updatedAt FROM target_price WHERE portfolio_id = @portfolioId`;
const PUT = `
  INSERT INTO target_price (public_id, portfolio_id, symbol, type, end_of_year, next_year, downside, note, actor, updated_at)
    VALUES (@publicId, @portfolioId, @symbol, @type, @endOfYear, @nextYear, @downside, @note, @actor, @updatedAt)
  ON CONFLICT (portfolio_id, symbol, type) DO UPDATE SET end_of_year = excluded.end_of_year, next_year = excluded.next_year,
    downside = excluded.downside, note = excluded.note, actor = excluded.actor, updated_at = excluded.updated_at`;

/** A portfolio's target prices, by symbol and type. */
export function readTargets(db: Sqlite, portfolioId: number): readonly Target[] {
  return db.prepare(`${TARGET} ORDER BY symbol, type`).all({ portfolioId }) as Target[];
}

/** What of target prices is to be otherwise; what is left out stays. */
export type TargetChange = { readonly [K in keyof TargetPrices]?: number | null | undefined } & {
  readonly note?: string | null | undefined;
};

/** How many targets were new, and how many took the place of others. */
export interface PutTargets {
  readonly created: number;
  readonly replaced: number;
}

/** One portfolio's target prices. All writing calls belong inside a transaction; none of them touches a snapshot. */
export class TargetStore {
  readonly #db: Sqlite;
  readonly #portfolio: Portfolio;
  readonly #recorder: Recorder;
  readonly #put: Statement;

  constructor(db: Sqlite, portfolio: Portfolio, recorder: Recorder) {
    this.#db = db;
    this.#portfolio = portfolio;
    this.#recorder = recorder;
    this.#put = db.prepare(PUT);
  }

  /** @throws NightdeskError `not_found`. */
  target(publicId: string): Target {
    const found = this.#db
      .prepare(`${TARGET} AND public_id = @publicId`)
      .get({ portfolioId: this.#portfolio.id, publicId }) as Target | undefined;
    if (found !== undefined) return found;
    throw new NightdeskError(
      "not_found",
      `${this.#portfolio.name} has no target price "${publicId.slice(0, 80)}".`,
    );
  }

  /**
   * Stores targets, each in the place of the one of its symbol and type.
   * @throws NightdeskError `bad_request` if one has no price, or is there twice.
   */
  put(targets: readonly ToldTarget[]): PutTargets {
    const before = new Map(this.#all().map((each) => [`${each.type} ${each.symbol}`, each]));
    const seen = new Set<string>();
    let replaced = 0;
    for (const target of targets) {
      requirePrice(target, target);
      const key = `${target.type} ${target.symbol}`;
      if (seen.has(key)) {
        throw new NightdeskError(
          "bad_request",
          `${target.symbol} ${target.type} is there twice; leave one of the two.`,
        );
      }
      seen.add(key);
      const was = before.get(key);
      if (was !== undefined) replaced += 1;
      const note = target.note === undefined ? (was?.note ?? null) : target.note;
      this.#write({ ...target, note, ...this.#told(was?.publicId ?? this.#recorder.newId()) });
    }
    return { created: seen.size - replaced, replaced };
  }

  /**
   * Changes a target.
   * @param today No later split has gone ex.
   * @throws NightdeskError `not_found`; `bad_request` if no price is left; `conflict` if one that stays was told before a split.
   */
  change(publicId: string, change: TargetChange, today: IsoDate): Target {
    const was = this.target(publicId);
    const given = HORIZONS.filter((horizon) => change[horizon] !== undefined);
    const prices = Object.fromEntries(
      HORIZONS.map((horizon) => [horizon, change[horizon] === undefined ? was[horizon] : change[horizon]]),
    ) as unknown as TargetPrices;
    requirePrice(prices, was);
    const stays = HORIZONS.some((horizon) => !given.includes(horizon) && was[horizon] !== null);
    const splits = new TargetSplits(this.#db, this.#portfolio.id, [was]);
    if (given.length > 0 && stays && splits.liesBefore(was, today)) {
      throw new NightdeskError(
        "conflict",
        `${was.symbol} has split since its target was told, so its prices are of other shares; give all three of them.`,
      );
    }
    const { publicId: id, updatedAt } = given.length > 0 ? this.#told(publicId) : was;
    const note = change.note === undefined ? was.note : change.note;
    this.#write({ ...was, ...prices, note, publicId: id, updatedAt });
    return this.target(publicId);
  }

  /** @throws NightdeskError `not_found`. */
  delete(publicId: string): Target {
    const target = this.target(publicId);
    this.#db.prepare("DELETE FROM target_price WHERE public_id = ?").run(publicId);
    return target;
  }

  #all(): readonly Target[] {
    return readTargets(this.#db, this.#portfolio.id);
  }

  #told(publicId: string): Pick<Target, "publicId" | "updatedAt"> {
    return { publicId, updatedAt: this.#recorder.at };
  }

  #write(target: Target): void {
    this.#put.run({ ...target, portfolioId: this.#portfolio.id, actor: this.#recorder.actor });
  }
}
