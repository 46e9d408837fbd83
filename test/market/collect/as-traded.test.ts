import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { allocatePanel, Panel } from "../../../src/market/panel/panel.ts";
import { PanelSource } from "../../../src/market/panel/panel-source.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { formatInstant } from "../../../src/platform/clock.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { actionsOf, barsOf, collectInto, wanted } from "../../support/collecting.ts";
import { asTradedMarket } from "../../support/market/as-traded-market.ts";
import { type Instrument, marketOf, shareRatio } from "../../support/market/instrument.ts";
import { ProviderDesk } from "../../support/provider-desk.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const AAPL = asTradedMarket("AAPL");
const IWM = asTradedMarket("IWM");
const TWO_HOURS_MS = 7_200_000;
/** Sessions before the split: of history, and at the first night; and after it, at the last. */
const [HISTORY, BEFORE, AFTER] = [60, 30, 15] as const;
const EXACT = 1e-12;
/** On no day of AAPL's does the vendor's chaining differ by more. */
const LARGEST_CHAINING = 1.75e-4;

const xnys = calendarOf("XNYS");
/** The evening of a session. */
const evening = (session: IsoDate) => formatInstant(xnys.closeOf(session) + TWO_HOURS_MS);
const closeOn = ({ bars }: Instrument, session: IsoDate) => bars.get(session)?.close ?? Number.NaN;

/** A base that Yahoo's two roads fill. */
class Evenings implements AsyncDisposable {
  readonly base = new TemporaryDatabase();
  readonly #instrument: Instrument;
  readonly #from: IsoDate;
  readonly #desk: ProviderDesk;

