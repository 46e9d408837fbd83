import { basename } from "node:path";
import type { Sqlite } from "../../db/driver.ts";
import { newYorkDayAt } from "../market/calendar/new-york.ts";
import { symbolsWithoutPrices } from "../market/stored-symbol.ts";
import { formatInstant } from "../platform/clock.ts";
import { type ExitCode, NightdeskError } from "../platform/errors.ts";
import { fromEpochDay, type IsoDate } from "../platform/iso-date.ts";
import { sumCents } from "../platform/money.ts";
import type { Ports } from "../platform/ports.ts";
import type { ImportedLot } from "../portfolio/import/imported-lot.ts";
import {
  basisDateOf,
  inceptionOf,
  type PortfolioTerms,
  readTerms,
} from "../portfolio/import/portfolio-terms.ts";
import type { PositionFault } from "../portfolio/import/position-fault.ts";
import { type PositionFile, readPositions } from "../portfolio/import/position-file.ts";
import { entryValueOf, openPortfolio } from "../portfolio/portfolio-store.ts";
import { money } from "../portfolio/report/figure.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

const SHOWN = 20;

/** What became of a file of positions. */
interface PortfolioImport {
  readonly status: "stored" | "dry_run" | "refused";
  /** Why it was refused; null if it was not. */
  readonly code: "ERR_PORT_008" | null;
  readonly portfolio: {
    readonly id: string | null;
    readonly name: string;
    readonly currency: string;
    readonly equity: number;
    readonly inception: IsoDate | null;
    readonly basis_date: IsoDate | null;
  };
  readonly file: string;
  readonly rows: number;
  readonly lots: number;
  readonly by_type: Readonly<Record<string, number>>;
  /** What the lots cost: of what is held long, and short, below zero. */
  readonly entry_value: { readonly long: number; readonly short: number };
  readonly faults: readonly PositionFault[];
  readonly warnings: readonly PositionFault[];
  readonly notes: readonly string[];
}

const text = (option: unknown): string | null => (typeof option === "string" ? option : null);

/** The day it is in New York by the business clock. */
function todayOf({ business }: Ports): IsoDate {
  return fromEpochDay(newYorkDayAt(business.now()));
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await Bun.file(path).bytes();
  } catch (cause) {
    throw new NightdeskError(
      "bad_file",
      `ERR_PORT_007: ${path} cannot be read; give the path of a CSV file.`,
      {
        cause,
        details: { file: path, fault: "ERR_PORT_007" },
      },
    );
  }
}

function reportOf(
  status: PortfolioImport["status"],
  path: string,
  terms: PortfolioTerms,
  file: PositionFile,
  id: string | null,
  notes: readonly string[],
): PortfolioImport {
  const { lots, faults, warnings, rows, ignoredColumns } = file;
  const values = lots.map(entryValueOf);
  const types = Map.groupBy(lots, ({ type }) => type);
  const isGood = faults.length === 0;
  return {
    status,
    code: status === "refused" ? "ERR_PORT_008" : null,
    portfolio: {
      id,
      name: terms.name,
      currency: terms.currency,
      equity: money(terms.statedEquity),
      inception: isGood ? inceptionOf(terms, lots) : terms.inception,
      basis_date: isGood ? basisDateOf(terms, lots) : terms.basisDate,
    },
    file: basename(path),
    rows,
    lots: lots.length,
    by_type: Object.fromEntries([...types].map(([type, own]) => [type, own.length])),
    entry_value: {
      long: money(sumCents(values.filter((value) => value > 0))),
      short: money(sumCents(values.filter((value) => value < 0))),
    },
    faults,
    warnings,
    notes: [
      ...(ignoredColumns.length === 0 ? [] : [`columns not used: ${ignoredColumns.join(", ")}`]),
      ...notes,
    ],
  };
}

