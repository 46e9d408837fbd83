import { z } from "zod";
import { ZERO_CENTS } from "../platform/money.ts";
import { currency, fees, money, note, price, ratio, size, symbol, time } from "./fields.ts";
import { day } from "./query.ts";

const LARGEST_RATIO_PART = 1_000_000;

const when = { date: day(), time: time().optional(), reason: note().optional() };
const ofLot = { position: z.string().min(1).max(255), ...when };
const dealt = {
  ...ofLot,
  price: price(),
  currency: currency().optional(),
  fees: fees().default(ZERO_CENTS),
};
const ended = { ...dealt, price: price().default(0) };
const settled = {
  ...ofLot,
  quantity: size().optional(),
  price: price().optional(),
  fees: fees().default(ZERO_CENTS),
};
const converted = {
  position: ofLot.position,
  date: when.date,
  reason: when.reason,
  symbol: symbol(),
  ratio: ratio(),
};
const cash = { ...when, amount: money(), currency: currency().optional() };
const PART = "write the new units and the old ones as two whole numbers from 1 to a million";
const part = () => z.number({ error: PART }).int(PART).min(1, PART).max(LARGEST_RATIO_PART, PART);

/** What may happen to a lot by itself. */
const LOT_REQUESTS = [
  z.strictObject({ kind: z.enum(["increase", "reduce"]), ...dealt, quantity: size() }),
  z.strictObject({ kind: z.enum(["close", "transfer_out"]), ...dealt, quantity: size().optional() }),
  z.strictObject({ kind: z.literal("merger_cash"), ...dealt }),
  z.strictObject({ kind: z.literal("expire"), ...ended }),
  z.strictObject({
    kind: z.literal("write_off"),
    ...ofLot,
    currency: currency().optional(),
    fees: fees().default(ZERO_CENTS),
  }),
  z.strictObject({ kind: z.literal("valuation"), ...ofLot, price: price(), currency: currency().optional() }),
] as const;

/** What turns an option into shares or cash. */
const OPTION_REQUESTS = [z.strictObject({ kind: z.enum(["exercise", "assign"]), ...settled })] as const;

/** What turns a lot into another. */
const CONVERSION_REQUESTS = [
  z.strictObject({ kind: z.literal("rename"), ...converted, ratio: ratio().default(1) }),
  z.strictObject({ kind: z.literal("merger_stock"), ...converted, cash: price().default(0) }),
  z.strictObject({ kind: z.literal("spin_off"), ...converted, cost_share: z.number().min(0).max(1) }),
] as const;

/** What happens to a portfolio's cash, or to its view of a split. */
const PORTFOLIO_REQUESTS = [
  z.strictObject({ kind: z.enum(["contribution", "withdrawal", "interest", "fee"]), ...cash }),
  z.strictObject({ kind: z.literal("dividend"), ...cash, symbol: symbol() }),
  z.strictObject({
    kind: z.literal("split"),
    ...when,
    symbol: symbol(),
    numerator: part(),
    denominator: part(),
  }),
] as const;

/** Anything that may be recorded of a portfolio and what it holds, as a body has it, by its kind. */
export const eventRequest = z.discriminatedUnion(
  "kind",
  [...LOT_REQUESTS, ...OPTION_REQUESTS, ...CONVERSION_REQUESTS, ...PORTFOLIO_REQUESTS],
  {
    error: ({ code, options }) =>
      code === "invalid_union" && Array.isArray(options) ? `write one of ${options.join(", ")}` : undefined,
  },
);

export type EventRequest = z.output<typeof eventRequest>;
export type LotRequest = z.output<(typeof LOT_REQUESTS)[number]>;
export type OptionRequest = z.output<(typeof OPTION_REQUESTS)[number]>;
export type ConversionRequest = z.output<(typeof CONVERSION_REQUESTS)[number]>;
export type PortfolioRequest = z.output<(typeof PORTFOLIO_REQUESTS)[number]>;
