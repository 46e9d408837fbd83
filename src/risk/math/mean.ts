/**
 * Arithmetic mean of at least one value, in the order given. Taken about the first value: equal values have exactly
 * themselves as mean, so that whatever is centred by it becomes exactly 0 and "does not vary" can be told from rounding.
 */
export function mean(values: Float64Array): number {
  const origin = values[0] as number;
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += (values[at] as number) - origin;
  return origin + sum / values.length;
}

/** The values less their mean. */
export function centred(values: Float64Array): Float64Array {
  const middle = mean(values);
  const less = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) less[at] = (values[at] as number) - middle;
  return less;
}
