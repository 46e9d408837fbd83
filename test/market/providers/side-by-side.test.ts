import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sideBySide } from "../../../src/market/providers/side-by-side.ts";
import { endOf } from "./made-gate.ts";

/** Items under way, each ended by hand. */
class Hand {
  readonly begun: number[] = [];
  readonly #open = new Map<number, PromiseWithResolvers<void>>();

  readonly work = (item: number): Promise<void> => {
    this.begun.push(item);
    const each = Promise.withResolvers<void>();
    this.#open.set(item, each);
    return each.promise;
  };

  get underWay(): number[] {
    return [...this.#open.keys()];
  }

  /** Ends an item and lets whoever waited for it go on. */
  async end(item: number, fault?: Error): Promise<void> {
    const each = this.#open.get(item);
    this.#open.delete(item);
    if (fault === undefined) each?.resolve();
    else each?.reject(fault);
    await Bun.sleep(0);
  }
}

const count = (items: number) => Array.from({ length: items }, (_, at) => at);

describe("side by side", () => {
  test("each item is worked on once, begun in order, never more than so many at a time", async () => {
    const picks = fc.array(fc.nat(), { minLength: 30, maxLength: 30, size: "max" });
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.integer({ min: 1, max: 8 }), picks, async (items, width, chosen) => {
        const hand = new Hand();
        const all = sideBySide(count(items), width, hand.work);
        for (let ended = 0; ended < items; ended++) {
          expect(hand.begun).toEqual(count(Math.min(items, width + ended)));
          const { underWay } = hand;
          expect(underWay).toHaveLength(Math.min(width, items - ended));
          await hand.end(underWay[(chosen[ended] ?? 0) % underWay.length] ?? -1);
        }
        expect(await endOf(all)).toBeUndefined();
        expect(hand.begun).toEqual(count(items));
      }),
    );
  });

  test("after a fault nothing is begun; it is thrown once what is under way has ended", async () => {
    const hand = new Hand();
    const fault = new Error("first");
    let hasEnded = false;
    const all = endOf(sideBySide(count(9), 3, hand.work)).finally(() => {
      hasEnded = true;
    });
    await hand.end(1, fault);
    await hand.end(0);
    expect([hand.begun, hand.underWay, hasEnded]).toEqual([[0, 1, 2], [2], false]);
    await hand.end(2);
    expect(await all).toBe(fault);
    expect(hand.begun).toEqual([0, 1, 2]);
  });

  test("of several faults the first is thrown, whichever lane it was in", async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      const hand = new Hand();
      const all = endOf(sideBySide(count(5), 3, hand.work));
      for (const item of order) await hand.end(item, new Error(`of ${item}`));
      expect(await all).toEqual(new Error(`of ${order[0]}`));
    }
  });

  test("a fault that is thrown before anything is awaited is one as well", async () => {
    const fault = new Error("at once");
    const begun: number[] = [];
    const work = (item: number): Promise<void> => {
      begun.push(item);
      throw fault;
    };
    expect(await endOf(sideBySide(count(4), 2, work))).toBe(fault);
    expect(begun).toEqual([0]);
  });
});
