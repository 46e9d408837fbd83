import type { RunReport } from "../../../src/batch/night.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { chance } from "../../support/market/chance.ts";
import type { Distortion } from "../../support/market/distortion.ts";
import type { Fault } from "../../support/market/fault.ts";
import { joinedMarket } from "../../support/market/instrument.ts";
import { madeMarket } from "../../support/market/made-market.ts";
import type { FaultHook } from "../../support/market/provider-server.ts";
import { carefulNight } from "./careful-night.ts";
import { Collecting, sessionAfter } from "./collecting.ts";

/** Every fifth call goes wrong. */
const FAULTY_SHARE = 0.2;
/** On so many nights a provider gets a symbol's data wrong as well. */
const DISTORTED_SHARE = 0.2;

const FAULTS: readonly Fault[] = [
  { kind: "too_many_requests", retryAfter: 2 },
  { kind: "too_many_requests" },
  { kind: "consent_page" },
  { kind: "consent_page", redirect: true },
  { kind: "empty_200" },
  { kind: "null_rows" },
  { kind: "truncated_json" },
  { kind: "server_error", status: 500 },
  { kind: "server_error", status: 503 },
  { kind: "wrong_symbol", instead: "SPY" },
  { kind: "nan" },
  { kind: "not_found" },
  { kind: "forbidden" },
  { kind: "connection_reset" },
  { kind: "slow_body", ms: 20 },
];
/** Each costs a second of the machine's own time. */
const HANGS: readonly Fault[] = [{ kind: "hang" }, { kind: "slow_body", ms: 4_000 }];

const HELD = ["AAA", "BBB", "CCC", "FUNDX", "VOD.L", "BTC-USD"];
/** London's shares are in pence, and the book in dollars: the rate is wanted from some days before the inception. */
const RATE = "GBPUSD=X";
const RATE_FROM = "2025-05-12";
const [MARKET_FROM, MARKET_TO] = [isoDate("2025-01-02"), isoDate("2026-08-31")];
const START = isoDate("2025-06-02");
const SPLITS = {
  AAA: [
    { exDate: isoDate("2025-06-16"), numerator: 4, denominator: 1 },
    { exDate: isoDate("2026-01-20"), numerator: 3, denominator: 2 },
  ],
  BBB: [{ exDate: isoDate("2025-07-08"), numerator: 1, denominator: 10 }],
} as const;
/** From the session before an ex-date on, a provider may get the split wrong on so many nights. */
const SPLIT_NIGHTS = 4;
const OF_SPLITS = ["split_early", "split_late", "split_twice"] as const;

/** A year of nights, or a part of one, with faults drawn from a seed. */
export class Year implements AsyncDisposable {
  readonly collecting: Collecting;
  readonly #next: () => number;
  readonly #calls: () => number;
  readonly #faults: readonly Fault[];

  private constructor(collecting: Collecting, seed: number, faults: readonly Fault[]) {
    this.collecting = collecting;
    this.#faults = faults;
    this.#next = chance(seed);
    this.#calls = chance(seed + 1);
    for (const server of Object.values(collecting.providers.servers)) server.fault = this.#fault();
  }

  /** @param withHangs Whether some calls get no answer in time, which takes about a minute a year. */
  static async begun(seed: number, withHangs = false): Promise<Year> {
    const collecting = await Collecting.begun({
      seed,
      held: HELD,
      from: MARKET_FROM,
      to: MARKET_TO,
      first: START,
      inception: "2025-05-15",
      splits: SPLITS,
      market: (made) =>
        joinedMarket(made, madeMarket({ seed, symbols: [RATE], from: MARKET_FROM, to: MARKET_TO })),
      env: { NIGHTDESK_POLYGON_PLAN: "advanced", NIGHTDESK_PROVIDER_TIMEOUT: "1" },
    });
    return new Year(collecting, seed, withHangs ? [...FAULTS, ...HANGS] : FAULTS);
  }

  /** Runs so many nights, each a session later. Throws as soon as a bar is gone, or a close is not the market's. */
  async nights(count: number, each: (report: RunReport) => void = () => undefined): Promise<void> {
    for (let night = 0; night < count; night++) {
      this.#distort();
      each(await carefulNight(this.collecting, night === 0 ? START : undefined));
    }
  }

  /** Ends the faults. What bad luck has put off is asked for on the ordinary nights that follow. */
  mend(): void {
    this.collecting.mend();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.collecting[Symbol.asyncDispose]();
  }

  #fault(): FaultHook {
    return () => {
      if (this.#calls() >= FAULTY_SHARE) return null;
      return this.#faults[Math.floor(this.#calls() * this.#faults.length)] ?? null;
    };
  }

  /** Data that providers have wrong tonight; they mend themselves by the next night, or go on with something else. */
  #distort(): void {
    const { servers } = this.collecting.providers;
    for (const { distortions } of Object.values(servers)) distortions.clear();
    const date = sessionAfter(this.collecting.session);
    for (const [symbol, splits] of Object.entries(SPLITS)) {
      const near = splits.find(({ exDate }) => isNear(date, exDate));
      if (near === undefined || this.#next() < 0.5) continue;
      const kind = OF_SPLITS[Math.floor(this.#next() * OF_SPLITS.length)] ?? "split_late";
      const ids = this.#next() < 0.5 ? (["yahoo"] as const) : (["yahoo", "yahooquery"] as const);
      for (const id of ids) servers[id].distortions.set(symbol, [{ kind, exDate: near.exDate }]);
    }
    if (this.#next() >= DISTORTED_SHARE) return;
    const wrong: readonly Distortion[] = [
      // Sound in itself: both roads to one vendor would second each other in it.
      { kind: "bad_close", date, factor: 3 },
      { kind: "missing_days", dates: [date] },
      { kind: "duplicate_row", date },
      { kind: "delisted" },
      { kind: "factor_100", dates: [date], factor: 100 },
      { kind: "close_outside", date },
      { kind: "high_below_low", date },
      { kind: "zero_close", date },
      { kind: "negative_close", date },
      { kind: "holiday_bar", date: addDays(date, -1) },
      { kind: "future_bar" },
    ];
    const symbol = HELD[Math.floor(this.#next() * HELD.length)] ?? "AAA";
    const distortion = wrong[Math.floor(this.#next() * wrong.length)] as Distortion;
    // Any day may be a session of London's: nobody here keeps its rules.
    if (distortion.kind === "holiday_bar" && symbol === "VOD.L") return;
    const own = this.#next() < 0.5 ? servers.yahoo : servers.yahooquery;
    const isShared = distortion.kind !== "bad_close" && this.#next() < 0.3;
    const wide = [servers.yahoo, servers.yahooquery, servers.polygon];
    for (const { distortions } of isShared ? wide : [own]) {
      // A split that is told wrong stays so; nothing else comes upon it.
      if (!distortions.has(symbol)) distortions.set(symbol, [distortion]);
    }
  }
}

/** Whether a night is the one before an ex-date, or one of the first from it on. */
function isNear(date: string, exDate: IsoDate): boolean {
  return date >= sessionAfter(exDate, -1) && date < sessionAfter(exDate, SPLIT_NIGHTS - 1);
}

/** Symbols' gaps, without a fund's value that is due, and without days of a foreign exchange that nobody can know of. */
export function gapsOf({ collecting }: Year): readonly string[] {
  const { session } = collecting;
  const isWanted = (gap: string) => !gap.startsWith(RATE) || gap >= `${RATE} ${RATE_FROM}`;
  return collecting.gaps().filter((gap) => gap !== `FUNDX ${session}` && isWanted(gap));
}