  constructor(instrument: Instrument, from: IsoDate, first: IsoDate) {
    this.#instrument = instrument;
    this.#from = from;
    this.#desk = new ProviderDesk({
      market: marketOf(instrument),
      now: evening(first),
      providers: ["yahoo", "yahooquery"],
    });
  }

  async night(session: IsoDate) {
    this.#desk.clock.moveTo(evening(session));
    const { clock, sources } = this.#desk;
    const collecting = { base: this.base, providers: sources.providers, clock, night: session };
    return collectInto(collecting, [wanted(this.#instrument.symbol, this.#from, session)]);
  }

  /** Returns of the panel, by session; the first session has none. */
  returns(): ReadonlyMap<IsoDate, number> {
    const source = new PanelSource(this.base.writer.db);
    const axes = source.axes();
    const memory = allocatePanel(axes);
    source.fill(axes, memory, { from: 0, to: axes.symbols.length });
    const panel = new Panel(axes, memory);
    const symbol = parseSymbol(this.#instrument.symbol);
    return new Map(
      axes.sessions.map((session) => [session, panel.returnOf(symbol, session).value ?? Number.NaN]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#desk[Symbol.asyncDispose]();
    this.base[Symbol.dispose]();
  }
}

/** The truth about a session: its total return, and the vendor's, who takes the dividend from the close before. */
function truthOf(instrument: Instrument, session: IsoDate): { plain: number; chained: number } {
  const before = xnys.previousSession(session);
  const ratio = shareRatio(instrument.splits, before, session);
  const s = ratio.new / ratio.old;
  const dividend = instrument.dividends.find(({ exDate }) => exDate === session)?.amount ?? 0;
  const [p0, p1] = [closeOn(instrument, before), closeOn(instrument, session)];
  return { plain: ((p1 + dividend) * s) / p0 - 1, chained: (p1 * s) / (p0 - dividend * s) - 1 };
}

function expectCloses(
  base: TemporaryDatabase,
  instrument: Instrument,
  from: IsoDate,
  through: IsoDate,
): void {
  const stored = barsOf(base, instrument.symbol).map(({ session, close }) => [session, close]);
  const truth = xnys.sessionsBetween(from, through).map((session) => [session, closeOn(instrument, session)]);
  expect(stored).toEqual(truth);
}

function expectActions(
  base: TemporaryDatabase,
  instrument: Instrument,
  from: IsoDate,
  through: IsoDate,
): void {
  const actions = actionsOf(base, instrument.symbol);
  const within = ({ exDate }: { readonly exDate: IsoDate }) => exDate >= from && exDate <= through;
  const told = actions
    .filter(({ kind }) => kind === "split")
    .map(({ ex_date, numerator, denominator, status }) => [ex_date, numerator, denominator, status]);
  expect(told).toEqual(
    instrument.splits
      .filter(within)
      .map(({ exDate, numerator, denominator }) => [exDate, numerator, denominator, "confirmed"]),
  );
  const paid = actions.filter(({ kind }) => kind === "cash_dividend");
  const truth = instrument.dividends.filter(within);
  expect(paid.map(({ ex_date }) => ex_date)).toEqual(truth.map(({ exDate }) => exDate));
  for (const [at, { amount, status }] of paid.entries()) {
    expect(Math.abs((amount ?? 0) / (truth[at]?.amount ?? 0) - 1)).toBeLessThan(EXACT);
    expect(status).toBe("confirmed");
  }
}

/** @returns the largest difference to the vendor's chaining. */
function expectReturns(returns: ReadonlyMap<IsoDate, number>, instrument: Instrument): number {
  let [largest, first] = [0, true];
  for (const [session, value] of returns) {
    if (first) {
      first = false;
      continue;
    }
    const { plain, chained } = truthOf(instrument, session);
    expect(Math.abs(value - plain)).toBeLessThanOrEqual(EXACT);
    const apart = Math.abs(value - chained);
    expect(apart).toBeLessThanOrEqual(Math.abs(plain - chained) + EXACT);
    largest = Math.max(largest, apart);
  }
  return largest;
}

const SPLITS = [AAPL, IWM].flatMap((instrument) =>
  instrument.splits.map(({ exDate, numerator, denominator }) => ({
    name: `${instrument.symbol}, ${numerator}:${denominator} of ${exDate}`,
    instrument,
    exDate,
  })),
);

test("the files have the five splits", () => {
  expect(SPLITS.map(({ name }) => name)).toEqual([
    "AAPL, 2:1 of 2000-06-21",
    "AAPL, 2:1 of 2005-02-28",
    "AAPL, 7:1 of 2014-06-09",
    "AAPL, 4:1 of 2020-08-31",
    "IWM, 2:1 of 2005-06-09",
  ]);
});

describe("night after night across a split, from a provider that adjusts its whole history by it", () => {
  test.each(SPLITS)("$name", async ({ instrument, exDate }) => {
    const at = xnys.ordinalOf(exDate);
    // IWM and AAPL are too young in no window; AAPL of 2000 has more than two years before it.
    const from = xnys.sessionAt(at - HISTORY);
    const nights = xnys.sessionsBetween(xnys.sessionAt(at - BEFORE), xnys.sessionAt(at + AFTER));
    await using evenings = new Evenings(instrument, from, nights[0] ?? exDate);
    const { base } = evenings;
    for (const session of nights) {
      const { needs, endings, warnings } = await evenings.night(session);
      expect(needs).toHaveLength(1);
      expect(endings.get(instrument.symbol)?.missing).toBeNull();
      expect(warnings).toEqual([]);
      expectCloses(base, instrument, from, session);
      expectActions(base, instrument, from, session);
      const largest = expectReturns(evenings.returns(), instrument);
      if (instrument === AAPL) expect(largest).toBeLessThanOrEqual(LARGEST_CHAINING);
    }
    // What is as traded never changes: nothing was revised, doubted or said to be absent on the way.
    for (const table of ["price_revision", "price_quarantine", "price_absence"]) {
      expect(base.rows(`SELECT * FROM ${table}`)).toEqual([]);
    }
  });
});

describe("the whole history at once", () => {
  test.each([
    ["AAPL", AAPL, "1998-01-02"],
    ["IWM", IWM, "2000-05-26"],
  ] as const)("%s", async (_name, instrument, first) => {
    const [from, through] = [isoDate(first), isoDate("2021-03-31")];
    await using evenings = new Evenings(instrument, from, through);
    const { endings, warnings } = await evenings.night(through);
    expect(endings.get(instrument.symbol)?.missing).toBeNull();
    expect(warnings).toEqual([]);
    expectCloses(evenings.base, instrument, from, through);
    expectActions(evenings.base, instrument, from, through);
    const largest = expectReturns(evenings.returns(), instrument);
    // The formulas do differ where there is a dividend, by on no day of AAPL by as much as a fiftieth of a per cent.
    expect(largest).toBeGreaterThan(1e-6);
    if (instrument === AAPL) expect(largest).toBeLessThanOrEqual(LARGEST_CHAINING);
  });
});
