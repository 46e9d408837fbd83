const [TAB, LF, CR, SPACE, HASH, DELETE] = [9, 10, 13, 32, 35, 127];

/** A place in a text file, always at the start of a line or at the end, and the number of that line. */
export class LineCursor {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #line = 1;

  /** @param bytes UTF-8, where it is text. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  /** The number of the line, the first being 1. */
  get line(): number {
    return this.#line;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** Moves to the start of the next line; lines end with LF, CR LF or CR. */
  nextLine(): void {
    const end = this.#lineEnd();
    const isPair = this.#bytes[end] === CR && this.#bytes[end + 1] === LF;
    this.#offset = Math.min(this.#bytes.length, end + (isPair ? 2 : 1));
    this.#line += 1;
  }

  /** Moves forward to the line that starts at an offset, or to the end. */
  moveTo(offset: number): void {
    while (this.#offset < offset) this.nextLine();
  }

  /** Moves over empty lines and comments, to where the next record begins. */
  skipIgnored(): void {
    while (!this.isAtEnd && this.#isIgnored()) this.nextLine();
  }

  #lineEnd(): number {
    let at = this.#offset;
    while (at < this.#bytes.length && this.#bytes[at] !== LF && this.#bytes[at] !== CR) at += 1;
    return at;
  }

  #isIgnored(): boolean {
    const first = this.#bytes[this.#offset] ?? LF;
    if (first === HASH || first === LF || first === CR) return true;
    if (first !== TAB && first > SPACE && first < DELETE) return false;
    const line = this.#bytes.subarray(this.#offset, this.#lineEnd());
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(line).trimStart();
    return text === "" || text.startsWith("#");
  }
}
