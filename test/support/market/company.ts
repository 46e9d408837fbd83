import type { Frequency, StatementKind } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../../src/platform/iso-date.ts";

/** Figures by column of each statement's table, in whole units of the reporting currency; what is never told is not there. */
export type Figures = Readonly<Record<StatementKind, Readonly<Record<string, number>>>>;

/** A fiscal quarter as it truly was, and when what of it is known. Instants are UTC ms. */
export interface Quarter {
  readonly start: IsoDate;
  readonly end: IsoDate;
  /** The year in which the fiscal year ends. */
  readonly fiscalYear: number;
  readonly fiscalQuarter: 1 | 2 | 3 | 4;
  /** When earnings are told. */
  readonly announcedAt: number;
  /** Its day in New York. */
  readonly announced: IsoDate;
  /** The day that the company names first; another one where it moves it later. */
  readonly firstNamed: IsoDate;
  /** From when on a day is named; before, it is only expected about `firstNamed`. */
  readonly namedAt: number;
  /** From when on `announced` is named in place of `firstNamed`; the same as `namedAt` where nothing moves. */
  readonly movedAt: number;
  /** From when on providers have the figures: with the announcement, or days later. */
  readonly visibleAt: number;
  readonly filed: IsoDate;
  readonly figures: Figures;
  /** What the company says later that it has been instead. */
  readonly restatement: { readonly at: number; readonly figures: Figures } | null;
}

/** A company as it truly is: what every provider's answer is a view of. Quarters are in order, those to come included. */
export interface Company {
  readonly symbol: string;
  readonly name: string;
  readonly sector: string;
  readonly industry: string;
  readonly country: string;
  readonly city: string;
  readonly website: string;
  readonly summary: string;
  readonly chief: string;
  readonly employees: number;
  readonly reportingCurrency: string;
  /** Whole units of the trading currency for one of the reporting currency. */
  readonly rate: number;
  /** 1 to 12. */
  readonly fiscalYearEndMonth: number;
  readonly beta: number;
  /** So many days after its earnings the next earnings day is not even expected yet. */
  readonly quietDays: number;
  /** A share's worth in the mean of analysts, as a multiple of its price. */
  readonly upside: number;
  readonly analysts: number;
  readonly quarters: readonly Quarter[];
  /** How many shares there are on the share basis of a day. */
  sharesOn(day: IsoDate): number;
}

/** A fund, which has sectors in place of statements. */
export interface Fund {
  readonly symbol: string;
  readonly name: string;
  readonly family: string;
  readonly expenseRatio: number;
  readonly beta3Year: number;
  /** Fractions by Yahoo's names of funds' sectors; they add up to 1. */
  readonly sectorWeights: Readonly<Record<string, number>>;
}

/** Statements of one period as a provider has them at an instant. */
export interface ToldPeriod {
  readonly frequency: Frequency;
  readonly start: IsoDate;
  readonly end: IsoDate;
  readonly fiscalYear: number;
  /** Of a quarter, and of twelve months the one that they end with; null of a year. */
  readonly fiscalQuarter: 1 | 2 | 3 | 4 | null;
  readonly filed: IsoDate;
  readonly currency: string;
  readonly figures: Figures;
}

/** A day on which a company told its earnings. */
export interface EarningsDay {
  readonly symbol: string;
  readonly day: IsoDate;
  readonly periodEnd: IsoDate;
}

/** The companies and funds of a market by their Yahoo symbols; other instruments of it have neither. */
export interface Companies {
  find(symbol: string): Company | null;
  fund(symbol: string): Fund | null;
  /** All statements that providers have at an instant (ms): quarters, years and twelve months, each ascending. */
  periodsVisibleAt(symbol: string, instant: number): readonly ToldPeriod[];
  /** Earnings days up to a day of New York, that day included, ascending. */
  earningsDaysUpTo(day: IsoDate): readonly EarningsDay[];
}
