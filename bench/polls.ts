import { ms, quantile } from "./measure.ts";

/** A poll is due this often, in milliseconds: 500 a second. */
const PERIOD_MS = 2;
const TIMER_MS = 1;
/** So many polls in a row without an answer of 200 are a server that will not give one any more. */
const GIVE_UP = 1_000;

/** What polls at a steady rate have met. Times are in milliseconds. */
export interface PollReport {
  readonly polls: number;
  /** Answers of another status than 200, and none at all. */
  readonly errors: number;
  /** From the instant that a poll was due, so that one which could not be sent in time counts as late. */
  readonly latencies: readonly number[];
  /** How long it went on. */
  readonly milliseconds: number;
  /** The longest time between two answers: so long the server, or the one who asked, stood still. */
  readonly longestGap: number;
}

/**
 * Polls a URL 500 times a second without waiting for answers, until one of them or the caller says that it is over.
 * @param isOver Told of every answer's text.
 * @throws Error if the server does not answer any more.
 */
export async function poll(
  url: string,
  headers: Readonly<Record<string, string>>,
  isOver: (text: string) => boolean,
): Promise<PollReport> {
  const latencies: number[] = [];
  const under: Promise<void>[] = [];
  let [errors, inARow, longestGap, over] = [0, 0, 0, false];
  let last = performance.now();
  const ask = async (due: number): Promise<void> => {
    const response = await fetch(url, { headers }).catch(() => null);
    const text = await response?.text().catch(() => undefined);
    const now = performance.now();
    if (text !== undefined) {
      latencies.push(now - due);
      longestGap = Math.max(longestGap, now - last);
      last = now;
    }
    if (text !== undefined && response?.status === 200) {
      inARow = 0;
      over ||= isOver(text);
    } else {
      errors += 1;
      inARow += 1;
    }
  };
  const start = performance.now();
  let due = start;
  while (!over && inARow < GIVE_UP) {
    for (const now = performance.now(); due <= now; due += PERIOD_MS) under.push(ask(due));
    await Bun.sleep(TIMER_MS);
  }
  await Promise.all(under);
  if (!over) throw new Error(`${url} does not answer any more`);
  return { polls: under.length, errors, latencies, milliseconds: performance.now() - start, longestGap };
}

/** Prints what some rounds of polls have met: shares of all of their latencies, and each round's longest gap. */
export function printPolls(name: string, rounds: readonly PollReport[]): void {
  const latencies = rounds.flatMap((round) => round.latencies);
  const sum = (of: (round: PollReport) => number) => rounds.reduce((total, round) => total + of(round), 0);
  const at = (share: number) => ms(quantile(latencies, share));
  const gaps = rounds.map(({ longestGap }) => ms(longestGap));
  console.log(
    `${name.padEnd(34)} ${sum(({ polls }) => polls).toLocaleString("en-US")} polls, ${sum(({ errors }) => errors)} errors; p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, max ${at(1)}; longest gaps ${gaps.join(", ")}`,
  );
}
