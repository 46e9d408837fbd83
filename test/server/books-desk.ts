import { expect } from "bun:test";
import type { ServerState } from "../../src/server/app.ts";
import { ServedDesk } from "../support/served-desk.ts";
import { SESSIONS } from "./saver.ts";

const BASE = "/api/v1/portfolios";
/** Of AAPL a split of two for one goes ex on the 26th, and MSFT pays a dollar on the 27th. */
const CLOSES = SESSIONS.flatMap((day, at) => [
  `AAPL,${day},${(100 + at) / (day >= "2026-05-26" ? 2 : 1)}`,
  `MSFT,${day},${50 - at}`,
  `^IRX,${day},4`,
]);

export type Body = Record<string, unknown>;

/** An answer with its body read. */
export interface Told {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** A server with the prices of nine sessions, over books that its tests make through HTTP. */
export class BooksDesk implements AsyncDisposable {
  readonly served: ServedDesk;

  private constructor(served: ServedDesk) {
    this.served = served;
  }

  static async of(over: Partial<ServerState> = {}): Promise<BooksDesk> {
    const served = new ServedDesk(over);
    await served.desk.base.importText(["symbol,date,close", ...CLOSES, ""].join("\n"), {
      basis: "as_traded",
    });
    return new BooksDesk(served);
  }

  /** Sends a request below /portfolios; a body that is no text goes as JSON. */
  async ask(
    method: string,
    path: string,
    body: unknown = null,
    headers: Readonly<Record<string, string>> = {},
    token?: string,
  ): Promise<Told> {
    const content = body === null ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const asking = { method, headers, ...content, ...(token === undefined ? {} : { token }) };
    const response = await this.served.ask(`${BASE}${path}`, asking);
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(await response.text()) as Body,
    };
  }

  /** The body of a request that succeeds. */
  async good(method: string, path: string, body: unknown = null): Promise<Body> {
    const told = await this.ask(method, path, body);
    expect({ path, status: told.status < 300, body: told.body }).toEqual({
      path,
      status: true,
      body: told.body,
    });
    return told.body;
  }

  get(path: string): Promise<Body> {
    return this.good("GET", path);
  }

  post(path: string, body: unknown): Promise<Body> {
    return this.good("POST", path, body);
  }

  /** Opens a portfolio with nothing in it; returns its id. */
  async portfolio(name: string, more: Body = {}): Promise<string> {
    const terms = { name, equity: 10_000, inception: "2026-05-18", ...more };
    return (await this.post("", terms)).id as string;
  }

  /** Opens a lot; returns its id. */
  async lot(portfolio: string, terms: Body = {}): Promise<string> {
    const lot = { symbol: "MSFT", quantity: 10, price: 50, date: "2026-05-18", ...terms };
    const { position } = await this.post(`/${portfolio}/positions`, lot);
    return (position as Body).id as string;
  }

  /** Tells of a split of AAPL and a dividend of MSFT, as a provider would. */
  actions(): void {
    const { db } = this.served.desk.base.writer;
    const of = "SELECT id FROM symbol WHERE symbol = ?";
    const put = db.prepare(
      `INSERT INTO corporate_action (symbol_id, ex_date, kind, numerator, denominator, amount, status, source)
       VALUES ((${of}), ?, ?, ?, ?, ?, 'confirmed', 'yahoo')`,
    );
    put.run("AAPL", "2026-05-26", "split", 2, 1, null);
    put.run("MSFT", "2026-05-27", "cash_dividend", null, null, 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.served[Symbol.asyncDispose]();
  }
}
