import { z } from "zod";
import {
  ASSET_CLASSES,
  DIVIDEND_MODES,
  LOT_EVENT_KINDS,
  OPTION_RIGHTS,
  PORTFOLIO_EVENT_KINDS,
  POSITION_TYPES,
  TAG_KINDS,
} from "../../../db/schema/words.ts";
import { isCurrency, wholeCurrency } from "../../market/exchange-rate.ts";
import {
  CURRENCY_WORD,
  DAY,
  EQUITY,
  MONEY,
  NOT_NEGATIVE,
  PLACE,
  POSITIVE,
  RATIO_TERM,
  SYMBOL_NAME,
  TIME_OF_DAY,
  UNITS,
  UTC_INSTANT,
  WORDS,
} from "./document-words.ts";

/** What a document calls itself, and the newest version that this program writes and reads. */
export const DOCUMENT_KIND = "nightdesk portfolio";
export const DOCUMENT_VERSION = 1;

const LONGEST_NAME = 255;
const LONGEST_TAG = 50;
const LARGEST_MULTIPLIER = 1_000_000;

/** How an event came to be recorded. An event that takes another out of the books names its place in the list, from 1. */
const RECORDED = {
  source: WORDS,
  actor: WORDS,
  reason: WORDS.nullable(),
  recorded_at: UTC_INSTANT,
  reverses: PLACE.nullable(),
};

const LOT_EVENT = z.strictObject({
  kind: z.enum(LOT_EVENT_KINDS),
  date: DAY,
  time: TIME_OF_DAY,
  basis_date: DAY,
  quantity: UNITS,
  price: NOT_NEGATIVE,
  currency: CURRENCY_WORD.nullable(),
  fees: MONEY,
  /** The other lot of a conversion, by its number. */
  counter_lot: PLACE.nullable(),
  cost_share: z.number().min(0).max(1).nullable(),
  /** Of a conversion, on the lot that gives: units of the other for one of its own. Documents did not always have it. */
  ratio: z.number().positive().nullable().default(null),
  ...RECORDED,
});

const LOT = z.strictObject({
  number: PLACE,
  symbol: SYMBOL_NAME,
  asset_class: z.enum(ASSET_CLASSES),
  subtype: WORDS.nullable(),
  type: z.enum(POSITION_TYPES),
  multiplier: z.int().min(1).max(LARGEST_MULTIPLIER),
  option: z
    .strictObject({
      underlying: SYMBOL_NAME,
      strike: POSITIVE,
      expiration: DAY,
      right: z.enum(OPTION_RIGHTS),
    })
    .nullable(),
  note: WORDS.nullable(),
  /** Places in the document's list of tags, from 1. */
  tags: z.array(PLACE),
  events: z.array(LOT_EVENT),
});

const PORTFOLIO_EVENT = z.strictObject({
  kind: z.enum(PORTFOLIO_EVENT_KINDS),
  date: DAY,
  time: TIME_OF_DAY,
  amount: MONEY.nullable(),
  currency: CURRENCY_WORD.nullable(),
  symbol: SYMBOL_NAME.nullable(),
  numerator: RATIO_TERM.nullable(),
  denominator: RATIO_TERM.nullable(),
  ...RECORDED,
});

const TARGET_PRICE = z.strictObject({
  symbol: SYMBOL_NAME,
  type: z.enum(POSITION_TYPES),
  end_of_year: NOT_NEGATIVE.nullable(),
  next_year: NOT_NEGATIVE.nullable(),
  downside: NOT_NEGATIVE.nullable(),
  note: WORDS.nullable(),
  actor: WORDS,
  updated_at: UTC_INSTANT,
});

/** Those that are on positions; archived ones never are. */
const TAG = z.strictObject({
  owner: WORDS,
  kind: z.enum(TAG_KINDS),
  name: z.string().min(1).max(LONGEST_TAG),
  color: z.string().regex(/^#[0-9A-F]{6}$/, "is not a colour such as #1F77B4"),
  description: WORDS.nullable(),
});

/** Everything that makes a portfolio, by itself: what is told anew from it and from prices is not in it. */
export const PORTFOLIO_DOCUMENT = z.strictObject({
  document: z.literal(DOCUMENT_KIND),
  version: z.literal(DOCUMENT_VERSION),
  portfolio: z.strictObject({
    name: z.string().trim().min(1).max(LONGEST_NAME),
    owner: WORDS.nullable(),
    currency: z
      .string()
      .refine((code) => isCurrency(code) && wholeCurrency(code) === code, "is not a currency such as USD"),
    inception: DAY,
    stated_equity: EQUITY,
    basis_date: DAY,
    dividends: z.enum(DIVIDEND_MODES),
  }),
  /** By number. */
  lots: z.array(LOT),
  /** In the order in which they were recorded, as those of lots. */
  events: z.array(PORTFOLIO_EVENT),
  target_prices: z.array(TARGET_PRICE),
  tags: z.array(TAG),
});

/** A document that has been read: amounts are cents. */
export type PortfolioDocument = z.infer<typeof PORTFOLIO_DOCUMENT>;
/** A document as it is written: amounts are text. */
export type WrittenDocument = z.input<typeof PORTFOLIO_DOCUMENT>;
export type DocumentLot = PortfolioDocument["lots"][number];
export type DocumentLotEvent = DocumentLot["events"][number];
export type DocumentPortfolioEvent = PortfolioDocument["events"][number];
