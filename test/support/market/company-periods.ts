import type { Frequency, StatementKind } from "../../../db/schema/words.ts";
import type { Company, Figures, Quarter, ToldPeriod } from "./company.ts";

/** So far back providers tell: quarters and sums of twelve months, and years. */
const QUARTERS_KEPT = 5;
const YEARS_KEPT = 4;
const QUARTERS_A_YEAR = 4;

/** Columns that are the mean of a year's quarters, its first quarter's, or its last one's; all others are sums. */
const MEANS = new Set(["basicAverageShares", "dilutedAverageShares"]);
const FIRSTS = new Set(["beginningCashPosition"]);
const LASTS = new Set(["endingCashPosition"]);

/** What a quarter's figures are thought to be at an instant. */
export function figuresAt(quarter: Quarter, instant: number): Figures {
  const { restatement, figures } = quarter;
  return restatement !== null && instant >= restatement.at ? restatement.figures : figures;
}

/** The statements that providers have of a company at an instant; see Companies. */
export function periodsAt(company: Company, instant: number): readonly ToldPeriod[] {
  const visible = company.quarters.filter((quarter) => quarter.visibleAt <= instant);
  const period = (frequency: Frequency, told: readonly Quarter[]): ToldPeriod[] => {
    const [first, last] = [told[0], told.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      {
        frequency,
        start: first.start,
        end: last.end,
        fiscalYear: last.fiscalYear,
        fiscalQuarter: frequency === "annual" ? null : last.fiscalQuarter,
        filed: last.filed,
        currency: company.reportingCurrency,
        figures: joined(told.map((quarter) => figuresAt(quarter, instant))),
      },
    ];
  };
  const twelveMonths = visible.flatMap((_, at) => {
    const from = at + 1 - QUARTERS_A_YEAR;
    return from < 0 ? [] : [visible.slice(from, at + 1)];
  });
  const years = twelveMonths.filter((quarters) => quarters.at(-1)?.fiscalQuarter === QUARTERS_A_YEAR);
  return [
    ...visible.slice(-QUARTERS_KEPT).flatMap((quarter) => period("quarterly", [quarter])),
    ...years.slice(-YEARS_KEPT).flatMap((quarters) => period("annual", quarters)),
    ...twelveMonths.slice(-QUARTERS_KEPT).flatMap((quarters) => period("trailing", quarters)),
  ];
}

/** Figures of successive quarters as those of one period. */
function joined(told: readonly Figures[]): Figures {
  const last = told.at(-1);
  if (last === undefined || told.length === 1) return last ?? NOTHING;
  const income_statement = joinedOf(told, "income_statement");
  const { netIncome = 0, basicAverageShares = 1, dilutedAverageShares = 1 } = income_statement;
  income_statement.basicEps = Math.round((netIncome / basicAverageShares) * 100) / 100 || 0;
  income_statement.dilutedEps = Math.round((netIncome / dilutedAverageShares) * 100) / 100 || 0;
  return { income_statement, balance_sheet: last.balance_sheet, cash_flow: joinedOf(told, "cash_flow") };
}

const NOTHING: Figures = { income_statement: {}, balance_sheet: {}, cash_flow: {} };

function joinedOf(told: readonly Figures[], kind: StatementKind): Record<string, number> {
  const columns = Object.keys(told.at(-1)?.[kind] ?? {});
  return Object.fromEntries(
    columns.map((column) => {
      const values = told.map((figures) => figures[kind][column] ?? 0);
      return [column, joinedValue(column, values)];
    }),
  );
}

function joinedValue(column: string, values: readonly number[]): number {
  if (FIRSTS.has(column)) return values[0] ?? 0;
  if (LASTS.has(column)) return values.at(-1) ?? 0;
  const sum = values.reduce((total, value) => total + value, 0);
  return MEANS.has(column) ? Math.round(sum / values.length) : sum;
}
