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
  let hasFailed = false;
  const lane = async () => {
    while (next < items.length && !hasFailed) {
      try {
        await work(items[next++] as Item);
      } catch (fault) {
        hasFailed = true;
        throw fault;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}
