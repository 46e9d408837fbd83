import { basename } from "node:path";
import { type ExitCode, NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { notesOnLots, someOf } from "../portfolio/import/lot-notes.ts";
import { readTransactions, type TransactionFile } from "../portfolio/import/transaction-file.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import { openingOf } from "../portfolio/portfolio.ts";
import { type ImportOutcome, importTransactions } from "../portfolio/transactions/import-transactions.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { recorderOf, requirePortfolio, text, todayOf } from "./portfolio-call.ts";
import { contentOf, faultLine, refuseFile, SHOWN } from "./portfolio-file.ts";
import type { Verb } from "./verb.ts";

/** What became of a file of transactions. */
interface TransactionImport extends Pick<ImportOutcome, "faults" | "warnings"> {
  readonly status: "stored" | "dry_run" | "refused";
  /** Why it was refused; null if it was not. */
  readonly code: "ERR_TXN_016" | null;
  readonly portfolio: { readonly id: string; readonly name: string };
  readonly file: string;
  readonly rows: number;
  /** The transactions that were read, and how many of each action. */
  readonly transactions: number;
  readonly by_action: Readonly<Record<string, number>>;
  readonly lots_opened: number;
  readonly lot_events: number;
  readonly portfolio_events: number;
  readonly notes: readonly string[];
}

function reportOf(
  portfolio: Portfolio,
  path: string,
  file: TransactionFile,
  outcome: ImportOutcome,
  isDryRun: boolean,
  notes: readonly string[],
): TransactionImport {
  const isRefused = outcome.faults.length > 0;
  const actions = Map.groupBy(file.transactions, ({ action }) => action);
  const { ignoredColumns: ignored } = file;
  return {
    status: isRefused ? "refused" : isDryRun ? "dry_run" : "stored",
    code: isRefused ? "ERR_TXN_016" : null,
    portfolio: { id: portfolio.publicId, name: portfolio.name },
    file: basename(path),
    rows: file.rows,
    transactions: file.transactions.length,
    by_action: Object.fromEntries([...actions].map(([action, own]) => [action, own.length])),
    lots_opened: outcome.lotsOpened,
    lot_events: outcome.lotEvents,
    portfolio_events: outcome.portfolioEvents,
    faults: outcome.faults,
    warnings: outcome.warnings,
    notes: [...(ignored.length === 0 ? [] : [`columns not used: ${ignored.join(", ")}`]), ...notes],
  };
}

/** What a user should know of a file that was applied. */
function notesOn(
  { inception, dividends }: Portfolio,
  file: TransactionFile,
  { lots }: ImportOutcome,
): string[] {
  const notes: string[] = [];
  const opened = lots.filter((lot) => openingOf(lot).tradeDate <= inception).length;
  if (opened > 0) {
    const what = opened === 1 ? "1 lot was opened" : `${opened} lots were opened`;
    notes.push(
      `${what} by the inception ${inception}: what is left then enters the books at its value of that close`,
    );
  }
  const byName = new Set(
    file.transactions.flatMap((each) =>
      "assetClass" in each && each.assetClass === "PRIVATE" ? [each.symbol] : [],
    ),
  );
  // What is only being opened has no id yet.
  const made = lots.filter(({ id, assetClass }) => id === 0 && assetClass === "PRIVATE");
  const names = [...new Set(made.map(({ symbol }) => symbol))].sort();
  for (const [why, own] of [
    ["by their names", names.filter((name) => byName.has(name))],
    ["since the file values them", names.filter((name) => !byName.has(name))],
  ] as const) {
    if (own.length > 0) notes.push(`taken for private assets ${why}: ${someOf(own)}`);
  }
  const paid = file.transactions.filter(({ action }) => action === "dividend").length;
  if (paid > 0 && dividends === "derived") {
    notes.push(
      `${paid === 1 ? "1 dividend is" : `${paid} dividends are`} recorded, and those of other days follow from the symbols' corporate actions: if the file has all of them, "portfolio update --dividends recorded" books only these`,
    );
  }
  return notes;
}

/** `nightdesk portfolio import-transactions`: applies a file of transactions to a portfolio, all of them or none. */
export const portfolioImportTransactions: Verb = async ({ invocation, args, options }) => {
  const ports = portsOf(configOf(invocation));
  const path = args[0] ?? "";
  const name = text(options.portfolio);
  if (name === null) throw new NightdeskError("usage", "Say to which portfolio: --portfolio NAME.");
  const content = await contentOf(path, "a CSV file");
  const today = todayOf(ports);
  const terms = { today, strict: options.strict === true, again: options.again === true };
  const dryRun = options.dryRun === true;
  const report = await withWriter(ports, "portfolio import-transactions", async (writer) => {
    const portfolio = requirePortfolio(writer.db, name);
    const { currency } = portfolio;
    const file = readTransactions(content, { fileName: basename(path), today, currency });
    const recorder = recorderOf(ports, "transactions");
    const outcome = await importTransactions(writer, portfolio, file, { ...terms, dryRun, recorder });
    const notes =
      outcome.faults.length > 0
        ? []
        : [...notesOn(portfolio, file, outcome), ...notesOnLots(writer.db, outcome.lots)];
    return reportOf(portfolio, path, file, outcome, dryRun, notes);
  });
  if (report.status === "refused") return refuseFile(ports, invocation.json, report, "import_refused");
  return tell(ports, invocation.json, report);
};

async function tell(ports: Ports, json: boolean, report: TransactionImport): Promise<ExitCode> {
  const { status, portfolio, transactions, by_action: actions } = report;
  const kinds = Object.entries(actions).map(([action, count]) => `${count} ${action}`);
  const verdict = status === "stored" ? "recorded" : "could be recorded; nothing was";
  const more = report.warnings.length - SHOWN;
  await answer(ports.output, json, report, [
    `${portfolio.name}: ${transactions} transactions (${kinds.join(", ")}) ${verdict}`,
    `  ${report.lots_opened} lots opened, ${report.lot_events} events of lots, ${report.portfolio_events} of the portfolio`,
    ...report.warnings.slice(0, SHOWN).map((each) => `warning: ${faultLine(each)}`),
    ...(more > 0 ? [`and ${more} more warnings; --json lists all.`] : []),
    ...report.notes.map((note) => `note: ${note}`),
  ]);
  return 0;
}
