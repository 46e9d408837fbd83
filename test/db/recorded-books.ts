import type { PortfolioEventKind } from "../../db/schema/words.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { cents } from "../../src/platform/money.ts";
import { BookWriter, type LotTerms } from "../../src/portfolio/book-writer.ts";
import type { PortfolioEvent } from "../../src/portfolio/cash-event.ts";
import { findPortfolio, readLots } from "../../src/portfolio/portfolio-source.ts";
import { eventOf } from "../portfolio/books.ts";
import type { TemporaryDatabase } from "../support/temporary-database.ts";

const AT = "2026-05-29T22:30:00.000Z";
let made = 0;

function cashEvent(kind: PortfolioEventKind, date: string, amount: number): PortfolioEvent {
  const nothing = { time: null, currency: null, symbol: null, numerator: null, denominator: null };
  return { kind, tradeDate: isoDate(date), amount: cents(amount), ...nothing };
}

const shares = (symbol: string): LotTerms => ({
  symbol,
  assetClass: "PUBLIC",
  subtype: null,
  type: "LONG",
  multiplier: 1,
  option: null,
  note: null,
});

/** Records one thing in a portfolio's books. */
type Recording = (books: BookWriter, portfolioId: number, held: ReadonlyMap<string, number>) => void;

const RECORDINGS: readonly Recording[] = [
  (books, id) => void books.portfolioEvent(id, cashEvent("contribution", "2026-05-06", 100_000), "more"),
  (books, id) => void books.portfolioEvent(id, cashEvent("fee", "2026-05-06", 500), null),
  (books, id) => {
    const { id: lot } = books.lot(id, shares("MSFT"));
    books.lotEvent(lot, eventOf("open", "2026-05-08", 10, 101), null);
  },
  (books, id) => {
    const { id: lot } = books.lot(id, shares("MSFT"));
    books.lotEvent(lot, eventOf("open", "2026-05-08", 20, 101), null);
    books.lotEvent(lot, eventOf("reduce", "2026-05-11", -5, 102), null);
  },
  (books, _, held) => {
    const lot = held.get("AAPL") as number;
    books.lotEvent(lot, eventOf("increase", "2026-05-12", 5, 100), "a second thought");
  },
  (books, id) => {
    const old = books.lot(id, shares("OLD")).id;
    books.lotEvent(old, eventOf("open", "2026-05-06", 10, 5), null);
    const renamed = books.lot(id, shares("NEW")).id;
    books.lotEvent(old, eventOf("rename", "2026-05-13", -10, 0, { counterLotId: renamed }), null);
    books.lotEvent(renamed, eventOf("rename", "2026-05-13", 10, 0, { counterLotId: old }), null);
  },
];

/** Records some things in a portfolio's books, in order or the other way round, and takes back one that is there. */
export function recordBooks(base: TemporaryDatabase, name: string, isBackward: boolean): void {
  const { db } = base.writer;
  const portfolioId = findPortfolio(db, name)?.id as number;
  const held = new Map(readLots(db, portfolioId).map(({ symbol, id }) => [symbol, id]));
  const newId = () => `id-${100_000 + made++}`;
  const books = new BookWriter(db, { source: "api", actor: "nd_0", at: AT, newId });
  const recordings = isBackward ? RECORDINGS.toReversed() : RECORDINGS;
  for (const record of recordings) record(books, portfolioId, held);
  const increase = base.rows<{ id: number }>("SELECT id FROM lot_event WHERE kind = 'increase'")[0];
  const lot = held.get("AAPL") as number;
  books.lotEvent(lot, eventOf("increase", "2026-05-12", 5, 100), "a third one", increase?.id ?? 0);
  books.changed(portfolioId, isoDate("2026-05-06"));
}

/** What an owner notes about positions: a target, tags on some, the sector of a symbol. */
export const annotated = (symbol: string) => `
  INSERT INTO target_price (public_id, portfolio_id, symbol, type, end_of_year, actor, updated_at)
    SELECT 'id-${symbol}' || id, id, '${symbol}', 'LONG', 250.5, 'nd_0', '${AT}' FROM portfolio WHERE deleted_at IS NULL;
  INSERT INTO tag (public_id, owner, kind, name, color, archived_at) VALUES
    ('id-a${symbol}', 'o', 'user', 'of ${symbol}', '#0A9BFF', NULL), ('id-b${symbol}', '', 'sector', '${symbol}', '#000000', '${AT}');
  INSERT INTO position_tag SELECT l.id, g.id FROM lot l JOIN tag g ON g.name = 'of ${symbol}' WHERE l.symbol = '${symbol}';
  INSERT INTO symbol_sector VALUES ('${symbol}', '2026-05-01', 'Technology', 'file')`;
