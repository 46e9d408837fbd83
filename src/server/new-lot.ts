import { z } from "zod";
import { ASSET_CLASSES, OPTION_RIGHTS } from "../../db/schema/words.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { ZERO_CENTS } from "../platform/money.ts";
import { SUBTYPES } from "../portfolio/import/asset-class.ts";
import { readDecimal } from "../portfolio/import/decimal.ts";
import { hasOccShape, isOccExpiration, STRIKE_LIMITS, tryOccSymbol } from "../portfolio/import/occ-symbol.ts";
import { listedSymbol } from "../portfolio/import/symbol.ts";
import type { AssetClass, OptionTerms } from "../portfolio/lot.ts";
import type { NewLot } from "../portfolio/recording/lots.ts";
import { currency, fees, note, price, quantity, symbol, time } from "./fields.ts";
import { day } from "./query.ts";

const CASH_PREFIX = "CASH_";
/** As of a position file. */
const LARGEST_MULTIPLIER = 1_000_000;

const upperCase = (text: string) => text.toUpperCase();

/** A lot that is to be opened, as a body has it. */
export const newLot = z.strictObject({
  kind: z.enum(["open", "transfer_in"]).default("open"),
  symbol: symbol().optional(),
  quantity: quantity(),
  price: price(),
  date: day(),
  time: time().optional(),
  as_of: day().optional(),
  fees: fees().default(ZERO_CENTS),
  currency: currency().optional(),
  investment_class: z.string().transform(upperCase).pipe(z.enum(ASSET_CLASSES)).optional(),
  investment_subtype: z.string().transform(upperCase).optional(),
  underlying: symbol().optional(),
  strike: z.number().optional(),
  expiration: day().optional(),
  right: z.string().transform(upperCase).pipe(z.enum(OPTION_RIGHTS)).optional(),
  multiplier: z.number().int().min(1).max(LARGEST_MULTIPLIER).optional(),
  note: note().optional(),
  reason: note().optional(),
});
type Given = z.output<typeof newLot>;

const refuse = (sentence: string) => new NightdeskError("bad_request", sentence);

/** The class, where none is given: what has an option's symbol or terms is one, CASH_USD and the like are private. */
function classOf(given: Given): AssetClass {
  const { investment_class: told, symbol: name = "", underlying, strike, expiration, right } = given;
  if (told !== undefined) return told;
  const terms = [underlying, strike, expiration, right];
  if (hasOccShape(name) || terms.some((each) => each !== undefined)) return "OPTIONS";
  return name.toUpperCase().startsWith(CASH_PREFIX) ? "PRIVATE" : "PUBLIC";
}

function optionOf({ symbol: name, underlying, strike, expiration, right }: Given): OptionTerms | null {
  const terms = { underlying, strike, expiration, right };
  const missing = Object.entries(terms).flatMap(([field, value]) => (value === undefined ? [field] : []));
  const isOcc = name !== undefined && tryOccSymbol(name) !== null;
  if (missing.length === 4 && name !== undefined) return null;
  if (underlying === undefined || strike === undefined || expiration === undefined || right === undefined) {
    throw refuse(
      `${missing.join(", ")}: an option has all of underlying, strike, expiration and right, or an OCC symbol alone.`,
    );
  }
  const listed = listedSymbol(underlying);
  if (listed === null) throw refuse(`underlying: "${underlying.slice(0, 40)}" is not a symbol such as AAPL.`);
  if (!isOcc && name !== undefined && listedSymbol(name) !== listed) {
    throw refuse("symbol: it is neither an OCC symbol such as AAPL250815P00200000 nor the underlying.");
  }
  const isStrike = strike > 0 && typeof readDecimal(String(strike), STRIKE_LIMITS) === "number";
  const { decimals, largest } = STRIKE_LIMITS;
  if (!isStrike)
    throw refuse(`strike: ${strike} is not above 0 and up to ${largest}, with ${decimals} decimals.`);
  if (!isOccExpiration(expiration)) throw refuse(`expiration: ${expiration} is not within 2000 to 2099.`);
  return { underlying: listed, strike, expiration, right };
}

function subtypeOf({ investment_subtype: subtype }: Given, assetClass: AssetClass): string | null {
  if (subtype === undefined || SUBTYPES[assetClass].includes(subtype)) return subtype ?? null;
  const known = SUBTYPES[assetClass].join(", ");
  throw refuse(
    `investment_subtype: "${subtype.slice(0, 40)}" is none of ${assetClass}; write ${known}, or leave it out.`,
  );
}

/**
 * What is to be opened.
 * @throws NightdeskError `bad_request`, naming the field.
 */
export function newLotOf(given: Given): NewLot {
  const assetClass = classOf(given);
  const hasTerms = [given.underlying, given.strike, given.expiration, given.right].some(
    (each) => each !== undefined,
  );
  if (assetClass !== "OPTIONS" && hasTerms)
    throw refuse(
      "underlying, strike, expiration and right are an option's; its investment_class is OPTIONS.",
    );
  if (assetClass !== "OPTIONS" && given.symbol === undefined) throw refuse("symbol: it is missing.");
  const option = assetClass === "OPTIONS" ? optionOf(given) : null;
  const subtype = subtypeOf(given, assetClass);
  const right = option?.right ?? tryOccSymbol(given.symbol ?? "")?.terms.right;
  if (assetClass === "OPTIONS" && subtype !== null && right !== undefined && subtype !== right) {
    throw refuse(`investment_subtype: ${subtype} contradicts the option, which is a ${right}.`);
  }
  const { kind, quantity: size, price: paid, date, time: at, as_of: asOf, currency: own, fees: cost } = given;
  return {
    kind,
    symbol: given.symbol ?? "",
    assetClass,
    subtype,
    option,
    multiplier: given.multiplier ?? null,
    note: given.note ?? null,
    quantity: size,
    price: paid,
    date: date as IsoDate,
    time: at ?? null,
    basisDate: asOf ?? null,
    currency: own ?? null,
    fees: cost,
    reason: given.reason ?? null,
  };
}
