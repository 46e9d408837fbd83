import { spyOn } from "bun:test";
import type { NetworkProvider } from "../../../db/schema/words.ts";
import { type Collected, clientOf, collectInto, wanted } from "../../support/collecting.ts";
import { RecordedServer, type Recording, type Replay } from "../../support/market/recorded-server.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import type { TemporaryDatabase } from "../../support/temporary-database.ts";

/** The two roads to Yahoo, which must tell the same of the same answer. */
export const ROADS = ["yahoo", "yahooquery"] as const;

/** A recorded answer as it is asked for again. */
export interface Asked {
  readonly base: TemporaryDatabase;
  readonly provider: NetworkProvider;
  readonly replays: readonly Replay[];
  readonly symbol: string;
  readonly from: string;
  readonly through: string;
  /** The technical clock. */
  readonly now: string;
}

/** What came of it, what the server was asked, and what was printed meanwhile. */
export interface Replayed extends Collected {
  readonly requests: readonly string[];
  readonly printed: readonly string[];
}

const PRINTERS = ["log", "info", "warn", "error", "debug", "dir", "trace"] as const;

/** Records what is printed, by whichever of the console's ways or straight into the streams. */
export async function listening<T>(
  work: () => Promise<T>,
): Promise<{ value: T; printed: readonly string[] }> {
  const printed: string[] = [];
  const heard = (...given: unknown[]) => {
    printed.push(given.map(String).join(" "));
  };
  const spies = PRINTERS.map((name) => spyOn(console, name).mockImplementation(heard));
  const streams = [process.stdout, process.stderr].map((stream) =>
    spyOn(stream, "write").mockImplementation((text) => {
      heard(text);
      return true;
    }),
  );
  try {
    return { value: await work(), printed };
  } finally {
    for (const spy of [...spies, ...streams]) spy.mockRestore();
  }
}

/** Every chart of a symbol gets this answer. */
export function chartReplay(recording: Recording): readonly Replay[] {
  return [{ path: /^\/v8\/finance\/chart\//, recording }];
}

/** Lets the real client ask a local server that replays recordings, and stores what comes of it. */
export async function replay(asked: Asked): Promise<Replayed> {
  const { base, provider, replays, symbol, from, through, now } = asked;
  await using server = new RecordedServer(replays);
  const clock = new MovableClock(now);
  const providers = [clientOf(provider, server.origin, clock)];
  const collecting = { base, providers, clock, night: through };
  const { value, printed } = await listening(() => collectInto(collecting, [wanted(symbol, from, through)]));
  return { ...value, requests: server.requests, printed };
}

/** A recorded chart's rows, as they came. */
export interface RecordedChart {
  readonly timestamp: readonly number[];
  readonly indicators: {
    readonly quote: readonly Partial<
      Record<"open" | "high" | "low" | "close" | "volume", readonly (number | null)[]>
    >[];
  };
}

export function chartOf(body: unknown): RecordedChart {
  const [chart] = (body as { chart: { result: readonly RecordedChart[] } }).chart.result;
  if (chart === undefined) throw new Error("the recording has no chart");
  return chart;
}
