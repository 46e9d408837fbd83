import { z } from "zod";
import { FREQUENCIES, type Frequency, STATEMENT_KINDS } from "../../../db/schema/words.ts";
import { type IsoDate, tryIsoDate } from "../../platform/iso-date.ts";
import { LARGEST_AMOUNT } from "../fundamentals/believable.ts";
import type { Statement } from "../fundamentals/field-group.ts";
import { figuresOf, STATEMENT_LINES } from "../fundamentals/statement-line.ts";
import { type SymbolName, trySymbol } from "../symbol.ts";
import { placeOf, words } from "./yahoo-field.ts";

/** The length of the periods that belong under a frequency: sums of twelve months must never pass for a quarter. */
const PERIOD_TYPES: Readonly<Record<Frequency, RegExp>> = {
  annual: /^12M$/,
  quarterly: /^[36]M$/,
  trailing: /^TTM$/,
};

/** Of another symbol than was asked for so much is told. */
const LONGEST_SYMBOL = 24;

const value = z.object({
  asOfDate: z.string(),
  periodType: z.string(),
  currencyCode: words(),
  reportedValue: z.object({ raw: z.number() }),
});
const entry = z.looseObject({
  meta: z.object({ symbol: z.array(z.string()).optional(), type: z.array(z.string()).min(1) }),
});

/** A whole answer of the time series of fundamentals: an entry for every line that was asked for, told or not. */
export const timeseriesAnswer = z.object({
  timeseries: z.object({ result: z.array(entry).nullish(), error: z.unknown().optional() }),
});

/** Yahoo's values of one frequency and period end, by the name of their line. */
interface Period {
  readonly frequency: Frequency;
  readonly periodEnd: IsoDate;
  readonly values: Map<string, { readonly amount: number; readonly currency: string | null }>;
}

/** Statements as an answer tells them, or the place where it is not one. */
export type ReadTimeseries =
  | { readonly statements: readonly Statement[]; readonly fault: null }
  | { readonly statements: null; readonly fault: string };

/** Reads a symbol's statements from answers, one or many, of the time series. What was told as zero is zero. */
export function readTimeseries(answers: readonly unknown[], symbol: SymbolName): ReadTimeseries {
  const periods = new Map<string, Period>();
  for (const answer of answers) {
    const parsed = timeseriesAnswer.safeParse(answer);
    if (!parsed.success) return { statements: null, fault: placeOf(parsed.error, "the answer") };
    for (const each of parsed.data.timeseries.result ?? []) {
      const [name = null] = each.meta.symbol ?? [];
      const isStranger = name !== null && trySymbol(name) !== symbol;
      const fault = isStranger ? `meta.symbol is ${name.slice(0, LONGEST_SYMBOL)}` : enter(each, periods);
      if (fault !== null) return { statements: null, fault };
    }
  }
  return { statements: [...periods.values()].flatMap(statementsOf), fault: null };
}

/** Enters an entry's values into their periods. @returns the place where it is not as it should be; null if nowhere. */
function enter(given: z.output<typeof entry>, periods: Map<string, Period>): string | null {
  const key = given.meta.type[0] as string;
  const frequency = FREQUENCIES.find((each) => key.startsWith(each));
  if (frequency === undefined) return null;
  // The values stand under their own name; wherever they stand, another key is none of them.
  const parsed = z.array(value.nullable()).safeParse(given[key] ?? []);
  if (!parsed.success) return `${key}.${placeOf(parsed.error, "the values")}`;
  for (const told of parsed.data) {
    if (told === null || !PERIOD_TYPES[frequency].test(told.periodType)) continue;
    const periodEnd = tryIsoDate(told.asOfDate);
    if (periodEnd === null) return `${key}.asOfDate: not a day`;
    const at = `${frequency} ${periodEnd}`;
    const period = periods.get(at) ?? { frequency, periodEnd, values: new Map() };
    periods.set(at, period);
    const { currencyCode: currency, reportedValue } = told;
    const name = key.slice(frequency.length);
    const before = period.values.get(name);
    if (before !== undefined && before.amount !== reportedValue.raw)
      return `${key}: two values for the period to ${periodEnd}`;
    if (Math.abs(reportedValue.raw) > LARGEST_AMOUNT) return `${key}: an amount that nobody has`;
    period.values.set(name, { amount: reportedValue.raw, currency });
  }
  return null;
}

/** Counts of shares, which have no currency, whatever Yahoo says. */
const SHARES: ReadonlySet<string> = new Set([
  "BasicAverageShares",
  "DilutedAverageShares",
  "OrdinarySharesNumber",
]);

/** A period's statements. Amounts in another currency than most are in are left out: they cannot be added to the others. */
function statementsOf({ frequency, periodEnd, values }: Period): readonly Statement[] {
  const amounts = [...values].filter(([name]) => !SHARES.has(name)).map(([, each]) => each.currency);
  const currency = mostly(amounts);
  return STATEMENT_KINDS.flatMap((kind): Statement[] => {
    if (kind === "balance_sheet" && frequency === "trailing") return [];
    const figures = figuresOf(kind, "yahoo", (name) => {
      const told = values.get(name);
      if (told === undefined) return null;
      return told.currency === currency || SHARES.has(name) ? told.amount : null;
    });
    if (Object.keys(figures).length === 0) return [];
    const labels = { fiscalYear: null, fiscalQuarter: null, filingDate: null };
    return [{ kind, frequency, periodEnd, currency, ...labels, figures }];
  });
}

function mostly<T>(values: readonly T[]): T | null {
  const counts = Map.groupBy(values, (each) => each);
  const [most] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  return most?.[0] ?? null;
}

/** Yahoo's names of all lines of all statements under a frequency, each once. */
export function timeseriesTypes(frequency: Frequency): readonly string[] {
  const kinds = STATEMENT_KINDS.filter((kind) => kind !== "balance_sheet" || frequency !== "trailing");
  const names = kinds.flatMap((kind) => Object.values(STATEMENT_LINES[kind]).flatMap(({ yahoo }) => yahoo));
  return [...new Set(names)].map((name) => `${frequency}${name}`);
}
