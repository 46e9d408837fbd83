import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { storageFault } from "../../db/storage-fault.ts";
import { NightdeskError } from "../platform/errors.ts";
import { portfolioDocument } from "../portfolio/export/write-document.ts";
import { answer } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { requirePortfolio, text } from "./portfolio-call.ts";
import type { Verb } from "./verb.ts";

/** Puts a file in its place whole: a reader sees all of it or none. */
function writeWhole(file: string, content: string, pid: number): void {
  if (existsSync(file)) {
    throw new NightdeskError("bad_file", `${file} is there already; give another name.`, {
      details: { file },
    });
  }
  if (!existsSync(dirname(file))) {
    throw new NightdeskError("bad_file", `The folder ${dirname(file)} does not exist; make it first.`, {
      details: { file },
    });
  }
  const making = `${file}.${pid}.making`;
  try {
    writeFileSync(making, content, { flag: "wx", flush: true });
    renameSync(making, file);
  } catch (fault) {
    rmSync(making, { force: true });
    throw storageFault(fault, file);
  }
}

/** `nightdesk portfolio export`: everything that makes a portfolio, as one JSON document. */
export const portfolioExport: Verb = async ({ invocation, args, options }) => {
  const ports = portsOf(configOf(invocation));
  const out = text(options.out);
  const document = await withReader(ports, async (db) => {
    db.exec("BEGIN");
    try {
      return portfolioDocument(db, requirePortfolio(db, args[0] ?? ""));
    } finally {
      db.exec("COMMIT");
    }
  });
  const content = `${JSON.stringify(document, null, 1)}\n`;
  if (out === null) {
    await ports.output.write(content);
    return 0;
  }
  const file = resolve(out);
  writeWhole(file, content, ports.host.pid);
  const { lots, events, portfolio } = document;
  const bytes = Buffer.byteLength(content);
  const report = {
    file,
    bytes,
    portfolio: portfolio.name,
    lots: lots.length,
    portfolio_events: events.length,
  };
  await answer(ports.output, invocation.json, report, [
    `${file}: ${portfolio.name} with ${lots.length} lots, ${bytes.toLocaleString("en-US")} bytes`,
  ]);
  return 0;
};
