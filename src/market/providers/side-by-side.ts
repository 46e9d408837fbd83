/**
 * Works through items, so many at a time, in their order. After the first fault no further item is begun; it is thrown
 * when those under way have ended.
 */
export async function sideBySide<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  const faults: unknown[] = [];
  const lane = async () => {
    while (next < items.length && faults.length === 0) {
      try {
        await work(items[next++] as Item);
      } catch (fault) {
        faults.push(fault);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  if (faults.length > 0) throw faults[0];
}
