import { isoDate } from "../../src/platform/iso-date.ts";
import { marketWith } from "../batch/collected-desk.ts";
import { type CommandOptions, type Outcome, Workplace } from "../support/command.ts";
import { ProviderServer } from "../support/market/provider-server.ts";

/** The last session of the market, and of the business clock. */
export const LAST = isoDate("2026-05-29");

/** The binary in a folder of its own, with a database and local servers that stand in for Yahoo and Polygon. */
export class Provided implements AsyncDisposable {
  readonly work = new Workplace();
  readonly yahoo: ProviderServer;
  readonly yahooquery: ProviderServer;
  readonly polygon: ProviderServer;
  readonly env: Readonly<Record<string, string>>;
  readonly db = this.work.path("desk.db");

  constructor() {
    // The binary asks to the real now. It is after the market's last day, whenever this runs.
    const market = marketWith(["AAA", "BBB", "OTHER"], { to: LAST, dividends: {} });
    const now = () => Date.now();
    this.yahoo = new ProviderServer({ provider: "yahoo", market, now });
    this.yahooquery = new ProviderServer({ provider: "yahooquery", market, now });
    this.polygon = new ProviderServer({ provider: "polygon", market, now });
    this.env = {
      NIGHTDESK_NOW: `${LAST}T22:00:00Z`,
      NIGHTDESK_PROVIDERS: "yahoo",
      NIGHTDESK_FUNDAMENTALS: "off",
      NIGHTDESK_YAHOO_URL: this.yahoo.origin,
      NIGHTDESK_YAHOOQUERY_URL: this.yahooquery.origin,
      NIGHTDESK_POLYGON_URL: this.polygon.origin,
      NIGHTDESK_POLYGON_KEY: "TEST-KEY",
      // The free plan has five requests a minute, and a test does not wait for one.
      NIGHTDESK_POLYGON_PLAN: "advanced",
    };
  }

  /** One with a portfolio that holds AAA and BBB. */
  static async held(): Promise<Provided> {
    const provided = new Provided();
    const rows = ["AAA,10,50,2026-05-01", "BBB,10,50,2026-05-01"];
    const file = ["Symbol,Quantity,Entry Price Per Share,Entry Date", ...rows, ""].join("\n");
    const path = provided.work.write("book.csv", file);
    const { code, stderr } = await provided.run([
      "portfolio",
      "import",
      path,
      "--name",
      "One",
      "--equity",
      "9000",
    ]);
    if (code !== 0) throw new Error(stderr);
    return provided;
  }

  /** How many requests all servers have had. */
  get requests(): number {
    return this.yahoo.countOf() + this.yahooquery.countOf() + this.polygon.countOf();
  }

  run(args: readonly string[], env: CommandOptions["env"] = {}): Promise<Outcome> {
    return this.work.run([...args, "--db", this.db], { env: { ...this.env, ...env } });
  }

  /** Runs a command to an expected end and reads its answer. */
  async json(args: readonly string[], code = 0, env: CommandOptions["env"] = {}): Promise<unknown> {
    const outcome = await this.run([...args, "--json"], env);
    if (outcome.code !== code)
      throw new Error(`${args.join(" ")}: ${outcome.code} ${outcome.stderr}${outcome.stdout}`);
    return JSON.parse(outcome.stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.work[Symbol.asyncDispose]();
    await this.yahoo[Symbol.asyncDispose]();
    await this.yahooquery[Symbol.asyncDispose]();
    await this.polygon[Symbol.asyncDispose]();
  }
}
