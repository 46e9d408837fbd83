import { eq } from "drizzle-orm";
import { Rows } from "../../db/bulk/rows.ts";
import { lot, lotEvent, portfolio } from "../../db/schema/portfolio.ts";
import type { Writer } from "../../db/writer.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { NewId } from "../platform/ids.ts";
import { type Cents, cents, centsOfProduct } from "../platform/money.ts";
import type { ImportedLot } from "./import/imported-lot.ts";
import { basisDateOf, inceptionOf, type PortfolioTerms } from "./import/portfolio-terms.ts";
import { multiplierOf } from "./lot.ts";
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

/** What buying or selling a lot takes from cash, signed: a purchase is above zero, a short sale below. */
export function entryValueOf({ quantity, assetClass, entryPrice }: ImportedLot): Cents {
  return centsOfProduct(quantity, multiplierOf(assetClass), entryPrice);
}

function exitValueOf({ quantity, assetClass, exit }: ImportedLot): Cents {
  return centsOfProduct(quantity, multiplierOf(assetClass), exit?.price ?? 0);
}

/** Where lots come from. */
const SOURCE = "import";

/**
 * Opens a portfolio with its lots, all in one transaction.
 * @throws NightdeskError `portfolio_exists` (ERR_PORT_001) if there is one of that name; what the writer throws.
 */
export async function openPortfolio(
  writer: Writer,
  terms: PortfolioTerms,
  lots: readonly ImportedLot[],
  newId: NewId,
  at: string,
): Promise<Portfolio> {
  return writer.transact("open portfolio", () => {
    const { name, currency, statedEquity } = terms;
    const base = { name, currency, statedEquity };
    const { orm, db } = writer;
    if (
      orm.select({ id: portfolio.id }).from(portfolio).where(eq(portfolio.name, name)).get() !== undefined
    ) {
      throw new NightdeskError(
        "portfolio_exists",
        `ERR_PORT_001: There is a portfolio named "${name}" already; give this one another name.`,
        { details: { fault: "ERR_PORT_001" } },
      );
    }
    const opened = {
      ...base,
      publicId: newId(),
      inception: inceptionOf(terms, lots),
      basisDate: basisDateOf(terms, lots),
    };
    const { id } = orm
      .insert(portfolio)
      .values({ ...opened, createdAt: at })
      .returning({ id: portfolio.id })
      .get();
    const lotRows = new Rows(db, lot);
    const eventRows = new Rows(db, lotEvent);
    const nextLotId = (db.prepare("SELECT coalesce(max(id), 0) FROM lot").pluck().get() as number) + 1;
    for (const [index, each] of numbered(lots).entries()) {
      const { symbol, assetClass, subtype, type, quantity, option, exit } = each;
      const lotId = nextLotId + index;
      lotRows.put({
        id: lotId,
        publicId: newId(),
        portfolioId: id,
        lotNo: index + 1,
        symbol,
        assetClass,
        subtype,
        type,
        multiplier: multiplierOf(assetClass),
        underlying: option?.underlying ?? null,
        strike: option?.strike ?? null,
        expiration: option?.expiration ?? null,
        optionRight: option?.right ?? null,
      });
      const common = { lotId, source: SOURCE, recordedAt: at };
      const cash = cents(-entryValueOf(each));
      const opening = { kind: "open", tradeDate: each.entryDate, quantity, price: each.entryPrice } as const;
      eventRows.put({ ...common, ...opening, seq: 1, cash });
      if (exit === null) continue;
      const closing = {
        kind: "close",
        tradeDate: exit.date,
        quantity: -quantity,
        price: exit.price,
      } as const;
      eventRows.put({ ...common, ...closing, seq: 2, cash: exitValueOf(each) });
    }
    return { id, ...opened } as Portfolio;
  });
}
