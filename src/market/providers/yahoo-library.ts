import type { Frequency } from "../../../db/schema/words.ts";
import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import type { Fault } from "./outcome.ts";

const NOT_FOUND = 404;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const OK = 200;
const REDIRECTS = 300;
/** Where answers in JSON come from; what else the library asks for is on the way to a crumb. */
const ANSWERS = /^\/(?:v\d+\/finance|ws)\//;
/** Those of them that want a crumb. */
const WITH_CRUMB = /^\/v(?:7|10)\//;
const CRUMB = "/v1/test/getcrumb";
/** A crumb is some eleven characters. */
const LONGEST_CRUMB = 64;
const SILENT = { info: ignore, warn: ignore, error: ignore, debug: ignore, dir: ignore };

function ignore(): void {
  // The library prints URLs and bodies; what is worth telling comes back as an outcome.
}

/** A fault on its way through the library, which knows nothing of outcomes. */
class FaultInside extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/** Thrown for an answer that a new crumb may turn into another. */
class StaleCrumb extends Error {}

/** What is handed to the library with every question. */
export interface ModuleOptions {
  readonly validateResult: false;
  readonly fetch: typeof fetch;
}

/** The part of yahoo-finance2 that is used here. */
export interface YahooClient {
  chart(
    symbol: string,
    options: {
      readonly period1: number;
      readonly period2: number;
      readonly interval: "1d";
      readonly events: string;
      readonly includePrePost: boolean;
      readonly return: "object";
    },
    module: ModuleOptions,
  ): Promise<unknown>;
  quote(symbols: readonly string[], options: object, module: ModuleOptions): Promise<unknown>;
  quoteSummary(
    symbol: string,
    options: { readonly modules: readonly string[]; readonly formatted: false },
    module: ModuleOptions,
  ): Promise<unknown>;
  fundamentalsTimeSeries(
    symbol: string,
    options: {
      readonly period1: number;
      readonly period2: number;
      readonly type: Frequency;
      readonly module: "financials" | "balance-sheet" | "cash-flow";
    },
    module: ModuleOptions,
  ): Promise<unknown>;
  search(
    text: string,
    options: { readonly quotesCount: number; readonly newsCount: number },
    module: ModuleOptions,
  ): Promise<unknown>;
}

/** An answer as it came, for the library drops zeros and currencies; and what the library made of it, or said of it instead. */
export interface LibraryAnswer {
  readonly text: string;
  readonly made: unknown;
  readonly complaint: string | null;
}

/**
 * yahoo-finance2, which makes the requests and keeps the cookies and the crumb; limits, retries and every answer that is none
 * are this side's. A crumb that has gone stale is fetched anew once, by a new instance with a new jar of cookies: the
 * library has no other way to let go of one.
 */
export class YahooLibrary {
  readonly #http: ProviderHttp;
  readonly #width: number;
  #client: Promise<YahooClient> | null = null;
  /** Whether the instance has shown that it can: one that never has is not replaced by the next. */
  #isProven = true;

  /** @param width How many questions are in hand at once. */
  constructor(http: ProviderHttp, width: number) {
    this.#http = http;
    this.#width = width;
  }

  /**
   * Asks the library one question.
   * @throws the patience's signal's reason.
   */
  async ask(
    question: (client: YahooClient, module: ModuleOptions) => Promise<unknown>,
    patience: Patience,
  ): Promise<LibraryAnswer | Fault> {
    const asked = this.#instance();
    const ended = await this.#once(asked, question, patience);
    if (ended !== "stale") return ended;
    // Whoever was refused meanwhile with the same instance finds the new one there.
    const isReplaced = asked !== this.#client;
    if (!isReplaced && !this.#isProven) return this.#refused();
    if (!isReplaced) {
      this.#client = null;
      this.#isProven = false;
    }
    const again = await this.#once(this.#instance(), question, patience);
    return again === "stale" ? this.#refused() : again;
  }

  #refused(): Fault {
    return this.#http.tell("refused", `status ${UNAUTHORIZED}: the crumb is not accepted`);
  }

