import { SEARCH_DAYS } from "../../../src/market/fundamentals/statement-search.ts";
import { addDays, type IsoDate } from "../../../src/platform/iso-date.ts";
import type { Companies, Quarter } from "../../support/market/company.ts";
import type { LoggedRequest } from "../../support/market/provider-server.ts";

/** A day on which a company's statements were asked for, and the quarter that was searched for; null for the first time. */
interface Search {
  readonly symbol: string;
  readonly night: IsoDate;
  readonly requests: number;
  readonly periodEnd: IsoDate | null;
}

/** The searches for statements, night by night, held against the companies' true earnings days. */
export class StatementSearchLog {
  readonly #companies: Companies;
  readonly #searches: Search[] = [];
  readonly #known = new Set<string>();
  /** The day of the night before. */
  #last: IsoDate | null = null;
  /** Searches that there was no cause for: each is to come on the first night from one of the days of searches on. */
  readonly causeless: string[] = [];

  constructor(companies: Companies) {
    this.#companies = companies;
  }

  /** The night on which a company's statements were first asked for; null if they never were. */
  firstNight(symbol: string): IsoDate | null {
    return this.#searches.find((each) => each.symbol === symbol && each.periodEnd === null)?.night ?? null;
  }

  /** Requests of time series in all that were not a first time's. */
  get requests(): number {
    return this.#searches.reduce(
      (sum, { periodEnd, requests }) => sum + (periodEnd === null ? 0 : requests),
      0,
    );
  }

  /**
   * Notes a night's requests.
   * @param isStored Whether a company's quarter was stored before the night.
   */
  note(
    night: IsoDate,
    requests: readonly LoggedRequest[],
    isStored: (symbol: string, periodEnd: IsoDate) => boolean,
  ): void {
    const bySymbol = Map.groupBy(requests, ({ symbol }) => symbol ?? "");
    for (const [symbol, { length }] of bySymbol) {
      if (!this.#known.has(symbol)) {
        this.#known.add(symbol);
        this.#searches.push({ symbol, night, requests: length, periodEnd: null });
        continue;
      }
      const cause = this.#causeOf(symbol, night, isStored);
      if (typeof cause === "string") this.causeless.push(`${symbol} ${night}: ${cause}`);
      else this.#searches.push({ symbol, night, requests: length, periodEnd: cause.end });
    }
    this.#last = night;
  }

  /** How many quarters took so many searches, by their number; a first time's are not counted. */
  tries(): Readonly<Record<number, number>> {
    const later = this.#searches.filter(({ periodEnd }) => periodEnd !== null);
    const byPeriod = Map.groupBy(later, ({ symbol, periodEnd }) => `${symbol} ${periodEnd}`);
    const byTries = Map.groupBy(byPeriod.values(), ({ length }) => length);
    return Object.fromEntries(
      [...byTries].sort(([a], [b]) => a - b).map(([tries, all]) => [tries, all.length]),
    );
  }

  /** The quarter whose earnings were told last, if it was searched for with reason; else why there was none. */
  #causeOf(
    symbol: string,
    night: IsoDate,
    isStored: (symbol: string, periodEnd: IsoDate) => boolean,
  ): Quarter | string {
    const told = this.#companies.find(symbol)?.quarters.filter((each) => earliest(each) <= night) ?? [];
    const quarter = told.at(-1);
    if (quarter === undefined) return "no earnings day has been";
    if (isStored(symbol, quarter.end)) return `the quarter of ${quarter.end} had come`;
    const before = this.#searches.filter((each) => each.symbol === symbol && each.periodEnd === quarter.end);
    const days = [quarter.announced, quarter.firstNamed].flatMap((day) =>
      SEARCH_DAYS.map((wait) => addDays(day, wait)),
    );
    const isDay = days.some((day) => day <= night && (before.length === 0 || day > (this.#last ?? "")));
    if (!isDay || before.length >= SEARCH_DAYS.length)
      return `search ${before.length + 1} of the quarter of ${quarter.end}, told on ${quarter.announced}`;
    return before.some((each) => each.night === night) ? "searched tonight already" : quarter;
  }
}

/** A company's earnings day as somebody may know it: the one that was named first may stand when it comes. */
const earliest = ({ announced, firstNamed }: Quarter): IsoDate =>
  firstNamed < announced ? firstNamed : announced;
