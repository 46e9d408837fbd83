/** One result for each window, keyed by its length in sessions. */
export function perWindow<W extends number, T>(
  windows: readonly W[],
  resultOf: (window: W) => T,
): Record<W, T> {
  return Object.fromEntries(windows.map((window) => [window, resultOf(window)])) as Record<W, T>;
}
