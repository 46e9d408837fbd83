import type { Patience } from "./gate.ts";
import type { ProviderHttp } from "./http.ts";
import type { Fault } from "./outcome.ts";
import { YAHOO_HEADERS } from "./yahoo-headers.ts";

/** A page that is not there, but sets the cookie that a crumb belongs to. */
const COOKIE_PAGE = "https://fc.yahoo.com/";
const CRUMB_PAGE = "https://query2.finance.yahoo.com/v1/test/getcrumb";
const OK = 200;
/** A crumb is some eleven characters, of which a slash or a dot may be one. */
const FORM = /^[\w./\\-]{5,64}$/;

/** A crumb, and the cookies that it goes with. */
export interface Crumb {
  readonly crumb: string;
  readonly cookie: string;
}

/** Yahoo's crumb by plain requests: fetched when it is first needed, and once more each time that one turned out to be stale. */
export class YahooCrumb {
  readonly #http: ProviderHttp;
  #held: Promise<Crumb | Fault> | null = null;
  /** Whether the held crumb has opened a door: one that never has is not replaced by the next. */
  #isProven = true;

  constructor(http: ProviderHttp) {
    this.#http = http;
  }

  /** The crumb that is held, or why there is none. */
  async get(patience: Patience): Promise<Crumb | Fault> {
    this.#held ??= this.#fetch(patience);
    const held = this.#held;
    try {
      const got = await held;
      if ("kind" in got && this.#held === held) this.#held = null;
      return got;
    } catch (stopped) {
      if (this.#held === held) this.#held = null;
      throw stopped;
    }
  }

  /** Notes that a crumb has been accepted. */
  proven(): void {
    this.#isProven = true;
  }

  /** Lets go of a crumb that has been refused. @returns whether another may be tried. */
  async refused(crumb: Crumb): Promise<boolean> {
    const isHeld = this.#held !== null && (await this.#held) === crumb;
    // Whoever was refused meanwhile with the same crumb finds the new one there.
    if (!isHeld) return true;
    if (!this.#isProven) return false;
    this.#held = null;
    this.#isProven = false;
    return true;
  }

  async #fetch(patience: Patience): Promise<Crumb | Fault> {
    const page = await this.#http.page(COOKIE_PAGE, { headers: YAHOO_HEADERS }, patience);
    if ("kind" in page) return page;
    const cookie = page.headers
      .getSetCookie()
      .map((each) => each.split(";")[0])
      .join("; ");
    if (cookie === "") return this.#http.tell("malformed", "no cookie came with the page that sets it");
    const reply = await this.#http.page(CRUMB_PAGE, { headers: { ...YAHOO_HEADERS, cookie } }, patience);
    if ("kind" in reply) return reply;
    const crumb = reply.text.trim();
    if (reply.status !== OK) return this.#http.tell("refused", `status ${reply.status} instead of a crumb`);
    return FORM.test(crumb) ? { crumb, cookie } : this.#http.tell("malformed", "a page instead of a crumb");
  }
}
