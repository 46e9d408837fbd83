import { z } from "zod";
import { type IsoDate, tryIsoDate } from "../../platform/iso-date.ts";
import { type Cents, formatCents, parseCents } from "../../platform/money.ts";

const CURRENCY = /^(?:[A-Z]{3}|GBp|GBX|ZAc|ILA)$/;
const TIME = /^[0-2]\d:[0-5]\d:[0-5]\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** As files of positions have names of private assets, too. */
const SYMBOL = /^[A-Z0-9.^=_-]+$/;
const LONGEST_SYMBOL = 100;
const LARGEST_RATIO_TERM = 1_000_000;
/** Of quantities and of prices: a trillion, as files of transactions have them. */
const LARGEST_NUMBER = 1e12;
/** In cents: a trillion and, as files of transactions have them, ten. */
const [LARGEST_EQUITY, LARGEST_AMOUNT] = [1e14, 1e15];

/** A day that exists. */
export const DAY = z.custom<IsoDate>(
  (value) => typeof value === "string" && tryIsoDate(value) !== null,
  "is not a day as YYYY-MM-DD",
);
export const TIME_OF_DAY = z.string().regex(TIME, "is not a time as HH:MM:SS").nullable();
export const UTC_INSTANT = z.string().regex(INSTANT, "is not an instant such as 2026-05-29T22:00:00.000Z");
export const CURRENCY_WORD = z.string().regex(CURRENCY, "is not a currency such as EUR");
export const SYMBOL_NAME = z
  .string()
  .max(LONGEST_SYMBOL)
  .regex(SYMBOL, "is not a symbol in its one spelling");
export const WORDS = z.string();
/** A price of a unit. */
export const NOT_NEGATIVE = z.number().min(0).max(LARGEST_NUMBER);
/** The strike of an option. */
export const POSITIVE = z.number().positive().max(LARGEST_NUMBER);
export const UNITS = z.number().min(-LARGEST_NUMBER).max(LARGEST_NUMBER);
export const PLACE = z.int().positive();
export const RATIO_TERM = z.int().min(1).max(LARGEST_RATIO_TERM);

/** An amount of money as text, exact: `-1234.50`. */
export const MONEY = z.string().transform((text, context): Cents => {
  let amount: Cents | null = null;
  try {
    amount = parseCents(text);
  } catch {
    context.addIssue({ code: "custom", message: 'is not an amount such as "1234.56"' });
    return z.NEVER;
  }
  if (Math.abs(amount) <= LARGEST_AMOUNT) return amount;
  context.addIssue({ code: "custom", message: "is more than ten trillion" });
  return z.NEVER;
});
/** What a portfolio was worth when its books opened. */
export const EQUITY = MONEY.refine((amount) => amount > 0, "is not above zero").refine(
  (amount) => amount <= LARGEST_EQUITY,
  "is more than a trillion",
);

/** An amount as documents have it. */
export const moneyText = (amount: Cents): string => formatCents(amount);
