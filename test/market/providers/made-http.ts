import { type HttpPorts, ProviderHttp } from "../../../src/market/providers/http.ts";
import type { Limits } from "../../../src/market/providers/limits.ts";
import type { Network } from "../../../src/platform/network.ts";
import { MovableClock } from "../../support/movable-clock.ts";
import { MINUTE, START, WIDE } from "./made-gate.ts";

/** What is said to a request: an answer, or a fault that is thrown. */
export type Said = () => Response | Error | Promise<Response>;

/** A request as the network saw it. */
export interface Seen {
  readonly url: string;
  readonly timeout: number;
  readonly init: RequestInit;
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Said => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return () => new Response(text, { status, headers });
};
export const fault = (name: string, message: string, code?: string): Said => {
  return () => Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }) });
};

export interface MadeHttpOptions {
  readonly limits?: Partial<Limits>;
  readonly standIn?: string | null;
  readonly secrets?: readonly string[];
  /** What chance gives, in [0, 1). */
  readonly chance?: number;
  readonly network?: Network;
}

/** A provider's connection to a network that says what it is told to, each thing once and the last one for ever. */
export class MadeHttp {
  readonly clock = new MovableClock(START);
  readonly stop = new AbortController();
  readonly seen: Seen[] = [];
  readonly http: ProviderHttp;
  #says: readonly Said[];

  constructor(says: readonly Said[], options: MadeHttpOptions = {}) {
    this.#says = says;
    const { limits = {}, standIn = null, secrets = [], chance = 0.5 } = options;
    const ports: HttpPorts = {
      network: options.network ?? {
        request: (url, timeout, init) => this.#answer({ url, timeout, init: init ?? {} }),
      },
      clock: this.clock,
      random: { next: () => chance, bytes: (count) => new Uint8Array(count) },
      secrets,
    };
    this.http = new ProviderHttp("yahoo", standIn, { ...WIDE, ...limits }, ports);
  }

  get(url = "https://example.test/a?b=c", headers: Record<string, string> = {}) {
    return this.http.get(url, headers, {
      deadline: this.clock.elapsed() + 20 * MINUTE,
      signal: this.stop.signal,
    });
  }

  async #answer(seen: Seen): Promise<Response> {
    this.seen.push(seen);
    const [next, ...rest] = this.#says;
    if (next === undefined) throw new Error("nothing is said to this request");
    if (rest.length > 0) this.#says = rest;
    const said = await next();
    if (said instanceof Error) throw said;
    return said;
  }
}
