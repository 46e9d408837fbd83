import { Rows } from "../../../db/bulk/rows.ts";
import type { Sqlite } from "../../../db/driver.ts";
import { positionTag, tag, targetPrice } from "../../../db/schema/annotation.ts";
import { lotEvent, portfolioEvent } from "../../../db/schema/book.ts";
import { lot } from "../../../db/schema/portfolio.ts";
import type { Writer } from "../../../db/writer.ts";
import type { NewId } from "../../platform/ids.ts";
import type { Recorder } from "../book-writer.ts";
import type { Portfolio } from "../portfolio.ts";
import { enterPortfolio } from "../portfolio-store.ts";
import type { DocumentLot, PortfolioDocument } from "./document.ts";
import { bookedEvent } from "./document-check.ts";

interface Recorded {
  readonly source: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly recorded_at: string;
}

/** How an event was recorded stays as it was; its public id is a new one. */
function recordedOf({ source, actor, reason, recorded_at: recordedAt }: Recorded, newId: NewId) {
  return { source, actor, reason, recordedAt, publicId: newId() };
}

/** Counts on from the ids that a table has. */
function nextIdOf(db: Sqlite, table: "lot" | "lot_event" | "portfolio_event" | "tag"): () => number {
  let last = db.prepare(`SELECT coalesce(max(id), 0) FROM "${table}"`).pluck().get() as number;
  return () => {
    last += 1;
    return last;
  };
}

function enterLots(db: Sqlite, portfolioId: number, lots: readonly DocumentLot[], newId: NewId) {
  const [lotRows, eventRows] = [new Rows(db, lot), new Rows(db, lotEvent)];
  const [nextLot, nextEvent] = [nextIdOf(db, "lot"), nextIdOf(db, "lot_event")];
  const ids = new Map<number, number>();
  for (const { number, symbol, asset_class: assetClass, subtype, type, multiplier, option, note } of lots) {
    const id = nextLot();
    ids.set(number, id);
    const terms = { symbol, assetClass, subtype, type, multiplier, note };
    const contract = {
      underlying: option?.underlying,
      strike: option?.strike,
      expiration: option?.expiration,
    };
    lotRows.put({
      ...{ id, publicId: newId(), portfolioId, lotNo: number, ...terms },
      ...(option === null ? {} : { ...contract, optionRight: option.right }),
    });
  }
  for (const { number, events } of lots) {
    const lotId = ids.get(number) as number;
    const own: number[] = [];
    for (const event of events) {
      const { time, counterLotId, ...booked } = bookedEvent(event);
      const id = nextEvent();
      own.push(id);
      eventRows.put({
        ...{ ...booked, ...recordedOf(event, newId), id, lotId, tradeTime: time },
        counterLotId: counterLotId === null ? null : (ids.get(counterLotId) as number),
        reverses: event.reverses === null ? null : (own[event.reverses - 1] as number),
      });
    }
  }
  return ids;
}

function enterEvents(
  db: Sqlite,
  portfolioId: number,
  events: PortfolioDocument["events"],
  newId: NewId,
): void {
  const rows = new Rows(db, portfolioEvent);
  const next = nextIdOf(db, "portfolio_event");
  const own: number[] = [];
  for (const event of events) {
    const {
      kind,
      date: tradeDate,
      time: tradeTime,
      amount,
      currency,
      symbol,
      numerator,
      denominator,
    } = event;
    const id = next();
    own.push(id);
    rows.put({
      ...{ id, portfolioId, kind, tradeDate, tradeTime, amount, currency, symbol, numerator, denominator },
      ...recordedOf(event, newId),
      reverses: event.reverses === null ? null : (own[event.reverses - 1] as number),
    });
  }
}

/**
 * The ids of a document's tags: an owner's tag of the name that is in use is that one. Null for a sector's that its owner has
 * archived here: it is given to nothing.
 */
function enterTags(db: Sqlite, tags: PortfolioDocument["tags"], newId: NewId): readonly (number | null)[] {
  const rows = new Rows(db, tag);
  const next = nextIdOf(db, "tag");
  const find = db.prepare(
    `SELECT id, archived_at AS archivedAt FROM tag WHERE owner = ? AND kind = ? AND name = ?
     ORDER BY archived_at IS NOT NULL, id LIMIT 1`,
  );
  return tags.map(({ owner, kind, name, color, description }) => {
    const known = find.get(owner, kind, name) as { id: number; archivedAt: string | null } | undefined;
    if (known?.archivedAt === null) return known.id;
    if (known !== undefined && kind === "sector") return null;
    const id = next();
    rows.put({ id, publicId: newId(), owner, kind, name, color, description });
    return id;
  });
}

/**
 * Makes the portfolio that a document tells of, in the caller's transaction: its ids are new, everything else is as it was.
 * @throws NightdeskError `portfolio_exists` (ERR_PORT_001).
 */
export function enterDocument(
  { orm, db }: Pick<Writer, "orm" | "db">,
  document: PortfolioDocument,
  recorder: Recorder,
): Portfolio {
  const { lots, events, target_prices: targets, tags } = document;
  const { name, owner, currency, inception, stated_equity: statedEquity, dividends } = document.portfolio;
  const basisDate = document.portfolio.basis_date;
  const terms = { name, owner, currency, inception, statedEquity, basisDate, dividends };
  const entered = enterPortfolio(orm, terms, recorder);
  const { newId } = recorder;
  const lotIds = enterLots(db, entered.id, lots, newId);
  enterEvents(db, entered.id, events, newId);
  const targetRows = new Rows(db, targetPrice);
  for (const { end_of_year: endOfYear, next_year: nextYear, updated_at: updatedAt, ...target } of targets) {
    targetRows.put({ ...target, portfolioId: entered.id, publicId: newId(), endOfYear, nextYear, updatedAt });
  }
  const tagIds = enterTags(db, tags, newId);
  const tagRows = new Rows(db, positionTag);
  for (const { number, tags: places } of lots) {
    for (const place of places) {
      const tagId = tagIds[place - 1] ?? null;
      if (tagId !== null) tagRows.put({ lotId: lotIds.get(number) as number, tagId });
    }
  }
  return entered;
}
