import type { SymbolView } from "../batch/symbol-view.ts";
import { table } from "./answer.ts";

const PER_CENT = 100;
/** Amounts of a company are read in thousands of thousands. */
const MILLION = 1e6;

type Values = Readonly<Record<string, unknown>>;

const valuesOf = (values: unknown): Values =>
  values !== null && typeof values === "object" ? { ...values } : {};
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const plain = (value: unknown): string => String(value);
const perCent = (value: unknown): string => `${(Number(value) * PER_CENT).toFixed(1)} %`;
const millions = (value: unknown): string =>
  `${(Number(value) / MILLION).toLocaleString("en-US", { maximumFractionDigits: 0 })} M`;

/** Some of what is known of a company or a fund, for people: --json has all. */
export function fundamentalLines({ profile, metrics, statements }: SymbolView): string[] {
  return [
    ...aboutLines(profile),
    ...marketLines(profile),
    ...untoldLines(profile),
    ...metricLines(metrics),
    ...periodLines(statements),
  ];
}

/** Groups that are not told, or not as fresh as they should be, by the reason. */
function untoldLines(profile: SymbolView["profile"]): string[] {
  const groups = Object.entries(profile).filter(([, { reason }]) => reason !== "not_applicable");
  const byReason = new Map<string, string[]>();
  for (const [group, { reason, missing, next_try_at: next }] of groups) {
    const because = reason ?? missing;
    if (because === null || because === "no_data") continue;
    const until = next === null ? "" : `, next try after ${next}`;
    const end = `${reason === null ? "not fresher" : "not told"}: ${because}${until}`;
    byReason.set(end, [...(byReason.get(end) ?? []), group]);
  }
  return [...byReason].map(([end, named]) => {
    const isAll = named.length === groups.length && end.startsWith("not told");
    return isAll ? `  no profile: ${end.slice("not told: ".length)}` : `  ${named.join(", ")} ${end}`;
  });
}

/** Total returns over the spans that are read most. */
function metricLines(metrics: SymbolView["metrics"]): string[] {
  if (metrics === null) return [];
  const spans = [
    ["1d", "total_return_1d"],
    ["MTD", "total_return_mtd"],
    ["YTD", "total_return_ytd"],
    ["1y", "total_return_1y"],
  ] as const;
  const parts = spans.map(([label, column]) => part(label, metrics.figures[column]?.value, perCent));
  const known = parts.filter((each) => each !== null);
  return known.length === 0 ? [] : [`  total return to ${metrics.metrics_date}: ${known.join(", ")}`];
}

function aboutLines({ identity }: SymbolView["profile"]): string[] {
  const { name, industry, country } = valuesOf(identity.values);
  const told = [name, industry, country].filter((each) => each != null);
  return told.length === 0 ? [] : [`${told.join(", ")} (${identity.source}, ${identity.as_of})`];
}

function marketLines({
  valuation,
  beta,
  targets,
  earnings_dates: earnings,
}: SymbolView["profile"]): string[] {
  const worth = valuesOf(valuation.values);
  const parts = [
    part("market cap", worth.market_cap, millions),
    part("P/E", worth.trailing_pe, plain),
    part("forward P/E", worth.forward_pe, plain),
    part("yield", worth.dividend_yield, perCent),
    part("beta", valuesOf(beta.values).beta, plain),
    part("target", valuesOf(targets.values).target_mean, plain),
  ].filter((each) => each !== null);
  const { next_from: next, is_expected: isExpected } = valuesOf(earnings.values);
  return [
    ...(parts.length === 0 ? [] : [`  ${valuation.as_of ?? "of the last answers"}: ${parts.join(", ")}`]),
    ...(typeof next === "string" ? [`  earnings on ${next}${isExpected === 1 ? " (expected)" : ""}`] : []),
  ];
}

function part(label: string, value: unknown, show: (value: unknown) => string): string | null {
  return number(value) === null ? null : `${label} ${show(value)}`;
}

function periodLines({ periods, reason }: SymbolView["statements"]): string[] {
  const rows = (["annual", "quarterly"] as const).flatMap((frequency) =>
    periods[frequency].slice(0, 2).map((period) => {
      const income = valuesOf(period.statements.income_statement?.lines);
      const quarter = period.fiscal_quarter === null ? "" : ` Q${period.fiscal_quarter}`;
      const amount = (value: unknown) => (number(value) === null ? "" : millions(value));
      return [
        `  ${period.period_end}`,
        period.fiscal_year === null ? frequency : `FY${period.fiscal_year}${quarter}`,
        `revenue ${amount(income.total_revenue)}`,
        `net income ${amount(income.net_income)}`,
        period.statements.income_statement?.currency ?? "",
      ];
    }),
  );
  if (rows.length > 0) return table(rows, []);
  return reason === null || reason === "not_applicable" ? [] : [`  no statements: ${reason}`];
}
