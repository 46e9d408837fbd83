import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import type { TechnicalClock } from "../src/platform/clock.ts";
import type { Log } from "../src/platform/log.ts";
import type { Sqlite } from "./driver.ts";
import { guarded, isBusy, storageFault } from "./storage-fault.ts";

/** What a transaction should take at most, in milliseconds: polling stays fast then. */
export const TRANSACTION_TARGET_MS = 10;
/** A transaction that takes longer than this is logged, in milliseconds; polling would feel it. */
export const LONGEST_TRANSACTION_MS = 50;
/** A chunk stops taking items here, in milliseconds, so that with its commit it stays below 10. */
const CHUNK_MS = 3;
const BUSY_PAUSE_MS = 5;
/** Another process that writes (a setting, a token) is waited for this long, in milliseconds. */
const BUSY_LIMIT_MS = 5_000;

export interface WriterStats {
  readonly transactions: number;
  readonly longestMs: number;
  readonly longestLabel: string | null;
  /** How many took longer than {@link TRANSACTION_TARGET_MS}. */
  readonly overTarget: number;
  /** How many took longer than {@link LONGEST_TRANSACTION_MS}. */
  readonly tooLong: number;
}

const NO_STATS: WriterStats = {
  transactions: 0,
  longestMs: 0,
  longestLabel: null,
  overTarget: 0,
  tooLong: 0,
};

export type Orm = BetterSQLite3Database & { readonly $client: Sqlite };

/** drizzle over a connection. */
export function ormOver(db: Sqlite): Orm {
  return drizzle(db);
}

/** The single writer: all writes go through short transactions of this one connection, each begun IMMEDIATE, each timed. */
export class Writer {
  readonly orm: Orm;
  readonly db: Sqlite;
  readonly path: string;
  readonly #clock: TechnicalClock;
  readonly #log: Log;
  #stats: WriterStats = NO_STATS;
  #turn: Promise<void> = Promise.resolve();

  constructor(db: Sqlite, path: string, clock: TechnicalClock, log: Log) {
    this.db = db;
    this.path = path;
    this.orm = ormOver(db);
    this.#clock = clock;
    this.#log = log;
  }

  get stats(): WriterStats {
    return this.#stats;
  }

  /** Counts from here on anew: what is told of a job should be that job's. */
  resetStats(): void {
    this.#stats = NO_STATS;
  }

  /**
   * Runs `work` in one transaction: all of it is stored, or none. `work` must not await.
   * @throws NightdeskError `busy` if another process keeps the file for five seconds, `storage_full`, and what `work` throws.
   */
  async transact<T>(label: string, work: () => T): Promise<T> {
    const asked = this.#clock.elapsed();
    while (!this.#begun(asked)) await Bun.sleep(BUSY_PAUSE_MS);
    const start = this.#clock.elapsed();
    try {
      const result = work();
      this.db.exec("COMMIT");
      return result;
    } catch (fault) {
      if (this.db.inTransaction) this.db.exec("ROLLBACK");
      throw storageFault(fault, this.path);
    } finally {
      this.#note(label, this.#clock.elapsed() - start);
    }
  }

  /**
   * Works through `items` in transactions of about ten milliseconds, yielding to the event loop between them.
   * @param each Stores one item; one item is never split over two transactions.
   * @param signal Stops between two chunks; the reason is thrown.
   * @param committed Called after each transaction, when its items are stored.
   */
  async inChunks<T>(
    label: string,
    items: Iterable<T>,
    each: (item: T) => void,
    signal: AbortSignal,
    committed: () => void = () => undefined,
  ): Promise<void> {
    const iterator = items[Symbol.iterator]();
    let next = iterator.next();
    while (next.done !== true) {
      signal.throwIfAborted();
      await this.transact(label, () => {
        const start = this.#clock.elapsed();
        do {
          each((next as IteratorYieldResult<T>).value);
          next = iterator.next();
        } while (next.done !== true && this.#clock.elapsed() - start < CHUNK_MS);
      });
      committed();
      await this.#nextTurn();
    }
  }

  /** A turn of the event loop that no other one who waits here has: between any two chunks requests are answered. */
  #nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(() => Bun.sleep(0));
    return this.#turn;
  }

  /** Folds the write-ahead log into the file and empties it; for the end of a bulk load. */
  checkpoint(): void {
    guarded(this.path, () => this.db.pragma("wal_checkpoint(TRUNCATE)"));
  }

  /** False while another process writes. Nothing is awaited from here to COMMIT, so no other task slips in between. */
  #begun(asked: number): boolean {
    try {
      this.db.exec("BEGIN IMMEDIATE");
      return true;
    } catch (fault) {
      if (isBusy(fault) && this.#clock.elapsed() - asked < BUSY_LIMIT_MS) return false;
      throw storageFault(fault, this.path);
    }
  }

  #note(label: string, ms: number): void {
    const { transactions, longestMs, longestLabel, overTarget, tooLong } = this.#stats;
    const isLongest = ms > longestMs;
    this.#stats = {
      transactions: transactions + 1,
      longestMs: isLongest ? ms : longestMs,
      longestLabel: isLongest ? label : longestLabel,
      overTarget: ms > TRANSACTION_TARGET_MS ? overTarget + 1 : overTarget,
      tooLong: ms > LONGEST_TRANSACTION_MS ? tooLong + 1 : tooLong,
    };
    if (ms > LONGEST_TRANSACTION_MS) this.#log.warn({ label, ms: Math.round(ms) }, "long transaction");
  }
}
