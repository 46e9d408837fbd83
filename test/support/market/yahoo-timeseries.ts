import { FREQUENCIES, type Frequency } from "../../../db/schema/words.ts";
import { STATEMENT_LINES } from "../../../src/market/fundamentals/statement-line.ts";
import { toEpochDay } from "../../../src/platform/iso-date.ts";
import { seedOf } from "./chance.ts";
import type { ToldPeriod } from "./company.ts";
import { shareFigure, shortText } from "./yahoo-figure.ts";

/** What is asked of a time series: the bounds in epoch seconds, both included. */
export interface SeriesQuestion {
  readonly symbol: string;
  readonly types: readonly string[];
  readonly period1: number;
  readonly period2: number;
}

const PERIOD_TYPES: Readonly<Record<Frequency, string>> = { annual: "12M", quarterly: "3M", trailing: "TTM" };
const DAY_S = 86_400;

/** Which statement and column a line of Yahoo's is; of several names of a column only the first is told. */
const COLUMNS = new Map(
  Object.entries(STATEMENT_LINES).flatMap(([kind, lines]) =>
    Object.entries(lines).flatMap(([column, { yahoo }]) =>
      yahoo
        .slice(0, 1)
        .map((name) => [name, { kind: kind as keyof typeof STATEMENT_LINES, column }] as const),
    ),
  ),
);

function figureOf(name: string, raw: number) {
  return name.endsWith("EPS") ? shareFigure(raw) : { raw, fmt: raw === 0 ? "0.00" : shortText(raw) };
}

/** What `/ws/fundamentals-timeseries/v1/finance/timeseries/{symbol}` answers: an entry a type, of what is not told its meta only. */
export function yahooTimeseries(asked: SeriesQuestion, periods: readonly ToldPeriod[]) {
  const result = asked.types.map((type) => {
    const meta = { symbol: [asked.symbol], type: [type] };
    const values = valuesOf(type, asked, periods);
    const timestamp = values.map(({ asOfDate }) => toEpochDay(asOfDate) * DAY_S);
    return values.length === 0 ? { meta } : { meta, timestamp, [type]: values };
  });
  return { timeseries: { result, error: null } };
}

function valuesOf(type: string, { period1, period2 }: SeriesQuestion, periods: readonly ToldPeriod[]) {
  const frequency = FREQUENCIES.find((each) => type.startsWith(each));
  const name = type.slice(frequency?.length ?? 0);
  const line = COLUMNS.get(name);
  if (frequency === undefined || line === undefined) return [];
  // Sums of twelve months have no balance sheet.
  if (frequency === "trailing" && line.kind === "balance_sheet") return [];
  return periods.flatMap((period) => {
    const stamp = toEpochDay(period.end) * DAY_S;
    const raw = period.figures[line.kind][line.column];
    if (period.frequency !== frequency || raw === undefined || stamp < period1 || stamp > period2) return [];
    return [
      {
        dataId: 20_000 + (seedOf(0, type) % 10_000),
        asOfDate: period.end,
        periodType: PERIOD_TYPES[frequency],
        currencyCode: period.currency,
        reportedValue: figureOf(name, raw),
      },
    ];
  });
}
