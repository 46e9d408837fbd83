import { type Recording, recordingOf } from "../../support/market/recorded-server.ts";

/** Symbols of which every kind of answer was recorded, on a Monday in February 2025. */
export const RECORDED_SYMBOLS = [
  "AAPL",
  "GOOG",
  "SPOT",
  "CRON",
  "OCDO.L",
  "0P000071W8.TO",
  "ADH",
  "BTC-USD",
  "EURUSD=X",
  "GC=F",
  "^VXAPL",
] as const;
export type RecordedSymbol = (typeof RECORDED_SYMBOLS)[number];

/** Modules that were recorded one by one, beside all of them together. */
export const SINGLE_MODULES = [
  "assetProfile",
  "calendarEvents",
  "defaultKeyStatistics",
  "earningsTrend",
  "financialData",
] as const;
export type SingleModule = (typeof SINGLE_MODULES)[number];

/** The parts of Apple's statements, which alone were recorded part by part. */
export const PARTS = ["financials", "balance-sheet", "cash-flow"] as const;
export const BOTH = "AAPL-BABA";
/** Answers that nobody ever gave: one of a pair for a time series of a company, one that is no search's. */
export const FAKES = {
  timeseries: "fundamentalsTimeSeries-EURGBP-unexpected-results.fake.json",
  search: "search-badResult.fake.json",
} as const;

/** The names of recordings of fundamentals, by what they are. */
export const fileOf = {
  quote: (symbol: string) => `quote-${symbol}.json`,
  summary: (symbol: string, module: SingleModule | "all" = "all") => `quoteSummary-${module}-${symbol}.json`,
  timeseries: (symbol: string, part: string, frequency: string) =>
    `fundamentalsTimeSeries-${symbol}-${part}-${frequency}.json`,
  search: (symbol: string) => `search-${symbol}.json`,
} as const;

/** Every recording that the tests beside this file replay. */
export const RECORDED_FUNDAMENTALS: readonly string[] = [
  ...[...RECORDED_SYMBOLS, BOTH].map(fileOf.quote),
  ...RECORDED_SYMBOLS.flatMap((symbol) => [
    fileOf.summary(symbol),
    ...SINGLE_MODULES.map((module) => fileOf.summary(symbol, module)),
    fileOf.timeseries(symbol, "financials", "quarterly"),
    fileOf.search(symbol),
  ]),
  ...["annual", "quarterly"].flatMap((frequency) =>
    [...PARTS, "all"].map((part) => fileOf.timeseries("AAPL", part, frequency)),
  ),
  ...Object.values(FAKES),
].filter((file, at, all) => all.indexOf(file) === at);

/** A recorded answer of Yahoo's. */
export const recorded = (file: string): Recording => recordingOf(`yahoo/${file}`);

/** An entry of a recorded time series: its values stand under its own name. */
type Entry = { readonly meta: { readonly type: readonly string[] } } & Readonly<Record<string, unknown>>;

/** The entries of a recorded time series. */
export function entriesOf({ body }: Recording): readonly Entry[] {
  return (body as { timeseries: { result: readonly Entry[] } }).timeseries.result;
}

/** A time series of these entries. */
export const timeseriesOf = (entries: readonly Entry[]): Recording => ({
  status: 200,
  contentType: "application/json",
  body: { timeseries: { result: entries, error: null } },
});

/** The modules of a recorded summary. */
export function modulesIn({ body }: Recording): Readonly<Record<string, Record<string, unknown>>> {
  const [modules] = (body as { quoteSummary: { result: readonly Record<string, Record<string, unknown>>[] } })
    .quoteSummary.result;
  if (modules === undefined) throw new Error("the recording has no modules");
  return modules;
}

/** A recorded summary with some modules changed, or without them where they are undefined. */
export function summaryWith(recording: Recording, changed: Readonly<Record<string, unknown>>): Recording {
  const result = [{ ...modulesIn(recording), ...changed }];
  return { ...recording, body: { quoteSummary: { result, error: null } } };
}

/** The quotes of a recording, each as it came. */
export function quotesIn({ body }: Recording): readonly Readonly<Record<string, unknown>>[] {
  return (body as { quoteResponse: { result: readonly Readonly<Record<string, unknown>>[] } }).quoteResponse
    .result;
}
