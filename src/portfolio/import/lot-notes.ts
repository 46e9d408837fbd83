import type { Sqlite } from "../../../db/driver.ts";
import { symbolsWithoutPrices } from "../../market/stored-symbol.ts";
import { currencyOfSymbol } from "../../market/symbol.ts";
import { readCurrencies } from "../history-source.ts";
import type { LotEvent } from "../lot-event.ts";
import type { Lot } from "../portfolio.ts";

/** So many names a note has. */
const SHOWN = 20;

/** Names of symbols for a note, some of them if they are many. */
export function someOf(symbols: readonly string[]): string {
  return `${symbols.slice(0, SHOWN).join(", ")}${symbols.length > SHOWN ? " and more" : ""}`;
}

/** What notes on lots are told by: the first of the events, if there are any, opens the lot. */
interface Held extends Pick<Lot, "symbol" | "assetClass"> {
  readonly events?: readonly Pick<LotEvent, "currency">[];
}

/** What a user should know of lots that are good and will not be what was perhaps expected. */
export function notesOnLots(db: Sqlite | null, lots: readonly Held[]): string[] {
  const notes: string[] = [];
  const of = (wanted: Held["assetClass"], among = lots) =>
    [...new Set(among.filter(({ assetClass }) => assetClass === wanted).map(({ symbol }) => symbol))].sort();
  const [options, shares] = [of("OPTIONS"), of("PUBLIC")];
  if (options.length > 0) {
    const what = options.length === 1 ? "1 option is" : `${options.length} options are`;
    notes.push(
      `${what} valued by a model, flag model_price, on sessions without a close of the contract itself`,
    );
  }
  const told = db === null ? new Map<string, string>() : readCurrencies(db);
  const silent = lots.filter(({ events }) => (events?.[0]?.currency ?? null) === null);
  const unknown = of("PUBLIC", silent).filter(
    (symbol) => !told.has(symbol) && currencyOfSymbol(symbol) === null,
  );
  if (unknown.length > 0) {
    notes.push(
      `nothing tells the currency of ${someOf(unknown)}: there is no snapshot while they are held until a provider or you do (nightdesk symbol ${unknown[0]} --currency CODE)`,
    );
  }
  const unpriced = db === null ? [] : symbolsWithoutPrices(db, shares);
  if (unpriced.length > 0) {
    notes.push(
      `no prices are stored of ${someOf(unpriced)}: they stand at their entry price until there are`,
    );
  }
  return notes;
}
