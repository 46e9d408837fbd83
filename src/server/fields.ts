import { z } from "zod";
import { type Cents, parseCents } from "../platform/money.ts";

/** Amounts and what a lot is worth are believed up to here, in units: a trillion. */
const LARGEST_AMOUNT = 1e12;
const LARGEST_QUANTITY = 1e12;
/** Less of anything is no holding, and would vanish when it is divided. */
const LEAST_QUANTITY = 1e-9;
const LARGEST_PRICE = 1e9;
const LARGEST_RATIO = 1e6;
const LONGEST_SYMBOL = 100;
const LONGEST_NOTE = 500;
const CENTS_PER_UNIT = 100;
/** SQLite takes a text to end at a NUL, and terminals obey the others; notes may have several lines. */
export const isPlain = (text: string, but = "") =>
  [...text].every((each) => (each >= " " && each !== "\u007f") || but.includes(each));

function centsOf(value: number): Cents | null {
  try {
    return parseCents(String(value));
  } catch {
    return null;
  }
}

/** Money as bodies have it: a number of units, read by its shortest decimal, so that nothing is rounded. Cents. */
export const money = () =>
  z.number().transform((value, context) => {
    const amount = centsOf(value);
    if (amount !== null && Math.abs(amount) <= LARGEST_AMOUNT * CENTS_PER_UNIT) return amount;
    const message = `${value} is not an amount; write units and at most two decimals, such as 1234.56, up to a trillion`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** {@link money} that cannot be below zero. */
export const fees = () => money().refine((amount) => amount >= 0, "fees are not below 0");

/** A signed quantity, other than 0. */
export const quantity = () =>
  z
    .number()
    .refine(
      (value) => Math.abs(value) >= LEAST_QUANTITY && Math.abs(value) <= LARGEST_QUANTITY,
      "a quantity is not 0, and at most a trillion; below 0 if short",
    );

/** How many units of a lot: above 0, whichever way the lot goes. */
export const size = () =>
  quantity().refine(
    (value) => value > 0,
    "the quantity is above 0; the lot tells whether it is long or short",
  );

/** The price of a unit. */
export const price = () =>
  z
    .number()
    .refine((value) => value >= 0 && value <= LARGEST_PRICE, "a price is from 0 to a billion")
    .transform((value) => (value === 0 ? 0 : value));

/** New units for one old. */
export const ratio = () => {
  const message = "a ratio is a number, the new units for one old, from a millionth to a million";
  return z
    .number({ error: message })
    .refine((value) => value >= 1 / LARGEST_RATIO && value <= LARGEST_RATIO, message);
};

/** A time of the day in New York, as HH:MM:SS; the seconds may be left out. */
export const time = () =>
  z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/, "write the time in New York as HH:MM:SS")
    .transform((text) => (text.length === "HH:MM".length ? `${text}:00` : text));

/** What somebody writes, without blanks around it, on one line unless it may have more. */
export const words = (longest: number, breaks = "") =>
  z
    .string()
    .trim()
    .min(1, "write something, or leave the field out")
    .max(longest, `write at most ${longest} characters`)
    .refine((text) => isPlain(text, breaks), "it has control characters; leave them out");

/** Why something is done, or what is to be known of it. */
export const note = () => words(LONGEST_NOTE, "\t\n\r");

/** A symbol, not yet looked at. */
export const symbol = () => words(LONGEST_SYMBOL);

/** A currency of three letters; GBp and the like are hundredths. */
export const currency = () => z.string().regex(/^[A-Za-z]{3}$/, "write three letters, such as USD");

/** Pages of a list. */
export const page = (rows: number, most: number) => ({
  limit: z.coerce.number().int().min(1).max(most).default(rows),
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});
