import type { Figure } from "../portfolio/report/figure.ts";
import type { PortfolioReport } from "../portfolio/report/portfolio-report.ts";
import type { EngineFigures } from "../portfolio/report/risk-figures.ts";
import { numberText, table } from "./answer.ts";

const PER_CENT = 100;
const DIGITS = 4;

const amount = (value: number) =>
  value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const share = (value: number | null) => (value === null ? "unknown" : `${(value * PER_CENT).toFixed(2)} %`);

/** A statistic, or in its place why there is none; with how much of the book it covers where that is not all. */
function shown(figure: Figure | undefined, form: (value: number) => string): string {
  if (figure === undefined) return "none";
  const { value, reason, coverage } = figure;
  const part =
    coverage === undefined || coverage > 0.9995 ? "" : ` (of ${(coverage * PER_CENT).toFixed(0)} %)`;
  return value === null ? (reason ?? "unknown") : `${form(value)}${part}`;
}

const plain = (value: number) => value.toPrecision(DIGITS);
const asShare = (value: number) => share(value);

type Windows = Readonly<Record<string, Readonly<Record<string, Figure>>>>;

function betaLines(engine: EngineFigures): string[] {
  const windows = engine.windows as Windows;
  const regression = (engine.regression as { readonly windows: Windows }).windows;
  const rows = Object.keys(windows).map((window) => [
    `  market beta, ${window} sessions`,
    shown(windows[window]?.beta, plain),
    `shrunk ${shown(windows[window]?.beta_shrunk, plain)}`,
    `pro forma ${shown(regression[window]?.beta, plain)}`,
    `r squared ${shown(regression[window]?.r_squared, plain)}`,
  ]);
  return table(rows);
}

function riskLines({
  market_beta: beta,
  volatility,
  sector_exposure: sectors,
}: PortfolioReport["risk"]): string[] {
  const lines: string[] = [];
  if (beta !== null) lines.push(...betaLines(beta));
  const figures = (engine: EngineFigures) => engine as Readonly<Record<string, Figure>>;
  if (volatility !== null) {
    const parts = [21, 63, 252].map(
      (window) => `${window} sessions ${shown(figures(volatility)[`realized_${window}`], asShare)}`,
    );
    lines.push(`  realised volatility a year: ${parts.join(", ")}`);
  }
  if (sectors !== null) {
    const { hhi, effective_positions: effective, top_3: top3, top_10: top10 } = figures(sectors);
    lines.push(
      `  concentration: HHI ${shown(hhi, (value) => value.toFixed(0))}, effective positions ${shown(effective, plain)}, top 3 ${shown(top3, asShare)}, top 10 ${shown(top10, asShare)}`,
    );
  }
  return lines.length === 0 ? ["  no risk numbers of this session"] : lines;
}

function performanceLines(performance: PortfolioReport["performance"]): string[] {
  if (performance === null) return [];
  const { time_weighted: time, money_weighted: money, money_weighted_annualised: yearly, note } = performance;
  const told = (figure: typeof time) => (figure.value === null ? figure.reason : share(figure.value));
  return [
    `  since inception: time-weighted ${told(time)}, money-weighted ${told(money)} (${told(yearly)} a year)`,
    ...(note === null ? [] : [`  returns disagree: ${note}`]),
  ];
}

/** What of the day's P&L came from elsewhere than prices, and what came in or left; nothing where there is nothing to tell. */
function flowLines(snapshot: PortfolioReport["snapshot"]): string[] {
  const parts = [
    ["realized", snapshot.daily_realized_pnl],
    ["dividends", snapshot.dividends],
    ["interest", snapshot.interest],
    ["fees", snapshot.fees],
    ["rates of exchange", snapshot.currency_pnl],
  ] as const;
  const told = parts.flatMap(([name, value]) =>
    (value ?? 0) === 0 ? [] : [`${name} ${amount(value ?? 0)}`],
  );
  const { greeks } = snapshot;
  const [flow, all] = [snapshot.daily_capital_flow ?? 0, snapshot.cumulative_capital_flow ?? 0];
  const lines = told.length === 0 ? [] : [`  of the day's P&L: ${told.join(", ")}`];
  if (flow !== 0 || all !== 0) lines.push(`  capital flow ${amount(flow)}, since inception ${amount(all)}`);
  if (greeks === null) return [...lines, "  greeks unknown: those of an option that is held are not known"];
  if (greeks.gamma_dollars === 0 && greeks.vega === 0) return lines;
  const { delta_dollars: delta, gamma_dollars: gamma, theta, vega, rho } = greeks;
  return [
    ...lines,
    `  delta ${amount(delta)}, gamma for 1 % ${amount(gamma)}, theta a day ${amount(theta)}, vega ${amount(vega)}, rho ${amount(rho)}`,
  ];
}

/** The report for people: the books, the positions, the risk; what is not known says why in its place. */
export function portfolioReportLines(report: PortfolioReport): string[] {
  const { portfolio, date, as_known: asKnown, snapshot, positions, risk } = report;
  const {
    equity,
    cash_value: cash,
    long_value: long,
    short_value: short,
    gross_exposure: gross,
    net_exposure: net,
  } = snapshot;
  const debit = cash < 0 ? " (margin debit)" : "";
  const rows = positions.map((each) => [
    each.symbol,
    numberText(each.quantity),
    each.price === null ? "none" : numberText(each.price),
    each.price_date ?? "",
    each.market_value === null ? (each.reason ?? "unknown") : amount(each.market_value),
    each.unrealized_pnl === null ? "unknown" : amount(each.unrealized_pnl),
    amount(each.daily_pnl),
    [
      ...each.flags,
      ...(each.price_age !== null && each.price_age > 0 ? [`${each.price_age} sessions old`] : []),
    ].join(", "),
  ]);
  const head = ["symbol", "quantity", "price", "of", "market value", "unrealized", "P&L", "flags"];
  return [
    `${portfolio.name} at the close of ${date}, in ${portfolio.currency}${asKnown === null ? "" : `, as known at ${asKnown}`}: ${snapshot.status}${snapshot.reasons.length === 0 ? "" : ` (${snapshot.reasons.join(", ")})`}`,
    `  equity ${amount(equity)} = cash ${amount(cash)}${debit} + long ${amount(long)} + short ${amount(short)}; gross ${amount(gross)}, net ${amount(net)}`,
    `  P&L ${amount(snapshot.daily_pnl)} (${share(snapshot.daily_return)}), since inception ${amount(snapshot.cumulative_pnl)}${snapshot.revaluation === 0 ? "" : `; of the day's, revaluation ${amount(snapshot.revaluation)}`}`,
    ...performanceLines(report.performance),
    ...flowLines(snapshot),
    `  on cost: unrealized ${amount(snapshot.unrealized_pnl)}, of which inception adjustment ${amount(snapshot.inception_adjustment)}`,
    `  priced as it should be: ${share(snapshot.coverage)} of the market value${snapshot.flags.length === 0 ? "" : `; flags: ${snapshot.flags.join(", ")}`}`,
    ...riskLines(risk),
    ...(report.overtaken === true
      ? ["note: prices or events have changed since; run the night to see what that changes"]
      : []),
    ...(rows.length === 0 ? [] : table([head, ...rows], [1, 2, 4, 5, 6])),
  ];
}
