import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { InstrumentType, SymbolStatus } from "../../../db/schema/words.ts";
import type { EpochMs } from "../../platform/clock.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";

/** What needs of profiles and statements are read under. */
export interface FundamentalQuestion {
  /** The real now. */
  readonly now: EpochMs;
  /** The session that the run is for. */
  readonly night: IsoDate;
  /** Whether all is wanted, whenever it was told last. */
  readonly isAsked: boolean;
}

/** A symbol of which something is not looked for before an instant, and why. */
export interface DeferredSearch {
  readonly symbol: SymbolName;
  readonly until: string;
  readonly because: string;
}

/** A stored symbol as needs are read of it. */
export interface SearchedSymbol {
  readonly id: number;
  readonly type: InstrumentType | null;
}

/** Finds symbols that providers may be asked about: "nobody" is one that is pinned to files, or that nobody knows any more. */
export class SymbolFinder {
  readonly #find: Statement;

  constructor(db: Sqlite) {
    this.#find = db.prepare("SELECT id, type, status, pinned FROM symbol WHERE symbol = ?");
  }

  /** Null for a symbol that is not stored yet. */
  find(symbol: SymbolName): SearchedSymbol | "nobody" | null {
    const row = this.#find.get(symbol) as
      | (SearchedSymbol & { status: SymbolStatus; pinned: number })
      | undefined;
    if (row === undefined) return null;
    return row.pinned === 1 || row.status === "inactive" ? "nobody" : { id: row.id, type: row.type };
  }
}
