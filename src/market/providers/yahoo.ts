import type { ChartQuestion } from "./chart-answer.ts";
import type { Patience } from "./gate.ts";
import type { Fault, Outcome } from "./outcome.ts";
import { chartPeriod, YahooCharts } from "./yahoo-charts.ts";

const NOT_FOUND = 404;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const OK = 200;
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

/** The part of yahoo-finance2 that prices need. */
interface ChartClient {
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
    moduleOptions: { readonly validateResult: false; readonly fetch: typeof fetch },
  ): Promise<unknown>;
}

/**
 * Yahoo through yahoo-finance2: its chart, which needs no crumb, so that prices come however the crumbs fare. The library
 * makes the request and keeps the cookies; limits, retries and every answer that is none are this side's.
 */
export class Yahoo extends YahooCharts {
  readonly id = "yahoo";
  #client: Promise<ChartClient> | null = null;

  protected async chart(question: ChartQuestion, patience: Patience): Promise<Outcome> {
    const { symbol, from, now } = question;
    const client = await this.#library();
    const fetchPage = (input: string | URL | Request, init?: RequestInit) =>
      this.#page(input, init, patience);
    let chart: unknown;
    try {
      chart = await client.chart(
        symbol,
        {
          ...chartPeriod(from, now),
          interval: "1d",
          events: "div|split",
          includePrePost: false,
          return: "object",
        },
        // The library's type of fetch has members that it does not use.
        { validateResult: false, fetch: fetchPage as typeof fetch },
      );
    } catch (fault) {
      patience.signal.throwIfAborted();
      if (fault instanceof FaultInside) return fault.fault;
      return this.http.tell("malformed", fault instanceof Error ? fault.message : "not a chart");
    }
    return this.outcomeOf(chart, question);
  }

  /** What the library takes for the network. It sees whole answers with status 200 only: others it would print. */
  async #page(
    input: string | URL | Request,
    init: RequestInit | undefined,
    patience: Patience,
  ): Promise<Response> {
    const url = input instanceof Request ? input.url : String(input);
    const reply = await this.http.get(url, (init?.headers ?? {}) as Bun.HeadersInit, patience);
    if ("kind" in reply) throw new FaultInside(reply);
    const { status, headers, text } = reply;
    if (status === UNAUTHORIZED || status === FORBIDDEN)
      throw new FaultInside(this.http.tell("refused", `status ${status}`));
    // Yahoo says in words that it knows no such name; a page that is missing says nothing of a symbol.
    const said = descriptionIn(text);
    if (status === NOT_FOUND && said !== null) throw new FaultInside(this.http.tell("not_found", said));
    if (status !== OK) throw new FaultInside(this.http.tell("malformed", `status ${status}`));
    return new Response(text, { status, headers });
  }

  /** Loaded when it is first needed: it would cost every start half of its time. */
  #library(): Promise<ChartClient> {
    this.#client ??= import("yahoo-finance2").then(
      ({ default: YahooFinance }) =>
        new YahooFinance({
          versionCheck: false,
          logger: SILENT,
          validation: { logErrors: false, logOptionsErrors: false },
          queue: { concurrency: this.width },
        }) as unknown as ChartClient,
    );
    return this.#client;
  }
}

/** The sentence in an error's body; null if it has none. */
function descriptionIn(text: string): string | null {
  return /"description"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? null;
}
