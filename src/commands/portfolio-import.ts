import { basename } from "node:path";
import type { ExitCode } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { type ImportSummary, summaryOf } from "../portfolio/import/import-summary.ts";
import { readTerms } from "../portfolio/import/portfolio-terms.ts";
import type { PositionFault } from "../portfolio/import/position-fault.ts";
import { readPositions } from "../portfolio/import/position-file.ts";
import { openPortfolio } from "../portfolio/portfolio-store.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { dividendModeOf, ownerOf, recorderOf, text, todayOf } from "./portfolio-call.ts";
import { contentOf, faultLine, refuseFile, SHOWN } from "./portfolio-file.ts";
import { importDocument } from "./portfolio-import-document.ts";
import type { Verb } from "./verb.ts";

/** What became of a file of positions. */
interface PortfolioImport extends ImportSummary {
  readonly status: "stored" | "dry_run" | "refused";
  /** Why it was refused; null if it was not. */
  readonly code: "ERR_PORT_008" | null;
  readonly file: string;
  readonly faults: readonly PositionFault[];
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
  const told = { file: basename(path), faults: file.faults };
  if (file.faults.length > 0) {
    const summary = summaryOf(file, terms, null, null);
    const report = { status: "refused", code: "ERR_PORT_008", ...told, ...summary } as const;
    return refuseFile(ports, invocation.json, report, "portfolio_refused");
  }
  if (options.dryRun === true) {
    const summary = summaryOf(file, terms, null, null);
    return tell(ports, invocation.json, { status: "dry_run", code: null, ...told, ...summary });
  }
  const summary = await withWriter(ports, "portfolio import", async (writer) => {
    const opened = await openPortfolio(writer, terms, file.lots, recorderOf(ports, "import"));
    return summaryOf(file, terms, opened.publicId, writer.db);
  });
  return tell(ports, invocation.json, { status: "stored", code: null, ...told, ...summary });
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
