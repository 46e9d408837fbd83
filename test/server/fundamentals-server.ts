import type { Hono } from "hono";
import { Runner } from "../../src/batch/runner.ts";
import { setWatched } from "../../src/market/collect/watch-list.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { idSource } from "../../src/platform/ids.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { createApp } from "../../src/server/app.ts";
import { eveningOf, FIRST, marketWith } from "../batch/collected-desk.ts";
import type { Companies } from "../support/market/company.ts";
import { madeCompanies } from "../support/market/made-companies.ts";
import { ProviderDesk } from "../support/provider-desk.ts";
import { ADMIN_TOKEN, type Asking, ServedDesk } from "../support/served-desk.ts";

/** A company, a fund, a pair and a coin. */
export const SYMBOLS = ["AAA", "BBB", "EURUSD=X", "BTC-USD"] as const;

/** A server whose runs ask a local Yahoo for prices, profiles and statements. */
export class FundamentalsServer implements AsyncDisposable {
  readonly served: ServedDesk;
  readonly companies: Companies;
  readonly providers: ProviderDesk;
  readonly runner: Runner;
  readonly #app: Hono;

  private constructor() {
    const market = marketWith(SYMBOLS);
    const bounds = { from: isoDate("2020-12-31"), to: isoDate("2026-07-31") };
    this.companies = madeCompanies(market, { seed: 4, ...bounds });
    this.providers = new ProviderDesk({
      market,
      companies: this.companies,
      now: eveningOf(FIRST),
      providers: ["yahoo"],
    });
    this.served = new ServedDesk();
    const { desk, pool, state } = this.served;
    const { sources } = this.providers;
    const newId = idSource(desk.clock, systemRandom);
    this.runner = new Runner({ ...desk.ports({ observer: state.tracker, sources }), pool, newId });
    const [provider] = sources.providers;
    const [fundamentals = null] = sources.fundamentals;
    if (provider === undefined) throw new Error("there is no provider");
    const configured = { id: provider.id, provider, fundamentals, absentBecause: null } as const;
    this.#app = createApp({ ...state, runner: this.runner, providers: [configured] });
  }

  /** One that holds AAA and watches the others. No night has been yet. */
  static async begun(): Promise<FundamentalsServer> {
    const server = new FundamentalsServer();
    const { desk } = server.served;
    await desk.openLots("One", ["AAA,10,50,2026-05-01"], { equity: "10000", inception: "2026-05-01" });
    for (const symbol of SYMBOLS.slice(1))
      await setWatched(desk.base.writer, parseSymbol(symbol), true, desk.now());
    return server;
  }

  /** The same after the night of {@link FIRST}. */
  static async after(): Promise<FundamentalsServer> {
    const server = await FundamentalsServer.begun();
    await server.night();
    return server;
  }

  async night(): Promise<void> {
    await this.served.desk.run({ sources: this.providers.sources, to: FIRST });
    this.providers.forget();
  }

  async ask(path: string, { token = ADMIN_TOKEN, headers = {}, ...rest }: Asking = {}): Promise<Response> {
    const bearer = token === null ? {} : { authorization: `Bearer ${token}` };
    return this.#app.request(`/api/v1${path}`, { ...rest, headers: { ...bearer, ...headers } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.served.pool.letGo();
    await this.runner.idle();
    await this.served[Symbol.asyncDispose]();
    await this.providers[Symbol.asyncDispose]();
  }
}
