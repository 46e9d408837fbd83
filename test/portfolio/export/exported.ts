import { isoDate } from "../../../src/platform/iso-date.ts";
import { ZERO_CENTS } from "../../../src/platform/money.ts";
import type { WrittenDocument } from "../../../src/portfolio/export/document.ts";
import { portfolioDocument } from "../../../src/portfolio/export/write-document.ts";
import { recordCash } from "../../../src/portfolio/recording/cash.ts";
import { convertLot } from "../../../src/portfolio/recording/conversion.ts";
import { RecordingDesk } from "../../../src/portfolio/recording/desk.ts";
import { openLot, recordHappening } from "../../../src/portfolio/recording/lots.ts";
import { amendOpening, deleteLot, reverseEvent } from "../../../src/portfolio/recording/reversal.ts";
import { walkCsv } from "../../batch/small-night.ts";
import { Desk } from "../../support/desk.ts";

export const TODAY = isoDate("2026-05-29");
export const PRICES = walkCsv(7, ["SPY", "AAPL", "MSFT", "NEWCO"], "2026-01-02", "2026-05-29");
const AT = "2026-05-29T22:00:00.000Z";

const ANNOTATIONS = `
  INSERT INTO tag (public_id, owner, kind, name, color, description, archived_at) VALUES
    ('t1', 'Ann', 'user', 'Growth', '#112233', 'fast', NULL), ('t2', 'Ann', 'sector', 'Technology', '#445566', NULL, NULL),
    ('t3', 'Bob', 'user', 'Growth', '#000000', NULL, NULL), ('t4', 'Ann', 'user', 'Old', '#000000', NULL, '${AT}');
  INSERT INTO position_tag SELECT l.id, t.id FROM lot l, tag t WHERE t.public_id IN ('t1', 't2') AND l.symbol = 'AAPL';
  INSERT INTO position_tag SELECT l.id, t.id FROM lot l, tag t WHERE t.public_id = 't1' AND l.symbol = 'MY_FUND';
  INSERT INTO target_price SELECT 'p1', id, 'AAPL', 'LONG', 250.5, NULL, 80, 'mine', 'nd_1234', '${AT}' FROM portfolio;
  INSERT INTO target_price SELECT 'p2', id, 'MSFT', 'SHORT', NULL, 1, NULL, NULL, 'command', '${AT}' FROM portfolio`;

/** A desk with prices, and a portfolio to which everything has happened that can. */
export async function deskWithAll(): Promise<Desk> {
  const desk = new Desk();
  await desk.base.importText(PRICES);
  await desk.openLots(
    "Full",
    ["AAPL,100,90,2026-01-05", "MSFT,-20,110,2026-01-06", "AAPL,10,95,2026-02-02"],
    {
      equity: "50000",
      inception: "2026-01-05",
    },
  );
  const { writer } = desk.base;
  writer.db.exec("UPDATE portfolio SET owner = 'Ann', dividends = 'recorded'");
  await writer.transact("record", () => {
    const recorder = { source: "command", actor: "command", at: AT, newId: () => crypto.randomUUID() };
    const books = new RecordingDesk(writer.db, desk.portfolio("Full"), TODAY, recorder);
    const dealing = { date: isoDate("2026-02-03"), time: "10:30:00", currency: null, reason: "a reason" };
    const of = (symbol: string) => books.lotsOf(symbol)[0] as ReturnType<RecordingDesk["lot"]>;
    const plain = {
      ...dealing,
      fees: ZERO_CENTS,
      basisDate: null,
      subtype: null,
      option: null,
      multiplier: null,
    };
    openLot(books, {
      ...plain,
      kind: "open",
      symbol: "MY_FUND",
      assetClass: "PRIVATE",
      quantity: 3,
      price: 100,
      note: "n",
    });
    const put = { ...plain, assetClass: "OPTIONS", note: null, price: 4 } as const;
    openLot(books, { ...put, kind: "transfer_in", symbol: "AAPL260619P00100000", quantity: -2 });
    const mistake = openLot(books, { ...put, kind: "open", symbol: "AAPL260619C00100000", quantity: 1 });
    deleteLot(books, books.lot(mistake.id), "never was");
    amendOpening(books, of("MSFT"), { price: 111.25 }, "a slip");
    const later = { ...dealing, date: isoDate("2026-03-02"), fees: ZERO_CENTS };
    recordHappening(books, of("MY_FUND"), { ...later, kind: "valuation", price: 105.5, quantity: null });
    recordHappening(books, of("AAPL"), { ...later, kind: "reduce", price: 93.3333, quantity: 12.5 });
    const conversion = { symbol: "NEWCO", ratio: 0.5, cash: 0, reason: null };
    convertLot(books, of("AAPL"), {
      ...conversion,
      kind: "spin_off",
      date: isoDate("2026-04-01"),
      costShare: 0.25,
    });
    const nothing = { time: null, currency: null, symbol: null, numerator: null, denominator: null };
    const cash = (kind: "contribution" | "withdrawal" | "interest" | "fee", day: string, amount: number) =>
      recordCash(books, { ...nothing, kind, tradeDate: isoDate(day), amount: amount as never }, null);
    cash("contribution", "2026-02-09", 1_000_000);
    cash("interest", "2026-02-10", -123);
    cash("fee", "2026-02-11", 1);
    reverseEvent(books, cash("withdrawal", "2026-02-12", 5_000), "not yet");
    const dividend = { ...nothing, kind: "dividend", symbol: "AAPL", amount: 2_500 as never } as const;
    recordCash(books, { ...dividend, tradeDate: isoDate("2026-02-13") }, "paid");
    const split = {
      ...nothing,
      kind: "split",
      symbol: "MSFT",
      amount: null,
      numerator: 2,
      denominator: 1,
    } as const;
    recordCash(books, { ...split, tradeDate: isoDate("2026-05-04") }, null);
    writer.db.exec(ANNOTATIONS);
  });
  return desk;
}

/** What the export of a portfolio is. */
export function documentOf(desk: Desk, name: string): WrittenDocument {
  return portfolioDocument(desk.base.writer.db, desk.portfolio(name));
}
