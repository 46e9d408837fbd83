import { centred } from "./mean.ts";

/** Sample standard deviation (n - 1) of at least two values, in their unit: two passes, since one cancels. */
export function sampleDeviation(values: Float64Array): number {
  let sum = 0;
  const deviations = centred(values);
  for (let at = 0; at < deviations.length; at++) {
    const deviation = deviations[at] as number;
    sum += deviation * deviation;
  }
  return Math.sqrt(sum / (values.length - 1));
}
