import { type IsoDate, toEpochDay } from "../../../src/platform/iso-date.ts";
import { chance, seedOf } from "./chance.ts";
import type { Company, Quarter } from "./company.ts";
import { dayIn } from "./zone.ts";

/** What analysts expect of a fiscal period, in Yahoo's names of periods and the reporting currency. */
export interface Estimate {
  readonly horizon: "0q" | "+1q" | "0y" | "+1y";
  readonly end: IsoDate;
  readonly eps: Expectation;
  readonly revenue: Expectation;
}

/** An expected amount; `yearAgo` is what it was then. */
export interface Expectation {
  readonly average: number;
  readonly low: number;
  readonly high: number;
  readonly yearAgo: number | null;
}

const NEW_YORK = "America/New_York";
const WEEK = 7;
/** How often analysts change their minds in a week, and by how much at most. */
const REVISED = 0.5;
const LARGEST_ERROR = 0.08;
const QUARTERS_A_YEAR = 4;
const UNIT = 1000;

/** What analysts expect at an instant (ms); only whole periods, so near the end of the quarters there are fewer. */
export function estimatesAt(company: Company, now: number): Estimate[] {
  const { quarters } = company;
  const current = quarters.findIndex((quarter) => quarter.announcedAt > now);
  const quarter = quarters[current];
  if (quarter === undefined) return [];
  const first = current + 1 - quarter.fiscalQuarter;
  const today = dayIn(NEW_YORK, now);
  // Whoever expects something a share expects it of today's shares, and has what was a year ago on them too.
  const epsOf = (told: readonly Quarter[]) => sumOf(told, "netIncome") / company.sharesOn(today);
  const estimate = (horizon: Estimate["horizon"], from: number, count: number): Estimate[] => {
    const meant = quarters.slice(Math.max(0, from), from + count);
    const last = meant.at(-1);
    if (last === undefined || meant.length < count || from < 0) return [];
    const before = quarters.slice(Math.max(0, from - QUARTERS_A_YEAR), from - QUARTERS_A_YEAR + count);
    const isWhole = from >= QUARTERS_A_YEAR;
    const error = errorOf(company.symbol, last.end, today);
    const expect = (amount: (told: readonly Quarter[]) => number, unit: number): Expectation => {
      const average = Math.round((amount(meant) * (1 + error)) / unit) * unit;
      const spread = Math.max(unit, Math.round((Math.abs(average) * 0.05) / unit) * unit);
      const places = unit < 1 ? 4 : 0;
      const rounded = (value: number) => Number(value.toFixed(places));
      return {
        average: rounded(average),
        low: rounded(average - spread),
        high: rounded(average + spread),
        yearAgo: isWhole ? rounded(amount(before)) : null,
      };
    };
    return [{ horizon, end: last.end, eps: expect(epsOf, 1e-4), revenue: expect(revenueOf, UNIT) }];
  };
  return [
    ...estimate("0q", current, 1),
    ...estimate("+1q", current + 1, 1),
    ...estimate("0y", first, QUARTERS_A_YEAR),
    ...estimate("+1y", first + QUARTERS_A_YEAR, QUARTERS_A_YEAR),
  ];
}

const sumOf = (told: readonly Quarter[], column: string): number =>
  told.reduce((sum, quarter) => sum + (quarter.figures.income_statement[column] ?? 0), 0);
const revenueOf = (told: readonly Quarter[]): number => sumOf(told, "totalRevenue");

/** How wrong analysts are about a period, as a fraction: what they thought in the newest week in which they thought anew. */
function errorOf(symbol: string, end: IsoDate, today: IsoDate): number {
  const shift = seedOf(0, symbol) % WEEK;
  for (let week = Math.floor((toEpochDay(today) + shift) / WEEK); ; week--) {
    const next = chance(seedOf(week, `${symbol} ${end}`));
    if (next() < REVISED) return (next() - 0.5) * 2 * LARGEST_ERROR;
  }
}
