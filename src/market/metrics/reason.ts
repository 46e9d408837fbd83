/** Why a metric is not known. A closed table: a new reason is added here, with its sentence. */
export const METRIC_REASONS = {
  no_price: "there is no close of the session itself",
  no_price_at_start: "there is no close where the period begins, nor shortly before",
  insufficient_history: "the series begins too late",
  total_return_basis: "the prices have dividends in them, so the price alone is not known",
  no_volume: "too few sessions have a volume",
  not_applicable: "there is none of this kind of instrument",
  not_known_then: "nothing of the kind had been told by then",
  stale: "what was told last is too old",
  not_told: "its source told the others and not this one",
  no_trailing_year: "neither a trailing year nor four consecutive quarters were known by then",
  no_debt_told: "the balance sheet does not tell the debt",
  no_cash_told: "the balance sheet does not tell the cash",
  unknown_currency: "it is not told in which currency an amount is",
  no_fx_rate: "a rate of exchange is missing",
  currencies_differ: "it is told in another currency than the figures beside it",
  zero_denominator: "it would be divided by nothing",
  not_forecast: "nobody forecasts it",
} as const;

export type MetricReason = keyof typeof METRIC_REASONS;

/** A number, or why it is not known. */
export type Figure = number | MetricReason;

/** A figure that follows from others: the first reason among them, if there is any. */
export function figureOf(
  figures: readonly Figure[],
  compute: (...values: readonly number[]) => Figure,
): Figure {
  const values: number[] = [];
  for (const figure of figures) {
    if (typeof figure === "string") return figure;
    values.push(figure);
  }
  return compute(...values);
}

/** One figure by another. */
export function ratioOf(numerator: Figure, denominator: Figure): Figure {
  return figureOf([numerator, denominator], (above = 0, below = 0) =>
    below === 0 ? "zero_denominator" : above / below,
  );
}
