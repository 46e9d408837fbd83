import type { IsoDate } from "../../../src/platform/iso-date.ts";
import {
  type Answer,
  type Provider,
  type RequestKind,
  type Route,
  routeOf,
  symbolParameter,
} from "./answer.ts";
import type { Companies } from "./company.ts";
import type { Distortion } from "./distortion.ts";
import { answerInstead, type Fault } from "./fault.ts";
import { fmpAnswer } from "./fmp-desk.ts";
import type { Market } from "./instrument.ts";
import { symbolOf, tickerOf } from "./polygon-answers.ts";
import { polygonAnswer } from "./polygon-desk.ts";
import { failingBody, responseOf, slowBody } from "./response-body.ts";
import { spoiled } from "./spoiled.ts";
import { YahooCrumbs } from "./yahoo-crumbs.ts";
import { yahooAnswer } from "./yahoo-desk.ts";

/** One request as a server got it. */
export interface LoggedRequest {
  readonly kind: RequestKind;
  /** In Yahoo's spelling; null where the request is about no single symbol. */
  readonly symbol: string | null;
  /** How many requests this server has had, this one included. */
  readonly count: number;
  /** How many of this kind and symbol, this one included. */
  readonly attempt: number;
  readonly url: URL;
  readonly headers: Headers;
  /** The server's own clock (ms). */
  readonly at: number;
}

/** Says for a request what goes wrong with it; null for nothing. */
export type FaultHook = (request: LoggedRequest) => Fault | null;

const DAY_MS = 86_400_000;

/** What a server is and knows at its start; the mutable ones can be set later too. */
export interface ProviderServerOptions {
  readonly provider: Provider;
  readonly market: Market;
  readonly now: () => number;
  readonly fault?: FaultHook;
  /** Polygon's key, TEST-KEY unless said, and FMP's, FMP-KEY unless said. */
  readonly key?: string;
  /** Who the market's shares and funds are; without them there are only prices. */
  readonly companies?: Companies;
}

/**
 * A provider on 127.0.0.1 that answers from a market as of its own clock, with faults and distortions on demand. Whatever
 * is public and not readonly can be set at any time. `await using` ends it, hanging answers included.
 * @example await using yahoo = new ProviderServer({ provider: "yahoo", market, now: () => NOW });
 */
export class ProviderServer implements AsyncDisposable {
  readonly provider: Provider;
  readonly market: Market;
  readonly companies: Companies | null;
  /** What the provider gets wrong, by symbol in Yahoo's spelling. */
  readonly distortions = new Map<string, Distortion[]>();
  readonly requests: LoggedRequest[] = [];
  now: () => number;
  fault: FaultHook;
  key: string;
  /** Polygon refuses bars before this day; null for no limit. */
  oldest: IsoDate | null = null;
  /** FMP refuses more requests than these in a UTC day of its clock; null for no limit. */
  dailyLimit: number | null = null;
  /** See ChartView. */
  includesPeriod2 = false;
  /** See ChartView. */
  stampsClose = false;
  /** Every answer waits so long; without it no two requests are ever under way together. */
  latencyMs = 0;
  readonly #server: Bun.Server<undefined>;
  readonly #ended = new AbortController();
  readonly #attempts = new Map<string, number>();
  readonly #crumbs = new YahooCrumbs("made.Crumb");
  #open = 0;
  #mostAtOnce = 0;

