const COOKIE = "A3=made-cookie";

/** A Yahoo server's crumbs: all cookies share one, or each has its own. */
export class YahooCrumbs {
  crumb: string;
  /** Each new cookie gets a crumb of its own, which only goes with that cookie. */
  rotates = false;
  /** The crumbs that cookies were given with, by cookie. */
  readonly #given = new Map<string, { readonly crumb: string; readonly of: string }>();

  constructor(crumb: string) {
    this.crumb = crumb;
  }

  /** The cookie that comes with a page. */
  cookie(): string {
    if (!this.rotates) return COOKIE;
    const count = this.#given.size + 1;
    const cookie = `${COOKIE}-${count}`;
    this.#given.set(cookie, { crumb: `${this.crumb}-${count}`, of: this.crumb });
    return cookie;
  }

  /** The crumb that a request with these cookies is told; null without a cookie. */
  tell(cookies: string): string | null {
    if (this.rotates) return this.#givenTo(cookies)?.crumb ?? null;
    return cookies.includes(COOKIE) ? this.crumb : null;
  }

  /** Whether a crumb opens the door. */
  accepts(crumb: string | null, cookies: string): boolean {
    if (!this.rotates) return crumb === this.crumb;
    const given = this.#givenTo(cookies);
    return given !== null && given.crumb === crumb && given.of === this.crumb;
  }

  #givenTo(cookies: string) {
    const cookie = cookies.split(/;\s*/).find((each) => this.#given.has(each));
    return cookie === undefined ? null : (this.#given.get(cookie) ?? null);
  }
}
