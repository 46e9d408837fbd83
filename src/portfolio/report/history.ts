import { and, asc, eq, lte } from "drizzle-orm";
import { snapshot } from "../../../db/schema/portfolio.ts";
import { splitWords } from "../../../db/words.ts";
import type { Orm } from "../../../db/writer.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Known } from "../../platform/known.ts";
import { cents } from "../../platform/money.ts";
import { absentReturn } from "../daily-return.ts";
import { PERIODS, type Period, performanceOf } from "../performance.ts";
import type { Portfolio } from "../portfolio.ts";
import { money } from "./figure.ts";

/** A session of a portfolio's history; money with cents, returns as decimals. */
export interface HistoryDay {
  readonly date: string;
  readonly status: string;
  readonly equity: number;
  readonly cash_value: number;
  readonly long_value: number;
  readonly short_value: number;
  readonly daily_pnl: number;
  readonly daily_return: number | null;
  readonly cumulative_pnl: number;
  readonly coverage: number | null;
  readonly flags: readonly string[];
  /** Time-weighted, to this session. */
  readonly returns: Readonly<Record<Period, Known<number>>>;
}

/** A portfolio's history through a session, oldest first. */
export function readHistory(orm: Orm, { id }: Portfolio, through: IsoDate): readonly HistoryDay[] {
  const rows = orm
    .select()
    .from(snapshot)
    .where(and(eq(snapshot.portfolioId, id), lte(snapshot.session, through)))
    .orderBy(asc(snapshot.session))
    .all();
  const returns = performanceOf(
    rows.map((row) => ({
      session: row.session as IsoDate,
      dailyReturn: row.dailyReturn,
      reason: row.dailyReturn === null ? absentReturn(figuresOf(row)) : null,
    })),
  );
  return rows.map((row, at) => ({
    date: row.session,
    status: row.status,
    equity: money(row.equity),
    cash_value: money(row.cash),
    long_value: money(row.longValue),
    short_value: money(row.shortValue),
    daily_pnl: money(row.dailyPnl),
    daily_return: row.dailyReturn,
    cumulative_pnl: money(row.cumulativePnl),
    coverage: row.coverage,
    flags: splitWords(row.flags),
    returns: returns[at] as HistoryDay["returns"],
  }));
}

const figuresOf = ({ equity, dailyPnl, capitalFlow }: typeof snapshot.$inferSelect) => ({
  equity: cents(equity),
  dailyPnl: cents(dailyPnl),
  capitalFlow: cents(capitalFlow),
});

const COLUMNS = [
  "date",
  "status",
  "equity",
  "cash_value",
  "long_value",
  "short_value",
  "daily_pnl",
  "daily_return",
  "cumulative_pnl",
  "coverage",
] as const;
const MONEY = new Set<string>([
  "equity",
  "cash_value",
  "long_value",
  "short_value",
  "daily_pnl",
  "cumulative_pnl",
]);

/** The history as CSV; what is not known is an empty cell. */
export function historyCsv(days: readonly HistoryDay[]): string {
  const cell = (name: (typeof COLUMNS)[number], day: HistoryDay) => {
    const value = day[name];
    if (value === null) return "";
    return typeof value === "number" && MONEY.has(name) ? value.toFixed(2) : String(value);
  };
  const lines = days.map((day) =>
    [
      ...COLUMNS.map((name) => cell(name, day)),
      ...PERIODS.map((period) => String(day.returns[period].value ?? "")),
      day.flags.join(" "),
    ].join(","),
  );
  return `${[...COLUMNS, ...PERIODS.map((period) => `return_${period}`), "flags"].join(",")}\n${lines.map((line) => `${line}\n`).join("")}`;
}
