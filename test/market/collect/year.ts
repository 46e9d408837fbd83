import type { RunReport } from "../../../src/batch/night.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { chance } from "../../support/market/chance.ts";
import type { Distortion } from "../../support/market/distortion.ts";
import type { Fault } from "../../support/market/fault.ts";
import { joinedMarket } from "../../support/market/instrument.ts";
import { madeMarket } from "../../support/market/made-market.ts";
import type { FaultHook } from "../../support/market/provider-server.ts";
import { Collecting, carefulNight, sessionAfter } from "./collecting.ts";

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
];

const HELD = ["AAA", "BBB", "CCC", "FUNDX", "VOD.L", "BTC-USD"];
/** London's shares are in pence, and the book in dollars: the rate is wanted from some days before the inception. */
const RATE = "GBPUSD=X";
const RATE_FROM = "2025-05-12";
const [MARKET_FROM, MARKET_TO] = [isoDate("2025-01-02"), isoDate("2026-08-31")];
const START = isoDate("2025-06-02");

/** A year of nights, or a part of one, with faults drawn from a seed. */
export class Year implements AsyncDisposable {
  readonly collecting: Collecting;
  readonly #next: () => number;
  readonly #calls: () => number;

  private constructor(collecting: Collecting, seed: number) {
    this.collecting = collecting;
    this.#next = chance(seed);
    this.#calls = chance(seed + 1);
    for (const server of Object.values(collecting.providers.servers)) server.fault = this.#fault();
  }

  static async begun(seed: number): Promise<Year> {
    const collecting = await Collecting.begun({
      seed,
      held: HELD,
      from: MARKET_FROM,
      to: MARKET_TO,
      first: START,
      inception: "2025-05-15",
      splits: {
        AAA: [
          { exDate: isoDate("2025-06-16"), numerator: 4, denominator: 1 },
          { exDate: isoDate("2026-01-20"), numerator: 3, denominator: 2 },
        ],
        BBB: [{ exDate: isoDate("2025-07-08"), numerator: 1, denominator: 10 }],
      },
      market: (made) =>
        joinedMarket(made, madeMarket({ seed, symbols: [RATE], from: MARKET_FROM, to: MARKET_TO })),
      env: { NIGHTDESK_POLYGON_PLAN: "advanced" },
    });
    return new Year(collecting, seed);
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
      return FAULTS[Math.floor(this.#calls() * FAULTS.length)] ?? null;
    };
  }

  /** Data that a provider of the night has wrong; it mends itself by the next one. */
  #distort(): void {
    const { servers } = this.collecting.providers;
    for (const { distortions } of Object.values(servers)) distortions.clear();
    if (this.#next() >= DISTORTED_SHARE) return;
    const date = sessionAfter(this.collecting.session);
    const wrong: readonly Distortion[] = [
      { kind: "bad_close", date, factor: 3 },
      { kind: "factor_100", dates: [date], factor: 100 },
      { kind: "close_outside", date },
      { kind: "high_below_low", date },
      { kind: "zero_close", date },
      { kind: "missing_days", dates: [date] },
      { kind: "duplicate_row", date },
      { kind: "delisted" },
    ];
    const symbol = HELD[Math.floor(this.#next() * HELD.length)] ?? "AAA";
    const server = this.#next() < 0.5 ? servers.yahoo : servers.yahooquery;
    server.distortions.set(symbol, [wrong[Math.floor(this.#next() * wrong.length)] as Distortion]);
  }
}

/** Symbols' gaps, without a fund's value that is due, and without days of a foreign exchange that nobody can know of. */
export function gapsOf({ collecting }: Year): readonly string[] {
  const { session } = collecting;
  const isWanted = (gap: string) => !gap.startsWith(RATE) || gap >= `${RATE} ${RATE_FROM}`;
  return collecting.gaps().filter((gap) => gap !== `FUNDX ${session}` && isWanted(gap));
}
