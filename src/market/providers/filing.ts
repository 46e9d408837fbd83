import { addDays, type IsoDate, tryIsoDate } from "../../platform/iso-date.ts";
import type { Statement } from "../fundamentals/field-group.ts";
import { SummaryReading } from "./summary-reading.ts";

/** A filing that holds a period's statements. */
interface Filing {
  readonly day: IsoDate;
  /** So many days after a period's end it may come and still be of that period: later it is of the next one. */
  readonly latest: number;
  /** Whether it is of years only. */
  readonly isYearly: boolean;
}

/** Quarterly and yearly reports to the SEC, and their amendments; those of foreign companies come once a year and late. */
const DOMESTIC = { pattern: /^10-[QK]T?(?:\/A)?$/, latest: 100, isYearly: false };
const FOREIGN = { pattern: /^(?:20|40)-F(?:\/A)?$/, latest: 200, isYearly: true };

/** The filings that an answer of quoteSummary tells of, ascending. */
export function readFilings(modules: Readonly<Record<string, unknown>>): readonly Filing[] {
  const filings = new SummaryReading(modules).get("secFilings")?.filings ?? [];
  return filings
    .flatMap(({ date, type }): Filing[] => {
      const kind = [DOMESTIC, FOREIGN].find(({ pattern }) => pattern.test(type));
      const day = tryIsoDate(date);
      if (kind === undefined || day === null) return [];
      return [{ day, latest: kind.latest, isYearly: kind.isYearly }];
    })
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Statements with the days on which they were filed: the first filing after a period's end, if it can be of that period. */
export function withFilings(
  statements: readonly Statement[],
  filings: readonly Filing[],
): readonly Statement[] {
  const years = new Set(
    statements.filter(({ frequency }) => frequency === "annual").map(({ periodEnd }) => periodEnd),
  );
  return statements.map((statement) => {
    if (statement.filingDate !== null) return statement;
    const { periodEnd } = statement;
    const first = filings.find(({ day, isYearly }) => day > periodEnd && (!isYearly || years.has(periodEnd)));
    const isOfPeriod = first !== undefined && first.day <= addDays(periodEnd, first.latest);
    return isOfPeriod ? { ...statement, filingDate: first.day } : statement;
  });
}