  async #once(
    instance: Promise<YahooClient>,
    question: (client: YahooClient, module: ModuleOptions) => Promise<unknown>,
    patience: Patience,
  ): Promise<LibraryAnswer | Fault | "stale"> {
    let text = "";
    const page = async (input: string | URL | Request, init?: RequestInit) => {
      const reply = await this.#page(input, init, patience);
      if (isAnswer(input)) text = reply.text;
      return new Response(reply.text, { status: reply.status, headers: reply.headers });
    };
    try {
      // The library's type of fetch has members that it does not use.
      const made = await question(await instance, { validateResult: false, fetch: page as typeof fetch });
      if (instance === this.#client) this.#isProven = true;
      return { made, text, complaint: null };
    } catch (fault) {
      patience.signal.throwIfAborted();
      if (fault instanceof StaleCrumb) return "stale";
      if (fault instanceof FaultInside) return fault.fault;
      const complaint = fault instanceof Error ? fault.message : "not an answer";
      if (text !== "") return { made: null, text, complaint };
      return this.#http.tell("malformed", complaint);
    }
  }

  /** What the library takes for the network. Of answers it sees whole ones with status 200 only: others it would print. */
  async #page(input: string | URL | Request, init: RequestInit | undefined, patience: Patience) {
    const url = urlOf(input);
    const { pathname } = new URL(url);
    const headers = (init?.headers ?? {}) as Bun.HeadersInit;
    if (!isAnswer(input)) return this.#crumbPage(url, pathname, { ...init, headers }, patience);
    const reply = await this.#http.get(url, headers, patience);
    if ("kind" in reply) throw new FaultInside(reply);
    const { status, text } = reply;
    if (status === UNAUTHORIZED && WITH_CRUMB.test(pathname)) throw new StaleCrumb();
    if (status === UNAUTHORIZED || status === FORBIDDEN)
      throw new FaultInside(this.#http.tell("refused", `status ${status}`));
    // Yahoo says in words that it knows no such name; a page that is missing says nothing of a symbol.
    const said = descriptionIn(text);
    if (status === NOT_FOUND && said !== null) throw new FaultInside(this.#http.tell("not_found", said));
    if (status !== OK) throw new FaultInside(this.#http.tell("malformed", `status ${status}`));
    return reply;
  }

  async #crumbPage(url: string, pathname: string, init: RequestInit, patience: Patience) {
    const reply = await this.#http.page(
      url,
      {
        headers: init.headers as Bun.HeadersInit,
        ...(init.method === undefined ? {} : { method: init.method }),
        ...(typeof init.body === "string" ? { body: init.body } : {}),
      },
      patience,
    );
    if ("kind" in reply) throw new FaultInside(reply);
    const { status, text } = reply;
    if (pathname !== CRUMB) return reply;
    if (status >= REDIRECTS)
      throw new FaultInside(this.#http.tell("refused", `status ${status} instead of a crumb`));
    if (text.length > LONGEST_CRUMB || /[\s<{]/.test(text.trim()))
      throw new FaultInside(this.#http.tell("malformed", "a page instead of a crumb"));
    return reply;
  }

  /** Loaded when it is first needed: it would cost every start half of its time. */
  #instance(): Promise<YahooClient> {
    this.#client ??= Promise.all([import("yahoo-finance2"), import("yahoo-finance2/lib/cookieJar")]).then(
      ([{ default: YahooFinance }, { ExtendedCookieJar }]) =>
        new YahooFinance({
          versionCheck: false,
          logger: SILENT,
          validation: { logErrors: false, logOptionsErrors: false },
          suppressNotices: ["yahooSurvey"],
          queue: { concurrency: this.#width },
          cookieJar: new ExtendedCookieJar(),
        }) as unknown as YahooClient,
    );
    return this.#client;
  }
}

const urlOf = (input: string | URL | Request): string =>
  input instanceof Request ? input.url : String(input);

const isAnswer = (input: string | URL | Request): boolean => ANSWERS.test(new URL(urlOf(input)).pathname);

/** The sentence in an error's body; null if it has none. */
function descriptionIn(text: string): string | null {
  return /"description"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? null;
}
