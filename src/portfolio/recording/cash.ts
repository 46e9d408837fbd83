import { rateSymbol } from "../../market/exchange-rate.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { type Cents, centsOfProduct, formatCents } from "../../platform/money.ts";
import { currencyOf } from "../account.ts";
import type { PortfolioEvent } from "../cash-event.ts";
import { Exchange } from "../exchange.ts";
import { readCurrencies, readHistories } from "../history-source.ts";
import { readLots, readPortfolioEvents } from "../portfolio-source.ts";
import type { RecordingDesk } from "./desk.ts";
import { refused } from "./refused.ts";

const CENTS_PER_UNIT = 100;

/** The equity of the newest snapshot on or before a day without the flows through it: what flows are added to. */
function gainedBy({ db, portfolio }: RecordingDesk, day: IsoDate): Cents {
  const gained = db
    .prepare(
      "SELECT cumulative_pnl FROM snapshot WHERE portfolio_id = ? AND session <= ? ORDER BY session DESC LIMIT 1",
    )
    .pluck()
    .get(portfolio.id, day);
  return (portfolio.statedEquity + ((gained as number | undefined) ?? 0)) as Cents;
}

/**
 * Refuses withdrawals that take more than there is, on any day from one on: contributions and withdrawals that are recorded
 * count at once, whether a snapshot has them yet or not (EQUITY_003).
 * @throws NightdeskError `event_refused`.
 */
export function requireCovered(desk: RecordingDesk, from: IsoDate): void {
  const { db, portfolio } = desk;
  const flows = [...cashFlows(desk), ...transfers(desk)]
    .filter(({ tradeDate }) => tradeDate > portfolio.inception)
    .sort((a, b) => (a.tradeDate < b.tradeDate ? -1 : Number(a.tradeDate > b.tradeDate)));
  const pairs = new Set(flows.flatMap(({ currency }) => pairsOf(currency, portfolio.currency)));
  const exchange = new Exchange(portfolio.currency, readHistories(db, pairs, desk.today));
  let flowed = 0;
  for (const [at, { tradeDate, factors, currency }] of flows.entries()) {
    const rate = currency === null ? null : exchange.rateOn(currency, tradeDate);
    // Without a rate the books cannot be told either: nothing is refused for it.
    flowed += rate === null ? 0 : centsOfProduct(...factors, ...rate.factors);
    const isLastOfDay = flows[at + 1]?.tradeDate !== tradeDate;
    if (!isLastOfDay || tradeDate < from) continue;
    const left = gainedBy(desk, tradeDate) + flowed;
    if (left >= 0) continue;
    throw refused(
      `EQUITY_003: With it ${formatCents(-left as Cents)} ${portfolio.currency} more than there is would be withdrawn by ${tradeDate}.`,
      { fault: "EQUITY_003", date: tradeDate },
    );
  }
}

/** What came in or left on a day, below zero if it left: the product of the factors, in a currency; null: not known. */
interface Flow {
  readonly tradeDate: IsoDate;
  readonly factors: readonly number[];
  readonly currency: string | null;
}

function cashFlows({ db, portfolio }: RecordingDesk): readonly Flow[] {
  return readPortfolioEvents(db, portfolio.id)
    .filter(({ kind }) => kind === "contribution" || kind === "withdrawal")
    .map(({ kind, tradeDate, amount, currency }) => {
      const units = (amount as Cents) / CENTS_PER_UNIT;
      const factors = [kind === "withdrawal" ? -units : units];
      return { tradeDate, factors, currency: currency ?? portfolio.currency };
    });
}

/** Lots that came from other accounts, or went to them, are flows as well. */
function transfers({ db, portfolio }: RecordingDesk): readonly Flow[] {
  const told = readCurrencies(db);
  return readLots(db, portfolio.id).flatMap((lot) =>
    lot.events
      .filter(({ kind }) => kind === "transfer_in" || kind === "transfer_out")
      .map(({ tradeDate, quantity, price, currency }) => {
        const factors = [quantity, lot.multiplier, price];
        return { tradeDate, factors, currency: currency ?? currencyOf(lot, portfolio, told) };
      }),
  );
}

function pairsOf(from: string | null, to: string): string[] {
  if (from === null) return [];
  return [rateSymbol(from, to), rateSymbol(to, from)].filter((pair) => pair !== null);
}

/**
 * Records what happened to a portfolio's cash, or a split as its owner's books have it.
 * @returns the event's public id.
 * @throws NightdeskError `event_refused`, `bad_date`.
 */
export function recordCash(desk: RecordingDesk, event: PortfolioEvent, reason: string | null): string {
  const { kind, tradeDate, currency, amount } = event;
  const { portfolio } = desk;
  desk.requireDay(tradeDate);
  desk.requireCurrency(currency);
  if (tradeDate <= portfolio.inception) {
    throw refused(
      `The ${kind} of ${tradeDate} lies before the books open at the close of ${portfolio.inception}: the stated equity has it in it.`,
    );
  }
  const isPositive = kind === "contribution" || kind === "withdrawal" || kind === "fee";
  if (isPositive && !((amount ?? 0) > 0))
    throw refused(`EQUITY_001: The amount of a ${kind} is above zero.`, { fault: "EQUITY_001" });
  if (amount === 0) throw refused(`The amount of the ${kind} is 0.`);
  const publicId = desk.writer.portfolioEvent(portfolio.id, event, reason);
  if (kind === "split") desk.forgetSplits();
  if (kind === "withdrawal") requireCovered(desk, tradeDate);
  desk.writer.changed(portfolio.id, desk.firstReached(event));
  return publicId;
}
