import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { DOCUMENT_KIND, DOCUMENT_VERSION, PORTFOLIO_DOCUMENT, type PortfolioDocument } from "./document.ts";
import { documentFaults } from "./document-check.ts";

/** Larger than any portfolio of a desk; what is larger would fill the memory. */
const LARGEST_DOCUMENT = 256 * 1024 * 1024;
const SHOWN = 40;

function refused(file: string, message: string, path: string | null = null): NightdeskError {
  const sentence = `${file} ${message} Nothing was stored.`;
  return new NightdeskError("bad_file", sentence, { details: { file, ...(path === null ? {} : { path }) } });
}

/** A place in a document as it is written in JavaScript: `lots[3].events[0].price`. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at === 0 ? "" : "."}${String(part)}`))
    .join("");
}

function parsed(content: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch {
    throw refused(file, "is not JSON, or was cut off; export the portfolio again.");
  }
}

/**
 * Reads what `portfolio export` wrote.
 * @param file As a fault names it.
 * @param today Nothing can have happened after it.
 * @throws NightdeskError `bad_file`, naming the path of what is wrong.
 */
export function readDocument(content: Uint8Array, file: string, today: IsoDate): PortfolioDocument {
  if (content.length > LARGEST_DOCUMENT) throw refused(file, "is larger than 256 MiB.");
  const value = parsed(content, file);
  const head = (typeof value === "object" && value !== null ? value : {}) as {
    readonly document?: unknown;
    readonly version?: unknown;
  };
  if (head.document !== DOCUMENT_KIND) {
    throw refused(file, "is no exported portfolio; give what nightdesk portfolio export wrote.", "document");
  }
  if (typeof head.version === "number" && head.version > DOCUMENT_VERSION) {
    const versions = `is of version ${head.version}, and this nightdesk reads ${DOCUMENT_VERSION}`;
    throw refused(file, `${versions}; install the newer one that wrote it.`, "version");
  }
  const outcome = PORTFOLIO_DOCUMENT.safeParse(value);
  const issues = outcome.success ? [...documentFaults(outcome.data, today)] : outcome.error.issues;
  const [first] = issues;
  if (outcome.success && first === undefined) return outcome.data;
  const path = pathText(first?.path ?? []);
  const place = path === "" ? "has a fault" : `has a fault at ${path.slice(0, 10 * SHOWN)}`;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more faults)` : "";
  throw refused(file, `${place}: ${first?.message ?? "it is no document"}${more}.`, path);
}
