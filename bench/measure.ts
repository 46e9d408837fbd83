/** The middle of an odd number of figures. */
export function median(figures: readonly number[]): number {
  return quantile(figures, 0.5);
}

/** The figure below which a share of all lies. */
export function quantile(figures: readonly number[], share: number): number {
  return [...figures].sort((a, b) => a - b)[Math.floor((figures.length - 1) * share)] ?? Number.NaN;
}

/** Milliseconds that `work` takes, and what it gives. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

/** Milliseconds as people read them. */
export function ms(figure: number): string {
  return `${figure.toFixed(figure < 10 ? 2 : 0)} ms`;
}

/** Prints one comparison: ours against a baseline measured in the same run, as medians and their ratio. */
export function report(
  name: string,
  ours: readonly number[],
  baseline: readonly number[],
  what: string,
): void {
  const [a, b] = [median(ours), median(baseline)];
  console.log(
    `${name.padEnd(34)} ${ms(a).padStart(10)}   ${(a / b).toFixed(2)} x ${what} (${ms(b)}), ${ours.length} runs each`,
  );
}
