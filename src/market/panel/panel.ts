import type { IsoDate } from "../../platform/iso-date.ts";
import { type Known, known, notKnown } from "../../platform/known.ts";
import type { SymbolName } from "../symbol.ts";

/** The rows and columns of a panel: symbols by code unit, sessions of XNYS without a gap, ascending. */
export interface PanelAxes {
  readonly symbols: readonly SymbolName[];
  readonly sessions: readonly IsoDate[];
}

/**
 * The memory of a panel, shared by all threads. Element [i * sessions + t] is symbol i's return of session t as a decimal
 * (0.01 is one per cent); where `valid` is 0 it is NaN and no return. `actions` is 1 where a split or dividend counted.
 */
export interface PanelMemory {
  readonly returns: SharedArrayBuffer;
  readonly valid: SharedArrayBuffer;
  readonly actions: SharedArrayBuffer;
}

/** One symbol's part of a panel's memory, an element a session. */
export interface PanelRow {
  readonly returns: Float64Array;
  readonly valid: Uint8Array;
  readonly actions: Uint8Array;
}

const BYTES_PER_RETURN = Float64Array.BYTES_PER_ELEMENT;

/** Shared memory for a panel of these axes: ten bytes a cell, all zero. */
export function allocatePanel(axes: PanelAxes): PanelMemory {
  const cells = axes.symbols.length * axes.sessions.length;
  return {
    returns: new SharedArrayBuffer(cells * BYTES_PER_RETURN),
    valid: new SharedArrayBuffer(cells),
    actions: new SharedArrayBuffer(cells),
  };
}

/** The row of the symbol with this number, as views: what is written to them is written to the panel. */
export function panelRow(axes: PanelAxes, memory: PanelMemory, symbol: number): PanelRow {
  const width = axes.sessions.length;
  return {
    returns: new Float64Array(memory.returns, symbol * width * BYTES_PER_RETURN, width),
    valid: new Uint8Array(memory.valid, symbol * width, width),
    actions: new Uint8Array(memory.actions, symbol * width, width),
  };
}

/** Simple daily returns of many symbols over consecutive sessions, with a mask of those that exist (engines.md section 1). */
export class Panel {
  readonly axes: PanelAxes;
  readonly memory: PanelMemory;
  readonly returns: Float64Array;
  readonly valid: Uint8Array;
  /** A hash of axes, returns and masks: two panels with the same one hold the same numbers. */
  readonly hash: string;
  readonly #symbolAt: ReadonlyMap<string, number>;
  readonly #sessionAt: ReadonlyMap<string, number>;

  constructor(axes: PanelAxes, memory: PanelMemory) {
    this.axes = axes;
    this.memory = memory;
    this.returns = new Float64Array(memory.returns);
    this.valid = new Uint8Array(memory.valid);
    this.#symbolAt = new Map(axes.symbols.map((symbol, at) => [symbol, at]));
    this.#sessionAt = new Map(axes.sessions.map((session, at) => [session, at]));
    this.hash = this.#hash();
  }

  /** One symbol's return of one session, as a decimal. */
  returnOf(symbol: SymbolName, session: IsoDate): Known<number> {
    const row = this.#symbolAt.get(symbol);
    if (row === undefined) return notKnown("unknown_symbol");
    const column = this.#sessionAt.get(session);
    if (column === undefined) return notKnown("not_in_range");
    const at = row * this.axes.sessions.length + column;
    return this.valid[at] === 1 ? known(this.returns[at] ?? Number.NaN) : notKnown("no_return");
  }

  #hash(): string {
    const hasher = new Bun.CryptoHasher("sha256");
    hasher.update(JSON.stringify(this.axes));
    hasher.update(new Uint8Array(this.memory.returns));
    hasher.update(this.valid);
    hasher.update(new Uint8Array(this.memory.actions));
    return hasher.digest("hex");
  }
}
