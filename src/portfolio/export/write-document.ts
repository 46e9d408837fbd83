import type { Sqlite } from "../../../db/driver.ts";
import type { Cents } from "../../platform/money.ts";
import type { Portfolio } from "../portfolio.ts";
import { DOCUMENT_KIND, DOCUMENT_VERSION, type WrittenDocument } from "./document.ts";
import { moneyText } from "./document-words.ts";

type WrittenLot = WrittenDocument["lots"][number];
type WrittenLotEvent = WrittenLot["events"][number];
type WrittenEvent = WrittenDocument["events"][number];
type WrittenTag = WrittenDocument["tags"][number];

interface Row {
  readonly id: number;
  readonly reversedId: number | null;
}

type LotRow = Omit<WrittenLot, "option" | "tags" | "events"> & {
  readonly id: number;
  readonly underlying: string | null;
  readonly strike: number | null;
  readonly expiration: string | null;
  readonly right: "CALL" | "PUT" | null;
};
type LotEventRow = Row &
  Omit<WrittenLotEvent, "fees" | "reverses"> & { readonly lotId: number; readonly fees: Cents };
type EventRow = Row & Omit<WrittenEvent, "amount" | "reverses"> & { readonly amount: Cents | null };

const RECORDED = "e.source, e.actor, e.reason, e.recorded_at, e.reverses AS reversedId, e.id";
const LOTS = `SELECT l.id, l.lot_no AS number, l.symbol, l.asset_class, l.subtype, l.type, l.multiplier, l.underlying, l.strike,
  l.expiration, l.option_right AS "right", l.note FROM lot l WHERE l.portfolio_id = ? ORDER BY l.lot_no`;
const LOT_EVENTS = `SELECT e.lot_id AS lotId, e.kind, e.trade_date AS date, e.trade_time AS time, e.basis_date, e.quantity, e.price,
  e.currency, e.fees, (SELECT c.lot_no FROM lot c WHERE c.id = e.counter_lot_id) AS counter_lot, e.cost_share, e.ratio,
  ${RECORDED}
  FROM lot_event e JOIN lot l ON l.id = e.lot_id WHERE l.portfolio_id = ? ORDER BY e.id`;
const EVENTS = `SELECT e.kind, e.trade_date AS date, e.trade_time AS time, e.amount, e.currency, e.symbol, e.numerator, e.denominator,
  ${RECORDED} FROM portfolio_event e WHERE e.portfolio_id = ? ORDER BY e.id`;
const TARGETS = `SELECT symbol, type, end_of_year, next_year, downside, note, actor, updated_at FROM target_price
  WHERE portfolio_id = ? ORDER BY symbol, type`;
const TAGS = `SELECT DISTINCT g.id, g.owner, g.kind, g.name, g.color, g.description FROM tag g
  JOIN position_tag t ON t.tag_id = g.id JOIN lot l ON l.id = t.lot_id WHERE l.portfolio_id = ?
  ORDER BY g.owner, g.kind, g.name, g.id`;
const TAGGED = `SELECT t.lot_id AS lotId, t.tag_id AS tagId FROM position_tag t JOIN lot l ON l.id = t.lot_id WHERE l.portfolio_id = ?`;

/** Events without their ids: one that reverses another names its place in the list, from 1. */
function placed<E extends Row>(
  rows: readonly E[],
): readonly (Omit<E, keyof Row> & { reverses: number | null })[] {
  const places = new Map(rows.map(({ id }, at) => [id, at + 1]));
  return rows.map(({ id: _, reversedId, ...event }) => ({
    ...event,
    reverses: reversedId === null ? null : (places.get(reversedId) as number),
  }));
}

function optionOf({ underlying, strike, expiration, right }: LotRow): WrittenLot["option"] {
  if (underlying === null || strike === null || expiration === null || right === null) return null;
  return { underlying, strike, expiration: expiration as never, right };
}

/** Everything that makes a portfolio, in the caller's read snapshot: the same books give the same document. */
export function portfolioDocument(db: Sqlite, portfolio: Portfolio): WrittenDocument {
  const { id, name, owner, currency, inception, statedEquity, basisDate, dividends } = portfolio;
  const all = <T>(sql: string) => db.prepare(sql).all(id) as readonly T[];
  const events = Map.groupBy(all<LotEventRow>(LOT_EVENTS), ({ lotId }) => lotId);
  const tags = all<WrittenTag & { readonly id: number }>(TAGS);
  const tagPlaces = new Map(tags.map((tag, at) => [tag.id, at + 1]));
  const tagged = Map.groupBy(
    all<{ readonly lotId: number; readonly tagId: number }>(TAGGED),
    ({ lotId }) => lotId,
  );
  return {
    document: DOCUMENT_KIND,
    version: DOCUMENT_VERSION,
    portfolio: {
      ...{ name, owner, currency, inception },
      stated_equity: moneyText(statedEquity),
      basis_date: basisDate,
      dividends,
    },
    lots: all<LotRow>(LOTS).map((row) => {
      const { id: lotId, underlying: _, strike: __, expiration: ___, right: ____, note, ...terms } = row;
      const own = placed(events.get(lotId) ?? []);
      return {
        ...terms,
        option: optionOf(row),
        note,
        tags: (tagged.get(lotId) ?? [])
          .map(({ tagId }) => tagPlaces.get(tagId) as number)
          .sort((a, b) => a - b),
        events: own.map(({ lotId: _, fees, ...event }) => ({ ...event, fees: moneyText(fees) })),
      };
    }),
    events: placed(all<EventRow>(EVENTS)).map(({ amount, ...event }) => ({
      ...event,
      amount: amount === null ? null : moneyText(amount),
    })),
    target_prices: [...all<WrittenDocument["target_prices"][number]>(TARGETS)],
    tags: tags.map(({ id: _, ...tag }) => tag),
  };
}
