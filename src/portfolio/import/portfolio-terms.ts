import type { DividendMode } from "../../../db/schema/words.ts";
import { calendarOf } from "../../market/calendar/calendar.ts";
import { isCurrency, wholeCurrency } from "../../market/exchange-rate.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { type IsoDate, isoDate } from "../../platform/iso-date.ts";
import { type Cents, parseCents } from "../../platform/money.ts";
import type { ImportedLot } from "./imported-lot.ts";

/** Every fault that the terms of a portfolio can have, by its stable code, with the title that never changes. */
export const PORTFOLIO_FAULTS = {
  ERR_PORT_001: "There is a portfolio of that name",
  ERR_PORT_002: "Name missing",
  ERR_PORT_003: "Name too long",
  ERR_PORT_004: "Equity missing or not an amount",
  ERR_PORT_005: "Equity not above zero",
  ERR_PORT_006: "Equity too large",
  ERR_PORT_007: "The file of positions is missing",
  ERR_PORT_008: "The file of positions has faults",
  ERR_PORT_009: "No currency, or hundredths of one",
} as const;

export type PortfolioFaultCode = keyof typeof PORTFOLIO_FAULTS;

const LONGEST_NAME = 255;
/** A trillion, in cents. */
const LARGEST_EQUITY = 1e14;

/** What is stated of a portfolio, as given: text of the command line or of a request. */
export interface GivenTerms {
  readonly name: string | null;
  readonly equity: string | null;
  readonly currency: string | null;
  readonly inception: string | null;
  readonly asOf: string | null;
  readonly owner?: string | null;
  readonly dividends?: DividendMode;
}

/** What a portfolio is opened with. */
export interface PortfolioTerms {
  readonly name: string;
  readonly statedEquity: Cents;
  readonly currency: string;
  /** Null: by its lots. */
  readonly inception: IsoDate | null;
  readonly basisDate: IsoDate | null;
  readonly owner: string | null;
  readonly dividends: DividendMode;
}

function refused(code: PortfolioFaultCode, message: string): NightdeskError {
  return new NightdeskError("portfolio_refused", `${code}: ${message}`, { details: { fault: code } });
}

function nameOf(given: string | null): string {
  const name = given?.trim() ?? "";
  if (name === "") throw refused("ERR_PORT_002", "The portfolio needs a name; give one with --name.");
  if (name.length <= LONGEST_NAME) return name;
  throw refused("ERR_PORT_003", `The name has ${name.length} characters; it may have ${LONGEST_NAME}.`);
}

function equityOf(given: string | null): Cents {
  const wish = "give what the portfolio was worth at its inception close, such as --equity 485000";
  if (given === null) throw refused("ERR_PORT_004", `The equity is missing; ${wish}.`);
  let equity: Cents;
  try {
    equity = parseCents(given);
  } catch {
    throw refused("ERR_PORT_004", `The equity "${given.slice(0, 40)}" is not an amount; ${wish}.`);
  }
  if (equity <= 0) throw refused("ERR_PORT_005", `The equity is ${given.trim()}; it must be above zero.`);
  if (equity <= LARGEST_EQUITY) return equity;
  throw refused("ERR_PORT_006", `The equity is ${given.trim()}; it may be a trillion at most.`);
}

const unusable = (message: string) =>
  new NightdeskError("usage", message, { details: { fault: "ERR_PORT_009" satisfies PortfolioFaultCode } });

function currencyOf(given: string | null): string {
  const text = (given ?? "USD").trim();
  const currency = text.toUpperCase();
  for (const word of [text, currency]) {
    const whole = wholeCurrency(word);
    if (whole !== word)
      throw unusable(`${text} is hundredths of ${whole}; a portfolio is in whole ones: give ${whole}.`);
  }
  if (isCurrency(currency)) return currency;
  throw unusable(`"${currency.slice(0, 40)}" is not a currency such as USD.`);
}

function dayOf(given: string | null, what: string, today: IsoDate): IsoDate | null {
  if (given === null) return null;
  const day = isoDate(given);
  if (day <= today) return day;
  throw new NightdeskError("bad_date", `${what} is ${day}, which is yet to come; today is ${today}.`, {
    details: { date: day },
  });
}

/**
 * Reads what a portfolio is to be opened with.
 * @param today The day of the business clock in New York.
 * @throws NightdeskError `portfolio_refused` with a code of {@link PORTFOLIO_FAULTS}, `bad_date`, `usage`, and
 * `not_a_session`, by the holiday's name, if the inception is not one.
 */
export function readTerms(given: GivenTerms, today: IsoDate): PortfolioTerms {
  const inception = dayOf(given.inception, "The inception", today);
  if (inception !== null) calendarOf("XNYS").assertSession(inception);
  return {
    name: nameOf(given.name),
    statedEquity: equityOf(given.equity),
    currency: currencyOf(given.currency),
    inception,
    basisDate: dayOf(given.asOf, "The as-of date", today),
    owner: given.owner ?? null,
    dividends: given.dividends ?? "derived",
  };
}

/** When a portfolio's books open: as stated, else at the first session on or after its earliest entry. */
export function inceptionOf({ inception }: PortfolioTerms, lots: readonly ImportedLot[]): IsoDate {
  if (inception !== null) return inception;
  const [first] = lots.map(({ entryDate }) => entryDate).sort();
  const xnys = calendarOf("XNYS");
  const day = first as IsoDate;
  return xnys.isSession(day) ? day : xnys.nextSession(day);
}

/** The day on whose basis quantities and prices are: as stated, else the latest entry. */
export function basisDateOf({ basisDate }: PortfolioTerms, lots: readonly ImportedLot[]): IsoDate {
  return (
    basisDate ??
    (lots
      .map(({ entryDate }) => entryDate)
      .sort()
      .at(-1) as IsoDate)
  );
}
