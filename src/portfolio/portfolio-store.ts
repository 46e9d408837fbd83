import { and, eq, isNull } from "drizzle-orm";
import { portfolio } from "../../db/schema/portfolio.ts";
import type { DividendMode } from "../../db/schema/words.ts";
import type { Orm, Writer } from "../../db/writer.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { type Cents, cents } from "../platform/money.ts";
import { BookWriter, type LotTerms, type Recorder } from "./book-writer.ts";
import type { ImportedLot } from "./import/imported-lot.ts";
import { basisDateOf, inceptionOf, type PortfolioTerms } from "./import/portfolio-terms.ts";
import { multiplierOf } from "./lot.ts";
import type { LotEvent } from "./lot-event.ts";
import type { Portfolio } from "./portfolio.ts";

/** Everything by which two lots can differ, in an order that does not depend on the file's. */
function naturalKey(each: ImportedLot): readonly (string | number)[] {
  const { symbol, entryDate, assetClass, quantity, entryPrice, subtype, exit, option } = each;
  const last = [exit?.date ?? "", exit?.price ?? 0, option?.strike ?? 0, option?.expiration ?? ""];
  return [symbol, entryDate, assetClass, quantity, entryPrice, subtype ?? "", ...last, option?.right ?? ""];
}

function byNaturalKey(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at] as string | number;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** Lots in the order of their numbers: the same whatever order a file has them in. */
export function numbered(lots: readonly ImportedLot[]): readonly ImportedLot[] {
  return lots
    .map((each) => ({ each, key: naturalKey(each) }))
    .sort((a, b) => byNaturalKey(a.key, b.key))
    .map(({ each }) => each);
}

/** Whose product is what buying or selling a lot takes from cash, signed: a purchase is above zero, a short sale below. */
export function entryFactorsOf({ quantity, assetClass, entryPrice }: ImportedLot): readonly number[] {
  return [quantity, multiplierOf(assetClass), entryPrice];
}

/** What a portfolio is opened with. */
export interface OpeningTerms {
  readonly name: string;
  readonly owner: string | null;
  readonly currency: string;
  readonly statedEquity: Cents;
  readonly inception: IsoDate;
  readonly basisDate: IsoDate;
  readonly dividends: DividendMode;
}

/**
 * Refuses a name that another portfolio has.
 * @throws NightdeskError `portfolio_exists` (ERR_PORT_001).
 */
export function requireFreeName(orm: Orm, name: string, except: number | null = null): void {
  const found = orm
    .select({ id: portfolio.id })
    .from(portfolio)
    .where(and(eq(portfolio.name, name), isNull(portfolio.deletedAt)))
    .get();
  if (found === undefined || found.id === except) return;
  throw new NightdeskError(
    "portfolio_exists",
    `ERR_PORT_001: There is a portfolio named "${name}" already; give this one another name.`,
    { details: { fault: "ERR_PORT_001" } },
  );
}

/** Enters a portfolio, with no lots yet. Belongs inside a transaction. */
export function enterPortfolio(orm: Orm, terms: OpeningTerms, { newId, at }: Recorder): Portfolio {
  requireFreeName(orm, terms.name);
  const opened = { ...terms, publicId: newId() };
  const { id } = orm
    .insert(portfolio)
    .values({ ...opened, createdAt: at })
    .returning({ id: portfolio.id })
    .get();
  return { id, ...opened };
}

function termsOf({ symbol, assetClass, subtype, type, option }: ImportedLot): LotTerms {
  return { symbol, assetClass, subtype, type, multiplier: multiplierOf(assetClass), option, note: null };
}

/** The events of an imported lot: its quantities and prices are on the basis of one day. */
function eventsOf({ entryDate, quantity, entryPrice, exit }: ImportedLot, basisDate: IsoDate): LotEvent[] {
  const nothing = {
    time: null,
    currency: null,
    fees: cents(0),
    counterLotId: null,
    costShare: null,
    ratio: null,
  };
  const opening = {
    ...nothing,
    kind: "open",
    tradeDate: entryDate,
    basisDate,
    quantity,
    price: entryPrice,
  } as const;
  if (exit === null) return [opening];
  const closing = { ...nothing, kind: "close", tradeDate: exit.date, basisDate } as const;
  return [opening, { ...closing, quantity: -quantity, price: exit.price }];
}

/**
 * Opens a portfolio with its lots, all in one transaction.
 * @throws NightdeskError `portfolio_exists` (ERR_PORT_001) if there is one of that name; what the writer throws.
 */
export async function openPortfolio(
  writer: Writer,
  terms: PortfolioTerms,
  lots: readonly ImportedLot[],
  recorder: Recorder,
): Promise<Portfolio> {
  return writer.transact("open portfolio", () => enterImported(writer, terms, lots, recorder));
}

/** {@link openPortfolio} inside the caller's transaction. */
export function enterImported(
  { orm, db }: Pick<Writer, "orm" | "db">,
  terms: PortfolioTerms,
  lots: readonly ImportedLot[],
  recorder: Recorder,
): Portfolio {
  const { name, owner, currency, statedEquity, dividends } = terms;
  const dates = { inception: inceptionOf(terms, lots), basisDate: basisDateOf(terms, lots) };
  const opened = enterPortfolio(orm, { name, owner, currency, statedEquity, dividends, ...dates }, recorder);
  const books = new BookWriter(db, recorder);
  for (const each of numbered(lots)) {
    const { id } = books.lot(opened.id, termsOf(each));
    for (const event of eventsOf(each, opened.basisDate)) books.lotEvent(id, event, null);
  }
  return opened;
}