/** What a user should know of lots that are good and will not be what was perhaps expected. */
function notesOn(lots: readonly ImportedLot[], terms: PortfolioTerms, db: Sqlite | null): string[] {
  const inception = inceptionOf(terms, lots);
  const notes: string[] = [];
  const gone = lots.filter(({ exit }) => exit !== null && exit.date <= inception);
  if (gone.length > 0) {
    notes.push(
      `${gone.length} lots were closed by the inception ${inception}: they have no part in its books`,
    );
  }
  const options = lots.filter(({ assetClass }) => assetClass === "OPTIONS");
  if (options.length > 0) {
    notes.push(
      `${options.length} options are stored and stand at 0, not_priced, until options have their prices`,
    );
  }
  const held = lots.filter(({ assetClass }) => assetClass === "PUBLIC").map(({ symbol }) => symbol);
  const unpriced = db === null ? [] : symbolsWithoutPrices(db, held);
  if (unpriced.length > 0) {
    const some = `${unpriced.slice(0, SHOWN).join(", ")}${unpriced.length > SHOWN ? " and more" : ""}`;
    notes.push(`no prices are stored of ${some}: they stand at their entry price until there are`);
  }
  return notes;
}

/** `nightdesk portfolio import`: opens a portfolio from a file of positions, whole or not at all. */
export const portfolioImport: Verb = async ({ invocation, args, options }) => {
  const ports = portsOf(configOf(invocation));
  const path = args[0] ?? "";
  const today = todayOf(ports);
  const terms = readTerms(
    {
      name: text(options.name),
      equity: text(options.equity),
      currency: text(options.currency),
      inception: text(options.inception),
      asOf: text(options.asOf),
    },
    today,
  );
  const strict = options.strict === true;
  const file = readPositions(await contentOf(path), { fileName: basename(path), today, strict });
  if (file.faults.length > 0) {
    return refuse(ports, invocation.json, reportOf("refused", path, terms, file, null, []));
  }
  if (options.dryRun === true) {
    const notes = notesOn(file.lots, terms, null);
    return tell(ports, invocation.json, reportOf("dry_run", path, terms, file, null, notes));
  }
  const { id, notes } = await withWriter(ports, "portfolio import", async (writer) => {
    const at = formatInstant(ports.technical.now());
    const opened = await openPortfolio(writer, terms, file.lots, ports.newId, at);
    return { id: opened.publicId, notes: notesOn(file.lots, terms, writer.db) };
  });
  return tell(ports, invocation.json, reportOf("stored", path, terms, file, id, notes));
};

async function tell(ports: Ports, json: boolean, report: PortfolioImport): Promise<ExitCode> {
  const { status, portfolio, lots, by_type: types, entry_value: value } = report;
  const amount = (number: number) => number.toLocaleString("en-US", { minimumFractionDigits: 2 });
  const kinds = Object.entries(types).map(([type, count]) => `${count} ${type}`);
  const verdict = status === "stored" ? `stored as ${portfolio.id}` : "could be stored as it is; nothing was";
  await answer(ports.output, json, report, [
    `${portfolio.name}: ${lots} lots (${kinds.join(", ")}) ${verdict}`,
    `  inception ${portfolio.inception} at an equity of ${amount(portfolio.equity)} ${portfolio.currency}; quantities and prices as of ${portfolio.basis_date}`,
    `  entry value ${amount(value.long)} long, ${amount(value.short)} short`,
    ...report.warnings.slice(0, SHOWN).map((each) => `warning: ${faultLine(each)}`),
    ...report.notes.map((note) => `note: ${note}`),
  ]);
  return 0;
}

async function refuse(ports: Ports, json: boolean, report: PortfolioImport): Promise<ExitCode> {
  const { faults, rows } = report;
  const more = faults.length - SHOWN;
  await answer(ports.output, json, report, [
    ...faults.slice(0, SHOWN).map(faultLine),
    ...(more > 0 ? [`and ${more} more faults; --json lists all.`] : []),
  ]);
  const error = new NightdeskError(
    "portfolio_refused",
    `ERR_PORT_008: ${faults.length} ${faults.length === 1 ? "fault" : "faults"} in ${rows} rows, so nothing was stored. Correct the file and import it again.`,
    { details: { fault: "ERR_PORT_008", faults: faults.length, rows } },
  );
  if (!json) throw error;
  return error.exitCode;
}

function faultLine({ code, row, column, symbol, message }: PositionFault): string {
  const place = [row === null ? "file" : `row ${row}`, column, symbol].filter((each) => each !== null);
  return `${place.join(", ")}: ${code}: ${message}`;
}
