import { DerivedRows } from "../../db/bulk/derived.ts";
import { type GreeksRow, type PositionRow, SnapshotStatements } from "../../db/bulk/snapshots.ts";
import { UNVALUED_REASONS } from "../../db/schema/words.ts";
import { joinWords } from "../../db/words.ts";
import type { Writer } from "../../db/writer.ts";
import { fromEpochDay } from "../platform/iso-date.ts";
import { GREEK_FIELDS, NO_AGE, NO_DAY, type PositionColumns, VALUED } from "../portfolio/position-columns.ts";
import { flagsOf } from "../portfolio/position-flag.ts";
import { type Replayed, SNAPSHOT_METHOD, type UntoldSession } from "../portfolio/snapshot.ts";
import type { Revisions } from "./revisions.ts";
import { type Stored, weigh } from "./stored.ts";

const dayNames = new Map<number, string>();
const flagTexts = new Map<number, string>();

/** Days and flags come back in every position of every session: their texts are made once. */
function remembered<K>(texts: Map<K, string>, key: K, make: (key: K) => string): string {
  let text = texts.get(key);
  if (text === undefined) {
    text = make(key);
    texts.set(key, text);
  }
  return text;
}

function rowsOf(columns: PositionColumns): PositionRow[] {
  const { lotIds, quantities, prices, priceDays, priceAges, marketValues, entryValues } = columns;
  return Array.from(lotIds, (lotId, at): PositionRow => {
    const price = prices[at] as number;
    const day = priceDays[at] as number;
    const age = priceAges[at] as number;
    const rate = columns.fxRates[at] as number;
    const reason = columns.unvalued[at] as number;
    return [
      lotId,
      quantities[at] as number,
      Number.isNaN(price) ? null : price,
      day === NO_DAY ? null : remembered(dayNames, day, fromEpochDay),
      age === NO_AGE ? null : age,
      marketValues[at] as number,
      entryValues[at] as number,
      columns.dailyPnls[at] as number,
      columns.revaluations[at] as number,
      columns.dividends[at] as number,
      remembered(flagTexts, columns.flags[at] as number, (bits) => joinWords(flagsOf(bits))),
      columns.fees[at] as number,
      columns.realizedPnls[at] as number,
      columns.currencyPnls[at] as number,
      columns.baseValues[at] as number,
      Number.isNaN(rate) ? null : rate,
      reason === VALUED ? null : (UNVALUED_REASONS[reason - 1] as string),
    ];
  });
}

function greeksOf({ lotIds, greekPlaces, greeks }: PositionColumns): GreeksRow[] {
  return Array.from(greekPlaces, (at, place) => {
    const from = place * GREEK_FIELDS.length;
    const numbers = GREEK_FIELDS.map((name, field) => [name, greeks[from + field]] as const);
    return { lotId: lotIds[at] as number, ...Object.fromEntries(numbers) } as GreeksRow;
  });
}

/** Stores snapshots, each with its positions. All calls belong inside a transaction. */
export class SnapshotStore {
  readonly #derived: DerivedRows;
  readonly #statements: SnapshotStatements;
  readonly #revisions: Revisions;
  readonly #seen: number;

  /** @param seen The newest price change that what is stored reflects. */
  constructor(writer: Writer, revisions: Revisions, seen: number) {
    this.#derived = new DerivedRows(writer.db, "snapshot", ["portfolio_id", "session"]);
    this.#statements = new SnapshotStatements(writer.db);
    this.#revisions = revisions;
    this.#seen = seen;
  }

  store(portfolioId: number, { snapshot, positions }: Replayed, at: string): Stored {
    const { session, inputs } = snapshot;
    const stored = weigh(
      this.#derived,
      [portfolioId, session],
      { method: SNAPSHOT_METHOD, inputs },
      this.#seen,
    );
    if (stored === "unchanged") return stored;
    if (stored === "replaced") this.#revisions.keep({ portfolioId, session, part: "snapshot" }, at);
    const { dailyReturn, flags, reasons, greeks, ...figures } = snapshot;
    const row = {
      ...figures,
      ...greeks,
      portfolioId,
      dailyReturn: dailyReturn.value,
      flags: joinWords(flags),
      reasons: joinWords(reasons),
      method: SNAPSHOT_METHOD,
      seen: this.#seen,
      publishedAt: at,
    };
    this.#statements.put(row, rowsOf(positions), greeksOf(positions));
    return stored;
  }

  /** Notes why a session cannot be told. What was published of it is kept as a revision, and stands no more. */
  storeGap(portfolioId: number, { session, gap, detail }: UntoldSession, at: string): void {
    if (this.#derived.find(portfolioId, session) !== null) {
      for (const part of ["snapshot", ...this.#statements.enginesOf(portfolioId, session)] as const) {
        this.#revisions.keep({ portfolioId, session, part }, at);
      }
    }
    this.#statements.putGap(portfolioId, session, { gap, detail, method: SNAPSHOT_METHOD, seen: this.#seen });
  }

  /** Takes the values of a portfolio's positions from a snapshot; false, with nothing changed, if there is none. */
  storePositionValues(portfolioId: number, session: string): boolean {
    if (this.#derived.find(portfolioId, session) === null) return false;
    this.#statements.putPositionValues(portfolioId, session);
    return true;
  }

  /** Takes them from the newest snapshot that there is; without one there are none. */
  storeNewestPositionValues(portfolioId: number): void {
    this.#statements.putNewestPositionValues(portfolioId);
  }
}
