import { type PanelAxes, type PanelMemory, type PanelRow, panelRow } from "../market/panel/panel.ts";
import { MARKET_PROXY } from "../risk/conventions.ts";

/** The panel that a task is about, in memory that all threads see. */
export interface PanelHandle {
  readonly axes: PanelAxes;
  readonly memory: PanelMemory;
}

/** The rows of a panel by symbol, as a task works with them. */
export class PanelRows {
  readonly length: number;
  readonly #panel: PanelHandle;
  readonly #at: ReadonlyMap<string, number>;
  /** Views are made once: that of shared memory costs more than a regression reads of it. */
  readonly #rows: (PanelRow | undefined)[] = [];

  constructor(panel: PanelHandle) {
    this.#panel = panel;
    this.length = panel.axes.sessions.length;
    this.#at = new Map(panel.axes.symbols.map((symbol, at) => [symbol, at]));
  }

  row(at: number): PanelRow {
    let row = this.#rows[at];
    if (row === undefined) {
      row = panelRow(this.#panel.axes, this.#panel.memory, at);
      this.#rows[at] = row;
    }
    return row;
  }

  /** Null if the symbol has no bar. */
  rowOf(symbol: string): PanelRow | null {
    const at = this.#at.get(symbol);
    return at === undefined ? null : this.row(at);
  }

  /** The market proxy's; one without a single return if it is not stored, so that nothing can be estimated on it. */
  market(): PanelRow {
    const empty = () => new Uint8Array(this.length);
    return (
      this.rowOf(MARKET_PROXY) ?? {
        returns: new Float64Array(this.length),
        valid: empty(),
        actions: empty(),
      }
    );
  }
}

/**
 * The bytes of a row from `window` sessions up to `at`, from the first return there is: what a statistic of that session
 * rests on, however far back the axis goes.
 */
export function bytesOf({ returns, valid, actions }: PanelRow, at: number, window: number): Uint8Array[] {
  let from = Math.max(0, at - window + 1);
  while (from <= at && valid[from] !== 1) from += 1;
  const part = returns.subarray(from, at + 1);
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  return [bytes, valid.subarray(from, at + 1), actions.subarray(from, at + 1)];
}
