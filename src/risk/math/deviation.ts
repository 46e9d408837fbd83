import { centred } from "./mean.ts";

/** Sample standard deviation (n - 1) of at least two values, in their unit: two passes, since one cancels. */
export function sampleDeviation(values: Float64Array): number {
  let sum = 0;
  for (const deviation of centred(values)) sum += deviation * deviation;
  return Math.sqrt(sum / (values.length - 1));
}
