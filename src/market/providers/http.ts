import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { WaitingClock } from "../../platform/clock.ts";
import type { Network } from "../../platform/network.ts";
import type { Random } from "../../platform/random.ts";
import { strikeSecrets } from "../../platform/secrets.ts";
import type { QuotaStatus } from "./daily-quota.ts";
import { type Admission, Gate, type GateStatus, type Patience } from "./gate.ts";
import { hostOf, isWhole, retryAfter, transportFault } from "./http-signs.ts";
import type { Limits } from "./limits.ts";
import type { Fault } from "./outcome.ts";
import type { SharedBudget } from "./shared-budget.ts";

const PAYMENT_REQUIRED = 402;
const TOO_MANY = 429;
const REQUEST_TIMEOUT = 408;
const FIRST_SERVER_ERROR = 500;
const REDIRECTS = 300;
const FIRST_CLIENT_ERROR = 400;
const LONGEST_BACKOFF_MS = 8_000;
/** So much of a provider's own text may be told. */
const LONGEST_EXCERPT = 160;
const ERRORS_KEPT = 5;

/** An answer that has come, whatever its status; its body has been read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A request on its way out. */
interface Sent {
  readonly url: string;
  readonly headers: Bun.HeadersInit;
  readonly method?: string;
  readonly body?: string;
  readonly wants: "json" | "page";
}

/** What is told of a provider's faults. */
export interface ToldError {
  readonly at: number;
  readonly detail: string;
}

/** What a provider's connection shows of itself. */
export interface HttpStatus extends GateStatus {
  readonly requests: number;
  readonly retries: number;
  readonly lastErrors: readonly ToldError[];
  /** Null where requests are not counted by the day. */
  readonly daily: QuotaStatus | null;
}

/** What a provider's connection is made with. */
export interface HttpPorts {
  readonly network: Network;
  readonly clock: WaitingClock;
  readonly random: Random;
  /** Struck from whatever is told of a fault. */
  readonly secrets: readonly string[];
}

/**
 * The connection to one provider: every request of it goes through its gate, to its origin or to the one that stands in for
 * it, with a time limit, and again after a transient fault. Nothing is thrown but the signal's reason.
 */
export class ProviderHttp {
  readonly #provider: NetworkProvider;
  readonly #standIn: string | null;
  readonly #limits: Limits;
  readonly #ports: HttpPorts;
  readonly #gate: Gate;
  readonly #quota: SharedBudget["quota"];
  #requests = 0;
  #retries = 0;
  #lastErrors: readonly ToldError[] = [];

  /**
   * @param standIn The origin that all requests go to instead, path and query unchanged; null for the provider's own.
   * @param budget What is shared with other connections to the provider; null for one that stands alone.
   */
  constructor(
    provider: NetworkProvider,
    standIn: string | null,
    limits: Limits,
    ports: HttpPorts,
    budget: SharedBudget | null = null,
  ) {
    this.#provider = provider;
    this.#standIn = standIn;
    this.#limits = limits;
    this.#ports = ports;
    this.#gate = new Gate(limits, ports.clock, budget?.bucket);
    this.#quota = budget?.quota ?? null;
  }

  get status(): HttpStatus {
    return {
      ...this.#gate.status,
      requests: this.#requests,
      retries: this.#retries,
      lastErrors: this.#lastErrors,
      daily: this.#quota?.status ?? null,
    };
  }

  /** Until when requests may go out in a stage that begins now. */
  stage(signal: AbortSignal): Patience {
    return { deadline: this.#ports.clock.elapsed() + this.#limits.stage, signal };
  }

  /** Gets an answer in JSON. A reply has a status that the provider meant: 2xx, or one of the fours but 408 and 429. */
  get(url: string, headers: Bun.HeadersInit, patience: Patience): Promise<Reply | Fault> {
    return this.#send({ url, headers, wants: "json" }, patience);
  }

  /** Sends for a page of whatever kind, as browsers do: a reply may lead elsewhere, and have any status but 408, 429 and the fives. */
  page(
    url: string,
    init: Pick<Sent, "headers" | "method" | "body">,
    patience: Patience,
  ): Promise<Reply | Fault> {
    return this.#send({ ...init, url, wants: "page" }, patience);
  }

  async #send(sent: Sent, patience: Patience): Promise<Reply | Fault> {
    let last: Fault | null = null;
    for (let attempt = 0; ; attempt++) {
      const admission = await this.#admit(patience);
      if (admission.kind === "closed") {
        const { until, why } = admission;
        // What was asked once has been answered so, even if it may not be asked again.
        return last ?? { kind: "not_asked", until, detail: `${this.#provider} is ${why}` };
      }
      if (attempt > 0) this.#retries += 1;
      const ended = await this.#once(sent, patience.signal);
      if (!("kind" in ended) || ended.kind === "malformed") return ended;
      const isLast = attempt >= this.#limits.retries;
      if (isLast) return ended;
      last = ended;
      if (ended.kind === "transport") await this.#backOff(attempt, patience.signal);
    }
  }

