import type { DividendMode } from "../../db/schema/words.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { FileFault } from "../portfolio/import/file-fault.ts";
import { type GivenTerms, type PortfolioTerms, readTerms } from "../portfolio/import/portfolio-terms.ts";
import { isPlain } from "./fields.ts";

/** Something wrong in a form, or in the file that came with it; of the form the column is the name of the field. */
export type FormFault = FileFault<string>;

/** What a form says of a portfolio. */
export interface PortfolioForm {
  readonly file?: unknown;
  readonly name?: string | undefined;
  readonly equity?: string | undefined;
  readonly inception?: string | undefined;
  readonly as_of?: string | undefined;
  readonly currency?: string | undefined;
  readonly owner?: string | undefined;
  readonly dividends: DividendMode;
}

/** Terms that have no fault, among which each given one is read by itself. */
const GOOD: GivenTerms = { name: "-", equity: "1", currency: null, inception: null, asOf: null };
const FIELDS = {
  name: "name",
  equity: "equity",
  currency: "currency",
  inception: "inception",
  asOf: "as_of",
} as const;

function faultOf(column: string, code: string, message: string): FormFault {
  // The readers of terms know the command line's names of them.
  return { code, row: null, column, symbol: null, message: message.replace(/--(?=[a-z])/g, "") };
}

/**
 * Reads the terms of a portfolio that is to be opened from a file.
 * @returns the terms, or everything that is wrong with them, all at once.
 */
export function termsOfForm(
  form: PortfolioForm,
  today: IsoDate,
): { readonly terms: PortfolioTerms | null; readonly faults: readonly FormFault[] } {
  const given: GivenTerms = {
    name: form.name ?? null,
    equity: form.equity ?? null,
    currency: form.currency ?? null,
    inception: form.inception ?? null,
    asOf: form.as_of ?? null,
    owner: form.owner ?? null,
    dividends: form.dividends,
  };
  const faults: FormFault[] = [];
  if (form.file === undefined) {
    faults.push(faultOf("file", "ERR_PORT_007", "ERR_PORT_007: The file of positions is missing; send it."));
  }
  if (!isPlain(given.name ?? "")) {
    faults.push(faultOf("name", "ERR_PORT_002", "The name has control characters; leave them out."));
  }
  for (const [term, column] of Object.entries(FIELDS) as [keyof typeof FIELDS, string][]) {
    try {
      readTerms({ ...GOOD, [term]: given[term] }, today);
    } catch (fault) {
      if (!(fault instanceof NightdeskError)) throw fault;
      faults.push(faultOf(column, String(fault.details.fault ?? fault.code), fault.message));
    }
  }
  return { terms: faults.length === 0 ? readTerms(given, today) : null, faults };
}
