/** Every fault that a CSV file of any kind can have as a whole, or a row of it, by its stable code, with its title. */
export const CSV_FAULTS = {
  ERR_CSV_001: "The file is too large",
  ERR_CSV_002: "The file's name does not end in .csv",
  ERR_CSV_003: "The file has no rows",
  ERR_CSV_004: "A required column is missing",
  ERR_CSV_005: "A column is there twice",
  ERR_CSV_006: "The file, or a row of it, cannot be read",
} as const;

export type CsvFaultCode = keyof typeof CSV_FAULTS;

/** Something wrong in a file, with its place. */
export interface FileFault<Code extends string> {
  readonly code: Code;
  /** The line of the file on which the row begins, the first being 1; null for the file as a whole. */
  readonly row: number | null;
  /** As the contract spells it; null for the row as a whole. */
  readonly column: string | null;
  /** As the row has it, shortened. */
  readonly symbol: string | null;
  /** What is wrong and what to do. */
  readonly message: string;
}
