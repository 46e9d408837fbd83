import type { ListedPortfolio } from "../portfolio/report/portfolio-list.ts";
import { table } from "./answer.ts";

const PER_CENT = 100;

/** A table of portfolios with their newest snapshots. */
export function portfolioLines(portfolios: readonly ListedPortfolio[]): string[] {
  const amount = (value: number) =>
    value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const rows = portfolios.map(({ name, currency, snapshot }) =>
    snapshot === null
      ? [name, "no snapshot", "", "", "", "", ""]
      : [
          name,
          snapshot.date,
          `${amount(snapshot.equity)} ${currency}`,
          amount(snapshot.daily_pnl),
          snapshot.daily_return === null ? "unknown" : `${(snapshot.daily_return * PER_CENT).toFixed(2)} %`,
          snapshot.coverage === null ? "" : `${(snapshot.coverage * PER_CENT).toFixed(1)} %`,
          snapshot.status,
        ],
  );
  if (rows.length === 0) return [];
  return [
    ...table(
      [["portfolio", "session", "equity", "P&L", "return", "priced", "status"], ...rows],
      [2, 3, 4, 5],
    ),
    ...untoldLines(portfolios),
  ];
}

/** A line for every portfolio of which sessions cannot be told. */
export function untoldLines(portfolios: readonly Pick<ListedPortfolio, "name" | "untold">[]): string[] {
  return portfolios.flatMap(({ name, untold }) => {
    if (untold === null) return [];
    const { sessions, date, reason, detail } = untold;
    const more = sessions === 1 ? "" : ` and ${sessions - 1} more ${sessions === 2 ? "session" : "sessions"}`;
    return [`note: ${name} has no snapshot of ${date}${more}: ${reason}: ${detail}`];
  });
}
