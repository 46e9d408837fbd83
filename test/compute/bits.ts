const number = new Float64Array(1);
const word = new BigUint64Array(number.buffer);

function hexOf(value: number): string {
  number[0] = value;
  return `0x${(word[0] ?? 0n).toString(16)}`;
}

/** A text of a value in which every number stands with all of its bits: -0 is not 0, and an undefined key is none. */
export function bitsOf(value: unknown): string {
  if (typeof value === "number") return hexOf(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "undefined";
  if (value instanceof Float64Array) return `[${Array.from(value, hexOf).join()}]`;
  if (Array.isArray(value)) return `[${value.map(bitsOf).join()}]`;
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
    throw new TypeError("of such a thing bits have never been asked");
  }
  const pairs = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${pairs.map(([key, each]) => `${JSON.stringify(key)}:${bitsOf(each)}`).join()}}`;
}
