import { basename } from "node:path";
import type { Sqlite } from "../../db/driver.ts";
import type { ExitCode } from "../platform/errors.ts";
import type { IsoDate } from "../platform/iso-date.ts";
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
import { dividendModeOf, ownerOf, recorderOf, text, todayOf } from "./portfolio-call.ts";
import { contentOf, faultLine, refuseFile, SHOWN } from "./portfolio-file.ts";
import { importDocument } from "./portfolio-import-document.ts";
import { notesOnLots } from "./portfolio-notes.ts";
import type { Verb } from "./verb.ts";

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

function notesOn(lots: readonly ImportedLot[], terms: PortfolioTerms, db: Sqlite | null): string[] {
  const inception = inceptionOf(terms, lots);
  const gone = lots.filter(({ exit }) => exit !== null && exit.date <= inception).length;
  const what = gone === 1 ? "1 lot was closed by" : `${gone} lots were closed by`;
  const note = `${what} the inception ${inception}: ${gone === 1 ? "it has" : "they have"} no part in its books`;
  return [...(gone === 0 ? [] : [note]), ...notesOnLots(db, lots)];
}

/** `nightdesk portfolio import`: opens a portfolio from a file of positions, or an exported one, whole or not at all. */
export const portfolioImport: Verb = async (call) => {
  const { invocation, args, options } = call;
  const ports = portsOf(configOf(invocation));
  const path = args[0] ?? "";
  if (/\.json$/i.test(path)) return importDocument(call, ports, path);
  const today = todayOf(ports);
  const terms = readTerms(
    {
      name: text(options.name),
      equity: text(options.equity),
      currency: text(options.currency),
      inception: text(options.inception),
      asOf: text(options.asOf),
      owner: ownerOf(options.owner),
      dividends: dividendModeOf(options.dividends) ?? "derived",
    },
    today,
  );
  const strict = options.strict === true;
  const file = readPositions(await contentOf(path, "a CSV file", "ERR_PORT_007"), {
    fileName: basename(path),
    today,
    strict,
  });
  if (file.faults.length > 0) {
    const report = reportOf("refused", path, terms, file, null, []);
    return refuseFile(ports, invocation.json, report, "portfolio_refused");
  }
  if (options.dryRun === true) {
    const notes = notesOn(file.lots, terms, null);
    return tell(ports, invocation.json, reportOf("dry_run", path, terms, file, null, notes));
  }
  const { id, notes } = await withWriter(ports, "portfolio import", async (writer) => {
    const opened = await openPortfolio(writer, terms, file.lots, recorderOf(ports, "import"));
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
