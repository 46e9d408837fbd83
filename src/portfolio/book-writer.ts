import { BookChangeStatements } from "../../db/bulk/book-changes.ts";
import { Rows } from "../../db/bulk/rows.ts";
import type { Sqlite } from "../../db/driver.ts";
import { lotEvent, portfolioEvent } from "../../db/schema/book.ts";
import { lot } from "../../db/schema/portfolio.ts";
import type { NewId } from "../platform/ids.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { PortfolioEvent } from "./cash-event.ts";
import type { LotEvent } from "./lot-event.ts";
import type { Lot } from "./portfolio.ts";

/** Who records something, from where, and when. */
export interface Recorder {
  /** How it came: import, transactions, api, command. */
  readonly source: string;
  /** Who it came from: a token's first characters, or the command line. */
  readonly actor: string;
  /** UTC with milliseconds. */
  readonly at: string;
  readonly newId: NewId;
}

/** What a lot is, whatever happens to it. */
export type LotTerms = Pick<
  Lot,
  "symbol" | "assetClass" | "subtype" | "type" | "multiplier" | "option" | "note"
>;

/** A lot as it was entered. */
export interface EnteredLot {
  readonly id: number;
  readonly publicId: string;
}

/** Enters lots and events into the books of portfolios. All calls belong inside one transaction, with a call of `changed`. */
export class BookWriter {
  readonly #recorder: Recorder;
  readonly #lots: Rows<typeof lot>;
  readonly #lotEvents: Rows<typeof lotEvent>;
  readonly #portfolioEvents: Rows<typeof portfolioEvent>;
  readonly #changes: BookChangeStatements;
  readonly #next: (table: "lot" | "lot_event" | "portfolio_event") => number;
  readonly #nextNo: (portfolioId: number) => number;

  constructor(db: Sqlite, recorder: Recorder) {
    this.#recorder = recorder;
    this.#lots = new Rows(db, lot);
    this.#lotEvents = new Rows(db, lotEvent);
    this.#portfolioEvents = new Rows(db, portfolioEvent);
    this.#changes = new BookChangeStatements(db);
    const last = new Map<string, number>();
    const counted = (key: string, read: () => number): number => {
      const next = (last.get(key) ?? read()) + 1;
      last.set(key, next);
      return next;
    };
    const newest = (sql: string, ...values: readonly number[]) =>
      db
        .prepare(sql)
        .pluck()
        .get(...values) as number;
    this.#next = (table) => counted(table, () => newest(`SELECT coalesce(max(id), 0) FROM "${table}"`));
    this.#nextNo = (portfolioId) =>
      counted(`no ${portfolioId}`, () =>
        newest("SELECT coalesce(max(lot_no), 0) FROM lot WHERE portfolio_id = ?", portfolioId),
      );
  }

  /** Enters a lot, with no event yet: the next number of its portfolio. */
  lot(portfolioId: number, { option, ...terms }: LotTerms): EnteredLot {
    const id = this.#next("lot");
    const publicId = this.#recorder.newId();
    const contract = {
      underlying: option?.underlying ?? null,
      strike: option?.strike ?? null,
      expiration: option?.expiration ?? null,
      optionRight: option?.right ?? null,
    };
    this.#lots.put({ id, publicId, portfolioId, lotNo: this.#nextNo(portfolioId), ...terms, ...contract });
    return { id, publicId };
  }

  /**
   * Enters an event of a lot.
   * @param reverses The id of the event that it takes out of the books, which it repeats.
   * @returns its public id.
   */
  lotEvent(lotId: number, event: LotEvent, reason: string | null, reverses: number | null = null): string {
    const { time, ...rest } = event;
    return this.#entered((common) =>
      this.#lotEvents.put({
        ...rest,
        ...common,
        id: this.#next("lot_event"),
        lotId,
        tradeTime: time,
        reason,
        reverses,
      }),
    );
  }

  /** Enters an event of a portfolio's cash, or its view of a split. */
  portfolioEvent(
    portfolioId: number,
    event: PortfolioEvent,
    reason: string | null,
    reverses: number | null = null,
  ): string {
    const { time, ...rest } = event;
    return this.#entered((common) =>
      this.#portfolioEvents.put({
        ...rest,
        ...common,
        id: this.#next("portfolio_event"),
        portfolioId,
        tradeTime: time,
        reason,
        reverses,
      }),
    );
  }

  /** Marks a portfolio's snapshots from a day on as stale. */
  changed(portfolioId: number, fromDay: IsoDate): void {
    this.#changes.add(portfolioId, fromDay);
  }

  #entered(
    put: (common: { publicId: string; source: string; actor: string; recordedAt: string }) => void,
  ): string {
    const { newId, source, actor, at } = this.#recorder;
    const publicId = newId();
    put({ publicId, source, actor, recordedAt: at });
    return publicId;
  }
}
