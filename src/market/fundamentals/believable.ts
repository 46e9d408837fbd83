import { isCurrency } from "../exchange-rate.ts";

/** Nobody's amount is larger, in whatever currency. */
export const LARGEST_AMOUNT = 1e17;
const LARGEST_MULTIPLE = 1e6;
const LARGEST_PER_SHARE = 1e8;
/** A margin of a company that earns next to nothing may be many times its revenue. */
const LARGEST_RATIO = 1e5;
const SMALLEST = Number.MIN_VALUE;

type Bounds = readonly [least: number, most: number];

const AMOUNT: Bounds = [-LARGEST_AMOUNT, LARGEST_AMOUNT];
const POSITIVE_AMOUNT: Bounds = [SMALLEST, LARGEST_AMOUNT];
const MULTIPLE: Bounds = [-LARGEST_MULTIPLE, LARGEST_MULTIPLE];
const PER_SHARE: Bounds = [-LARGEST_PER_SHARE, LARGEST_PER_SHARE];
const PRICE: Bounds = [SMALLEST, LARGEST_PER_SHARE];
/** Of shares that will be worth nothing some analysts say so. */
const TARGET: Bounds = [0, LARGEST_PER_SHARE];
const RATIO: Bounds = [-LARGEST_RATIO, LARGEST_RATIO];
const COUNT: Bounds = [0, LARGEST_AMOUNT];

/** Within what a figure may lie, by column; what lies outside is a vendor's mistake, and counts as not told. */
const BOUNDS: Readonly<Record<string, Bounds>> = {
  price: PRICE,
  marketCap: POSITIVE_AMOUNT,
  sharesOutstanding: POSITIVE_AMOUNT,
  trailingPe: MULTIPLE,
  forwardPe: MULTIPLE,
  priceToBook: MULTIPLE,
  bookValue: PER_SHARE,
  epsTrailing: PER_SHARE,
  epsForward: PER_SHARE,
  dividendRate: [0, LARGEST_PER_SHARE],
  // Nobody pays more than its price in a year.
  dividendYield: [0, 1],
  week52High: PRICE,
  week52Low: PRICE,
  averageVolume: COUNT,
  beta: [-100, 100],
  grossMargin: RATIO,
  operatingMargin: RATIO,
  ebitdaMargin: RATIO,
  profitMargin: RATIO,
  returnOnAssets: RATIO,
  returnOnEquity: RATIO,
  revenueGrowth: RATIO,
  earningsGrowth: RATIO,
  earningsQuarterlyGrowth: RATIO,
  totalRevenue: AMOUNT,
  targetMean: TARGET,
  targetMedian: TARGET,
  targetHigh: TARGET,
  targetLow: TARGET,
  opinions: [0, 1_000],
  recommendationMean: [1, 5],
  employees: [0, 1e8],
  epsAverage: PER_SHARE,
  epsLow: PER_SHARE,
  epsHigh: PER_SHARE,
  epsYearAgo: PER_SHARE,
  epsGrowth: RATIO,
  epsAnalysts: [0, 1_000],
  revenueAverage: AMOUNT,
  revenueLow: AMOUNT,
  revenueHigh: AMOUNT,
  revenueYearAgo: AMOUNT,
  revenueAnalysts: [0, 1_000],
};

/** How many characters of a text are kept, by column. */
const LENGTHS: Readonly<Record<string, number>> = { description: 10_000, website: 500 };
const LENGTH = 100;
/** Terminals obey them, and a text in SQLite ends at the first zero. */
const CONTROL = /\p{Cc}+/gu;
const CURRENCIES: ReadonlySet<string> = new Set(["currency", "epsCurrency", "revenueCurrency"]);

/** What is believed of values that somebody tells, by column: null for what cannot be; texts without control characters, cut short. */
export function believable<V extends object>(values: V): V {
  const entries = Object.entries(values).map(([column, value]) => [column, believed(column, value)]);
  return Object.fromEntries(entries) as V;
}

function believed(column: string, value: unknown): unknown {
  if (typeof value === "number") {
    const [least, most] = BOUNDS[column] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return value >= least && value <= most ? value : null;
  }
  if (typeof value !== "string") return value;
  if (CURRENCIES.has(column)) return isCurrency(value) ? value : null;
  const text = value.replace(CONTROL, " ").trim();
  return text === "" ? null : [...text].slice(0, LENGTHS[column] ?? LENGTH).join("");
}
