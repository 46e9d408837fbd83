/** How a table is read into a canonical dump: whole, or where rows are many those of one symbol, portfolio or session at a time. */
export interface DumpSource {
  readonly per: "symbol" | "portfolio" | "session" | null;
  readonly sql: string;
}
