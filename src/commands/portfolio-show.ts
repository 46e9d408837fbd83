import type { Sqlite } from "../../db/driver.ts";
import { ormOver } from "../../db/writer.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { type IsoDate, isoDate } from "../platform/iso-date.ts";
import type { Ports } from "../platform/ports.ts";
import type { Lot, Portfolio } from "../portfolio/portfolio.ts";
import { readLots } from "../portfolio/portfolio-source.ts";
import { money } from "../portfolio/report/figure.ts";
import { readPortfolioList } from "../portfolio/report/portfolio-list.ts";
import {
  newestSnapshot,
  type PortfolioReport,
  portfolioReport,
} from "../portfolio/report/portfolio-report.ts";
import { PositionReader } from "../server/position-view.ts";
import { answer, numberText, table } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { requirePortfolio, text, todayOf } from "./portfolio-call.ts";
import { untoldLines } from "./portfolio-table.ts";
import type { Verb } from "./verb.ts";

/** A position as it is shown. */
interface ShownPosition {
  readonly number: number;
  readonly id: string;
  readonly symbol: string;
  readonly position_type: string;
  readonly quantity: number;
  readonly price: number | null;
  readonly price_date: string | null;
  readonly market_value: number | null;
}

const amount = (value: number) =>
  value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** What a snapshot has of its positions. */
function positionsAt({ positions }: PortfolioReport, lots: readonly Lot[]): readonly ShownPosition[] {
  const numbers = new Map(lots.map(({ publicId, lotNo }) => [publicId, lotNo]));
  return positions
    .filter(({ quantity }) => quantity !== 0)
    .map(({ id, symbol, position_type, quantity, price, price_date, market_value }) => {
      const number = numbers.get(id) as number;
      return { number, id, symbol, position_type, quantity, price, price_date, market_value };
    });
}

/** What is held today, with the values of the newest snapshot. */
function positionsNow(
  db: Sqlite,
  { id: portfolioId }: Portfolio,
  lots: readonly Lot[],
  ports: Ports,
): readonly ShownPosition[] {
  const session = calendarOf("XNYS").lastCompletedSession(ports.business.now());
  const reader = new PositionReader(db, portfolioId, todayOf(ports), session);
  return lots.flatMap((lot) => {
    const { id, symbol, position_type, status, quantity, value } = reader.view(lot);
    if (status !== "open") return [];
    const { price = null, price_date = null } = value ?? {};
    const market_value = value?.market_value ?? null;
    return [{ number: lot.lotNo, id, symbol, position_type, quantity, price, price_date, market_value }];
  });
}

function snapshotLine({ date, portfolio, snapshot, overtaken }: PortfolioReport): string {
  const { equity, cash_value: cash, cumulative_pnl: pnl, status } = snapshot;
  const stale = overtaken === true ? "; prices or events have changed since" : "";
  return `  ${date}: equity ${amount(equity)} ${portfolio.currency}, cash ${amount(cash)}, P&L since inception ${amount(pnl)}, ${status}${stale}`;
}

function linesOf(
  { publicId, name, owner, currency, inception, statedEquity, basisDate, dividends }: Portfolio,
  report: PortfolioReport | null,
  positions: readonly ShownPosition[],
): string[] {
  const rows = positions.map((each) => [
    String(each.number),
    each.symbol,
    each.position_type,
    numberText(each.quantity),
    each.price === null ? "none" : numberText(each.price),
    each.price_date ?? "",
    each.market_value === null ? "unknown" : amount(each.market_value),
    each.id,
  ]);
  const head = ["no", "symbol", "type", "quantity", "price", "of", "market value", "id"];
  return [
    `${name} (${publicId})${owner === null ? "" : `, of ${owner}`}`,
    `  opened at the close of ${inception} with ${amount(money(statedEquity))} ${currency}; quantities as of ${basisDate}; dividends ${dividends}`,
    report === null ? "  no snapshot yet; nightdesk run makes them" : snapshotLine(report),
    ...(rows.length === 0 ? ["  nothing is held but cash"] : table([head, ...rows], [0, 3, 4, 6])),
  ];
}

/** `nightdesk portfolio show`: a portfolio's terms, its newest snapshot, and what it holds. */
export const portfolioShow: Verb = async ({ invocation, args, options }) => {
  const ports = portsOf(configOf(invocation));
  const given = text(options.date);
  const date: IsoDate | null = given === null ? null : isoDate(given);
  await withReader(ports, async (db) => {
    const portfolio = requirePortfolio(db, args[0] ?? "");
    const orm = ormOver(db);
    const hasSnapshot = date !== null || newestSnapshot(orm, portfolio.id) !== null;
    const report = hasSnapshot ? portfolioReport(orm, portfolio, date, null) : null;
    const lots = readLots(db, portfolio.id);
    const positions =
      date !== null && report !== null ? positionsAt(report, lots) : positionsNow(db, portfolio, lots, ports);
    const { publicId: id, name, owner, currency, inception, statedEquity, basisDate, dividends } = portfolio;
    const terms = {
      id,
      name,
      owner,
      currency,
      inception,
      equity: money(statedEquity),
      basis_date: basisDate,
      dividends,
    };
    const snapshot =
      report === null ? null : { date: report.date, overtaken: report.overtaken, ...report.snapshot };
    const listed = readPortfolioList(db).filter((each) => each.id === id);
    const lines = [...linesOf(portfolio, report, positions), ...untoldLines(listed)];
    const untold = listed[0]?.untold ?? null;
    await answer(ports.output, invocation.json, { portfolio: terms, snapshot, positions, untold }, lines);
  });
  return 0;
};
