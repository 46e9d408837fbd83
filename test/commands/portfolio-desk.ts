import { type Outcome, Workplace } from "../support/command.ts";

const NOW = "2026-05-29T22:00:00Z";
const HEADER = "date,action,symbol,quantity,price,fees,currency,note,time,lot";

/** The binary in a folder of its own, with a database in which portfolios are made. */
export class PortfolioDesk implements AsyncDisposable {
  readonly work = new Workplace();
  readonly db = this.work.path("desk.db");

  /** One with a portfolio "Desk" of 100,000 USD, opened on 2026-01-02. */
  static async opened(...more: readonly string[]): Promise<PortfolioDesk> {
    const desk = new PortfolioDesk();
    await desk.json([
      "portfolio",
      "create",
      "Desk",
      "--equity",
      "100000",
      "--inception",
      "2026-01-02",
      ...more,
    ]);
    return desk;
  }

  /** Writes a file of transactions. */
  transactions(name: string, ...rows: readonly string[]): string {
    return this.work.write(name, [HEADER, ...rows, ""].join("\n"));
  }

  run(args: readonly string[], db: string = this.db): Promise<Outcome> {
    return this.work.run([...args, "--db", db], { env: { NIGHTDESK_NOW: NOW } });
  }

  /** Runs a command to an expected end and reads its answer. */
  async json<T = Record<string, unknown>>(args: readonly string[], code = 0): Promise<T> {
    const outcome = await this.run([...args, "--json"]);
    if (outcome.code !== code)
      throw new Error(`${args.join(" ")}: ${outcome.code} ${outcome.stderr}${outcome.stdout}`);
    return JSON.parse(outcome.stdout) as T;
  }

  /** Runs a command that must go well, and gives its lines. */
  async lines(...args: readonly string[]): Promise<readonly string[]> {
    const { code, stdout, stderr } = await this.run(args);
    if (code !== 0) throw new Error(`${args.join(" ")}: ${code} ${stderr}`);
    return stdout.split("\n").slice(0, -1);
  }

  /** The sentence of a command that is refused, which says nothing else. */
  async refusal(...args: readonly string[]): Promise<readonly [code: number | null, sentence: string]> {
    const { code, stdout, stderr } = await this.run(args);
    if (stdout !== "") throw new Error(stdout);
    return [code, stderr];
  }

  /** The canonical dump of some tables. */
  async dump(...tables: readonly string[]): Promise<string> {
    const { stdout } = await this.run(["dump", "--canonical", "--table", ...tables]);
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.work[Symbol.asyncDispose]();
  }
}
