import { basename } from "node:path";
import { type ExitCode, NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { standingEvents } from "../portfolio/export/document-check.ts";
import { enterDocument } from "../portfolio/export/enter-document.ts";
import { readDocument } from "../portfolio/export/read-document.ts";
import { notesOnLots } from "../portfolio/import/lot-notes.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { recorderOf, text, todayOf } from "./portfolio-call.ts";
import { contentOf } from "./portfolio-file.ts";
import type { Call } from "./verb.ts";

/** Options of `portfolio import` that a document has in it. */
const ITS_OWN = ["equity", "inception", "asOf", "currency", "owner", "dividends", "strict"];

/** `nightdesk portfolio import FILE.json`: makes the portfolio that an exported document tells of. */
export async function importDocument(
  { invocation, options }: Call,
  ports: Ports,
  path: string,
): Promise<ExitCode> {
  const given = ITS_OWN.find((name) => options[name] !== undefined);
  if (given !== undefined) {
    const flag = given === "asOf" ? "as-of" : given;
    throw new NightdeskError(
      "usage",
      `An exported portfolio has its own terms: --${flag} does not go with it.`,
    );
  }
  const content = await contentOf(path, "what portfolio export wrote");
  const read = readDocument(content, basename(path), todayOf(ports));
  const name = text(options.name)?.trim() || read.portfolio.name;
  const document = { ...read, portfolio: { ...read.portfolio, name } };
  const isDryRun = options.dryRun === true;
  const lots = document.lots.map((lot) => ({
    symbol: lot.symbol,
    assetClass: lot.asset_class,
    events: standingEvents(lot),
  }));
  const { id, notes } = isDryRun
    ? { id: null, notes: notesOnLots(null, lots) }
    : await withWriter(ports, "portfolio import", async (writer) => {
        const recorder = recorderOf(ports, "import");
        const made = await writer.transact("import portfolio", () =>
          enterDocument(writer, document, recorder),
        );
        return { id: made.publicId, notes: notesOnLots(writer.db, lots) };
      });
  const lotEvents = document.lots.reduce((sum, { events }) => sum + events.length, 0);
  const report = {
    status: isDryRun ? "dry_run" : "stored",
    portfolio: { id, name, currency: document.portfolio.currency, inception: document.portfolio.inception },
    file: basename(path),
    lots: document.lots.length,
    lot_events: lotEvents,
    portfolio_events: document.events.length,
    target_prices: document.target_prices.length,
    notes,
  };
  await answer(ports.output, invocation.json, report, [
    `${name}: ${lots.length} lots with ${lotEvents} events, ${document.events.length} of the portfolio, ${isDryRun ? "could be stored as they are; nothing was" : `stored as ${id}`}`,
    ...notes.map((note) => `note: ${note}`),
  ]);
  return 0;
}
