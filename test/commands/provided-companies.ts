import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { marketWith } from "../batch/collected-desk.ts";
import { type CommandOptions, type Outcome, Workplace } from "../support/command.ts";
import { POSITIONS_HEADER } from "../support/desk.ts";
import type { Companies } from "../support/market/company.ts";
import type { Market } from "../support/market/instrument.ts";
import { madeCompanies } from "../support/market/made-companies.ts";
import { ProviderServer } from "../support/market/provider-server.ts";

const PROVIDERS = ["yahoo", "yahooquery", "polygon", "fmp"] as const;

/** The binary in a folder of its own, with local servers that stand in for all providers, companies and all. */
export class ProvidedCompanies implements AsyncDisposable {
  readonly work = new Workplace();
  readonly db = this.work.path("desk.db");
  readonly market: Market;
  readonly companies: Companies;
  readonly servers: Readonly<Record<(typeof PROVIDERS)[number], ProviderServer>>;
  readonly #env: Readonly<Record<string, string>>;

  constructor() {
    const today = isoDate(new Date().toISOString().slice(0, "YYYY-MM-DD".length));
    this.market = marketWith(["AAPL", "BBB"], { to: today, dividends: {} });
    this.companies = madeCompanies(this.market, { seed: 4, from: isoDate("2020-12-31"), to: today });
    const server = (provider: (typeof PROVIDERS)[number]) =>
      new ProviderServer({ provider, market: this.market, companies: this.companies, now: Date.now });
    this.servers = {
      yahoo: server("yahoo"),
      yahooquery: server("yahooquery"),
      polygon: server("polygon"),
      fmp: server("fmp"),
    };
    this.#env = {
      NIGHTDESK_PROVIDERS: PROVIDERS.join(","),
      NIGHTDESK_POLYGON_KEY: "TEST-KEY",
      NIGHTDESK_POLYGON_PLAN: "advanced",
      NIGHTDESK_FMP_KEY: "FMP-KEY",
      ...Object.fromEntries(
        PROVIDERS.map((id) => [`NIGHTDESK_${id.toUpperCase()}_URL`, this.servers[id].origin]),
      ),
    };
  }

  /** One with a portfolio of lots, which are made from closes of the market. */
  static async held(
    lots: (close: (symbol: string, session: IsoDate) => number | null) => readonly string[],
  ): Promise<ProvidedCompanies> {
    const made = new ProvidedCompanies();
    const rows = lots((symbol, session) => made.market.find(symbol)?.bars.get(session)?.close ?? null);
    const book = made.work.write("book.csv", [POSITIONS_HEADER, ...rows, ""].join("\n"));
    const terms = ["--name", "One", "--equity", "9000"];
    const { code, stderr } = await made.run(["portfolio", "import", book, ...terms]);
    if (code !== 0) throw new Error(stderr);
    return made;
  }

  run(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
    const { env = {}, ...rest } = options;
    return this.work.run([...args, "--db", this.db], { ...rest, env: { ...this.#env, ...env } });
  }

  /** Runs a command that succeeds, and reads its answer. */
  async json<T>(args: readonly string[], options: CommandOptions = {}): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, "--json"], options);
    if (code !== 0) throw new Error(`${args.join(" ")}: ${code} ${stderr}${stdout}`);
    return JSON.parse(stdout) as T;
  }

  forget(): void {
    for (const server of Object.values(this.servers)) server.forget();
  }

  /** How many requests all servers have had. */
  get requests(): number {
    return Object.values(this.servers).reduce((sum, server) => sum + server.countOf(), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.work[Symbol.asyncDispose]();
    for (const server of Object.values(this.servers)) await server[Symbol.asyncDispose]();
  }
}
