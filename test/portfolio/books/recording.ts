import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import { cents } from "../../../src/platform/money.ts";
import type { Portfolio } from "../../../src/portfolio/portfolio.ts";
import { enterPortfolio } from "../../../src/portfolio/portfolio-store.ts";
import { RecordingDesk } from "../../../src/portfolio/recording/desk.ts";
import type { Dealing, LotHappening, NewLot } from "../../../src/portfolio/recording/lots.ts";
import type { Desk } from "../../support/desk.ts";
import { day } from "./made.ts";

const TODAY = day("2026-05-29");
const CENT = 100;
let made = 0;

const recorderOf = (desk: Desk) => ({
  ...{ source: "api", actor: "tester", at: desk.now() },
  newId: () => `made-${made++}`,
});

/** Records something in the books of a portfolio, as a request or a command does. */
export function record<T>(desk: Desk, name: string, what: (books: RecordingDesk) => T): Promise<T> {
  const { writer } = desk.base;
  return writer.transact("record", () =>
    what(new RecordingDesk(writer.db, desk.portfolio(name), TODAY, recorderOf(desk))),
  );
}

/** Opens a portfolio with nothing but cash. */
export function openEmpty(desk: Desk, name: string, dollars: number, inception: string): Promise<Portfolio> {
  const on = day(inception);
  const terms = {
    name,
    owner: null,
    currency: "USD",
    inception: on,
    basisDate: on,
    dividends: "derived",
  } as const;
  const { writer } = desk.base;
  return writer.transact("open", () =>
    enterPortfolio(writer.orm, { ...terms, statedEquity: cents(dollars * CENT) }, recorderOf(desk)),
  );
}

const dealing = (on: string, price: number): Dealing => ({
  ...{ date: day(on), time: null, price, currency: null, fees: cents(0), reason: null },
});

/** Shares that are bought, or sold short, unless said. */
export const bought = (
  symbol: string,
  on: string,
  quantity: number,
  price: number,
  rest: Partial<NewLot> = {},
): NewLot => ({
  ...dealing(on, price),
  ...{ kind: "open", symbol, quantity, basisDate: null, assetClass: "PUBLIC", subtype: null },
  ...{ option: null, multiplier: null, note: null },
  ...rest,
});

export const happened = (
  kind: LotHappening["kind"],
  on: string,
  quantity: number | null,
  price: number,
): LotHappening => ({ ...dealing(on, price), kind, quantity });

/** A file of prices: a close a session from one day to another, by its place. */
export function closesCsv(
  symbol: string,
  from: string,
  to: string,
  closeOf: (at: number, session: IsoDate) => number | null,
): string {
  const calendar = calendarOf(symbol.endsWith("=X") ? "weekdays" : "XNYS");
  const lines = calendar.sessionsBetween(day(from), day(to)).flatMap((session, at) => {
    const close = closeOf(at, session);
    return close === null ? [] : [`${symbol},${session},${close}`];
  });
  return `${lines.join("\n")}\n`;
}

export const HEADER = "symbol,date,close\n";
