/** A number as Yahoo writes it where it writes its text too. */
export interface YahooFigure {
  readonly raw: number;
  readonly fmt: string | null;
  readonly longFmt?: string;
}

const SCALES = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** A number in a few characters: 94.08B, -2.00B, 1.53. */
export function shortText(value: number): string {
  const [unit, letter] = SCALES.find(([scale]) => Math.abs(value) >= scale) ?? [1, ""];
  return `${(value / unit).toFixed(2)}${letter}`;
}

/** An amount a share. */
export const shareFigure = (raw: number): YahooFigure => ({ raw, fmt: String(Number(raw.toFixed(2))) });

/** A fraction, written in per cent. */
export const fractionFigure = (raw: number): YahooFigure => ({ raw, fmt: `${(raw * 100).toFixed(2)}%` });

/** A whole number, which of nothing has no short text. */
export const wholeFigure = (raw: number): YahooFigure => ({
  raw,
  fmt: raw === 0 ? null : Math.abs(raw) < 1000 ? String(raw) : shortText(raw),
  longFmt: raw.toLocaleString("en-US"),
});
