/** Why rows of a price file were not stored. The codes are stable; `detail` says the particulars in words. */
export type RefusalReason =
  | "line_too_long"
  | "wrong_cell_count"
  | "open_quote"
  | "bad_symbol"
  | "bad_date"
  | "date_out_of_range"
  | "not_a_session"
  | "future_date"
  | "no_price"
  | "bad_number"
  | "price_not_positive"
  | "high_below_low"
  | "bad_split"
  | "clash"
  | "basis_differs"
  | "not_as_traded"
  | "rebase_incomplete"
  | "symbol_in_two_files";

/** One or more rows that were refused, with the place of the first. */
export interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly reason: RefusalReason;
  readonly detail: string;
  readonly symbol: string | null;
  readonly date: string | null;
  readonly rows: number;
}

/** Rows of one symbol that do not fit with others or with what is stored; the file and symbol are known where it goes. */
export type BarRefusal = Omit<Refusal, "file" | "symbol">;

/** A row that cannot be used: thrown nowhere, returned by the row readers. */
export interface RowFault {
  readonly reason: RefusalReason;
  readonly detail: string;
}

const LONGEST_EXCERPT = 40;

/** A piece of a file as it may be shown: short, and without control characters. */
export function excerpt(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, "?");
  return printable.length > LONGEST_EXCERPT ? `${printable.slice(0, LONGEST_EXCERPT)}...` : printable;
}