  /** A fault as it may be told: with an excerpt of the provider's text at most, without secrets, and noted. */
  tell<K extends "not_found" | "refused" | "malformed" | "transport">(kind: K, text: string) {
    const plain = text.replaceAll(/\s+/g, " ").trim();
    const detail = strikeSecrets(plain, this.#ports.secrets).slice(0, LONGEST_EXCERPT);
    if (kind !== "not_found") this.#note(detail);
    return { kind, detail };
  }

  /** Waits until a request may go out. By then it is counted: a kill may waste one of the day's, and never adds one. */
  async #admit(patience: Patience): Promise<Admission> {
    const quota = this.#quota;
    // For what is used up already nothing is waited for.
    const closed = quota?.closed ?? null;
    if (closed !== null) return closed;
    const admission = await this.#gate.enter(patience);
    if (quota === null || admission.kind === "closed") return admission;
    let counted: Admission | null = null;
    try {
      counted = await quota.count();
      return counted;
    } finally {
      if (counted?.kind !== "open") this.#gate.stopped();
    }
  }

  async #once({ url, wants, ...init }: Sent, signal: AbortSignal): Promise<Reply | Fault> {
    this.#requests += 1;
    let reply: Reply;
    try {
      const response = await this.#ports.network.request(this.#place(url), this.#limits.timeout, {
        ...init,
        signal,
        redirect: "manual",
      });
      reply = { status: response.status, headers: response.headers, text: await response.text() };
    } catch (fault) {
      if (signal.aborted) {
        this.#gate.stopped();
        throw signal.reason;
      }
      this.#gate.failed();
      return this.tell("transport", transportFault(fault, this.#limits.timeout));
    }
    return this.#weigh(reply, wants);
  }

  #weigh(reply: Reply, wants: Sent["wants"]): Reply | Fault {
    const { status, headers, text } = reply;
    if (status === TOO_MANY) {
      const ms = retryAfter(headers.get("retry-after"), this.#ports.clock.now());
      this.#gate.pause(ms);
      this.#note("429: too many requests");
      const until = this.#gate.status.pausedUntil ?? this.#ports.clock.now();
      return {
        kind: "rate_limited",
        until,
        detail: `${this.#provider} said that there were too many requests`,
      };
    }
    if (status >= FIRST_SERVER_ERROR || status === REQUEST_TIMEOUT) {
      this.#gate.failed();
      return this.tell("transport", `status ${status}`);
    }
    // What a plan does not include is often said in plain words, by a provider that is well.
    if (wants === "page" || status === PAYMENT_REQUIRED) {
      this.#gate.succeeded();
      return reply;
    }
    if (status >= REDIRECTS && status < FIRST_CLIENT_ERROR) {
      this.#gate.failed();
      return this.tell(
        "malformed",
        `status ${status}: sent elsewhere, to ${hostOf(headers.get("location"))}`,
      );
    }
    if (!isWhole(text)) {
      this.#gate.failed();
      // A page is what the provider meant; half of an answer, or none, is not.
      if (text.trimStart().startsWith("<"))
        return this.tell("malformed", `a page instead of JSON (status ${status})`);
      const what = text.trim() === "" ? "an empty answer" : "an answer that breaks off";
      return status < REDIRECTS ? this.tell("transport", `${what} (status ${status})`) : reply;
    }
    if (status === 401 || status === 403) this.#gate.failed();
    else this.#gate.succeeded();
    return reply;
  }

  #place(url: string): string {
    if (this.#standIn === null) return url;
    const { pathname, search } = new URL(url);
    return `${this.#standIn}${pathname}${search}`;
  }

  #note(detail: string): void {
    const told = { at: this.#ports.clock.now(), detail };
    this.#lastErrors = [...this.#lastErrors, told].slice(-ERRORS_KEPT);
  }

  /** Waits by chance for up to 0.5, 1, 2 ... seconds, so that requests that failed together do not come back together. */
  #backOff(attempt: number, signal: AbortSignal): Promise<void> {
    const most = Math.min(LONGEST_BACKOFF_MS, this.#limits.backoff * 2 ** attempt);
    return this.#ports.clock.wait(this.#ports.random.next() * most, signal);
  }
}
