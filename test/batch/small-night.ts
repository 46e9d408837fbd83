import pino from "pino";
import { type RunReport, runNight } from "../../src/batch/night.ts";
import type { RunScope } from "../../src/batch/scope.ts";
import { LocalPool } from "../../src/compute/local-pool.ts";
import type { Pool } from "../../src/compute/pool.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { parseCents } from "../../src/platform/money.ts";
import type { ImportedLot } from "../../src/portfolio/import/imported-lot.ts";
import { positionTypeOf } from "../../src/portfolio/lot.ts";
import type { Portfolio } from "../../src/portfolio/portfolio.ts";
import { openPortfolio } from "../../src/portfolio/portfolio-store.ts";
import { NOBODY } from "../support/desk.ts";
import type { TemporaryDatabase } from "../support/temporary-database.ts";

/** The workers' entry, from source. */
export const WORKER_ENTRY = new URL("../../src/worker.ts", import.meta.url);

/** A lot of shares as a file would state it; closed if it has an exit. */
export function sharesOf(
  symbol: string,
  quantity: number,
  entryPrice: number,
  entryDate: string,
  exit: { readonly date: string; readonly price: number } | null = null,
): ImportedLot {
  const assetClass = "PUBLIC";
  return {
    row: 2,
    symbol,
    assetClass,
    subtype: null,
    type: positionTypeOf(assetClass, quantity, null),
    quantity,
    entryPrice,
    entryDate: isoDate(entryDate),
    exit: exit === null ? null : { date: isoDate(exit.date), price: exit.price },
    option: null,
  };
}

let made = 0;

/** Opens a portfolio with 100,000 dollars at the close of its first entry. No two ids are alike, in any database. */
export function portfolioOf(
  base: TemporaryDatabase,
  name: string,
  lots: readonly ImportedLot[],
): Promise<Portfolio> {
  const terms = {
    name,
    owner: null,
    dividends: "derived" as const,
    statedEquity: parseCents("100000"),
    currency: "USD",
    inception: null,
    basisDate: null,
  };
  const newId = () => `id-${made++}`;
  const recorder = { source: "import", actor: "command", at: "2026-05-29T22:00:00.000Z", newId };
  return openPortfolio(base.writer, terms, lots, recorder);
}

/** A random walk of closes that a seed decides, a session each from one day to another, as a file of prices. */
export function walkCsv(seed: number, symbols: readonly string[], from: string, to: string): string {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const sessions = calendarOf("XNYS").sessionsBetween(isoDate(from), isoDate(to));
  const lines = symbols.flatMap((symbol) => {
    let close = 100;
    return sessions.map((session) => {
      close *= 1 + 0.03 * next();
      return `${symbol},${session},${close.toFixed(2)}`;
    });
  });
  return `${["symbol,date,close", ...lines].join("\n")}\n`;
}

/** Runs a night on a database, by a pool of its own size or the one given. */
export async function nightOn(
  base: TemporaryDatabase,
  scope: Partial<RunScope> & Pick<RunScope, "to">,
  given: Pool | null = null,
): Promise<RunReport> {
  const pool = given ?? new LocalPool(WORKER_ENTRY, 2, base.path);
  try {
    return await runNight(
      {
        id: `run-${made++}`,
        trigger: "cli",
        scope: { from: null, portfolios: null, force: false, ...scope },
      },
      {
        writer: base.writer,
        pool,
        clock: base.ports.technical,
        log: pino({ level: "silent" }),
        boot: { id: "boot", version: "0" },
        observer: NOBODY,
        sources: null,
        assumedRate: 0.04,
        signal: new AbortController().signal,
      },
    );
  } finally {
    if (given === null) await pool.close();
  }
}