  constructor(options: ProviderServerOptions) {
    this.provider = options.provider;
    this.market = options.market;
    this.now = options.now;
    this.fault = options.fault ?? (() => null);
    this.companies = options.companies ?? null;
    this.key = options.key ?? (options.provider === "fmp" ? "FMP-KEY" : "TEST-KEY");
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch: (request) => this.#respond(request),
      // Only a thrown fault hook comes here; a test should see why.
      error: (error) => new Response(String(error), { status: 599 }),
    });
  }

  /** http://127.0.0.1:port */
  get origin(): string {
    return this.#server.url.origin;
  }

  /** The most requests that were under way together; see `latencyMs`. */
  get mostAtOnce(): number {
    return this.#mostAtOnce;
  }

  /** The crumb that quotes and summaries want. */
  get crumb(): string {
    return this.#crumbs.crumb;
  }

  /** Another crumb; the old one is refused from now on. */
  set crumb(crumb: string) {
    this.#crumbs.crumb = crumb;
  }

  /** Each cookie from now on has a crumb of its own, and once `crumb` changes only a new cookie helps. */
  set rotateCrumbs(rotates: boolean) {
    this.#crumbs.rotates = rotates;
  }

  /** How many requests came, of a kind and about a symbol (Yahoo's spelling) if said. */
  countOf(kind?: RequestKind, symbol?: string): number {
    return this.requests.filter(
      (each) =>
        (kind === undefined || each.kind === kind) && (symbol === undefined || each.symbol === symbol),
    ).length;
  }

  /** Forgets the requests so far; counts begin anew. */
  forget(): void {
    this.requests.length = 0;
    this.#attempts.clear();
    this.#mostAtOnce = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#server.stop(true);
  }

  async #respond(request: Request): Promise<Response> {
    this.#open += 1;
    this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#open);
    try {
      const url = new URL(request.url);
      const route = routeOf(url, this.provider);
      const fault = this.fault(this.#log(request, url, route));
      if (fault?.kind === "hang") {
        await this.#end(request);
        return new Response(null, { status: 503 });
      }
      // A body that fails before its first byte makes Bun close the socket without an answer.
      if (fault?.kind === "connection_reset") return new Response(failingBody());
      if (this.latencyMs > 0) await Bun.sleep(this.latencyMs);
      const answer = this.#answer(request, url, route, fault);
      if (fault?.kind !== "slow_body") return responseOf(answer);
      return responseOf(answer, slowBody(answer.text, fault.ms, this.#ended.signal));
    } finally {
      this.#open -= 1;
    }
  }

  #log(request: Request, url: URL, route: Route): LoggedRequest {
    const { kind, name } = route;
    const symbol = name === null || this.provider !== "polygon" ? name : symbolOf(name);
    const attempt = (this.#attempts.get(`${kind} ${symbol}`) ?? 0) + 1;
    this.#attempts.set(`${kind} ${symbol}`, attempt);
    const logged: LoggedRequest = {
      kind,
      symbol,
      count: this.requests.length + 1,
      attempt,
      url,
      headers: request.headers,
      at: this.now(),
    };
    this.requests.push(logged);
    return logged;
  }

  #answer(request: Request, url: URL, route: Route, fault: Fault | null): Answer {
    const instead = fault === null ? null : answerInstead(fault, route, url, this.provider);
    if (instead !== null) return instead;
    const asked = fault?.kind === "wrong_symbol" ? this.#wrong(url, route, fault.instead) : { url, route };
    const answer = this.#told(request, asked.url, asked.route);
    return fault === null ? answer : spoiled(answer, fault, route.kind);
  }

  #told(request: Request, url: URL, route: Route): Answer {
    const { market, companies, distortions, includesPeriod2, stampsClose } = this;
    const view = { market, companies, distortions, now: this.now() };
    switch (this.provider) {
      case "polygon":
        return polygonAnswer(request, url, route, view, { key: this.key, oldest: this.oldest });
      case "fmp":
        return fmpAnswer(request, url, route, view, { key: this.key, isSpent: this.#isSpent() });
      default:
        return yahooAnswer(request, url, route, {
          ...view,
          crumbs: this.#crumbs,
          includesPeriod2,
          stampsClose,
        });
    }
  }

  #isSpent(): boolean {
    const dayOf = (instant: number) => Math.floor(instant / DAY_MS);
    const today = this.requests.filter(({ at }) => dayOf(at) === dayOf(this.now()));
    return this.dailyLimit !== null && today.length > this.dailyLimit;
  }

  /** The same question about another symbol. */
  #wrong(url: URL, route: Route, instead: string): { readonly url: URL; readonly route: Route } {
    if (route.name === null) return { url, route };
    const name = this.provider === "polygon" ? tickerOf(instead) : instead;
    const other = new URL(url);
    const parameter = symbolParameter(route.kind);
    if (other.searchParams.has(parameter)) other.searchParams.set(parameter, name);
    return { url: other, route: { ...route, name } };
  }

  #end(request: Request): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended.signal.aborted) resolve();
      this.#ended.signal.addEventListener("abort", () => resolve(), { once: true });
      request.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
