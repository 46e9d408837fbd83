import type { Sqlite } from "../../../db/driver.ts";
import type { AssetClass } from "../../../db/schema/words.ts";
import { underlyingOf } from "../../market/underlying.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { newestSession, OPEN_POSITIONS } from "../open-positions.ts";
import type { Portfolio } from "../portfolio.ts";
import { newSectorTag, sectorTagName } from "./sector.ts";
import { readSectors } from "./sector-source.ts";

/** What a pass over a portfolio's positions came to. */
export interface SectorTagging {
  /** The session of the newest snapshot, whose positions were looked at; null without one. */
  readonly session: IsoDate | null;
  readonly tagsCreated: number;
  /** Open positions that bear the tag of their sector now. */
  readonly positionsTagged: number;
  /** Open positions whose sector's tag is archived: they bear none. */
  readonly positionsSkipped: number;
  /** By name. */
  readonly applied: readonly { readonly name: string; readonly positions: number }[];
  /** Whether anything was written. */
  readonly hasChanged: boolean;
}

interface PositionRow {
  readonly lotId: number;
  readonly assetClass: AssetClass;
  /** A symbol; an option's root. */
  readonly instrument: string;
}

interface TagRow {
  readonly id: number;
  readonly name: string;
  readonly isArchived: 0 | 1;
}

type Link = readonly [lotId: number, tagId: number];

const OPEN = `SELECT lot_id AS lotId, asset_class AS assetClass, coalesce(underlying, symbol) AS instrument
  FROM (${OPEN_POSITIONS}) ORDER BY lot_id`;
const TAGS =
  "SELECT id, name, archived_at IS NOT NULL AS isArchived FROM tag WHERE owner = ? AND kind = 'sector'";
const MAKE = `INSERT INTO tag (public_id, owner, kind, name, color, description)
  VALUES (@publicId, @owner, 'sector', @name, @color, @description)`;
/** Of sector tags, whichever owner's. */
const GIVEN = `SELECT p.lot_id, p.tag_id FROM lot l JOIN position_tag p ON p.lot_id = l.id JOIN tag t ON t.id = p.tag_id
  WHERE l.portfolio_id = ? AND t.kind = 'sector'`;
const LINKS = "SELECT value ->> 0, value ->> 1 FROM json_each(?)";
const TAKE = `DELETE FROM position_tag WHERE (lot_id, tag_id) IN (${LINKS})`;
const GIVE = `INSERT INTO position_tag (lot_id, tag_id) ${LINKS}`;

/** Which instrument's sector a position has; null for private assets. */
function instrumentOf({ assetClass, instrument }: PositionRow): string | null {
  if (assetClass === "PRIVATE") return null;
  return assetClass === "OPTIONS" ? underlyingOf(instrument) : instrument;
}

/**
 * One portfolio's open positions and the sector tags that they should bear, exactly one each: the tag of their sector, or
 * `Uncategorized`. Tags of the owner's own are another kind, and nothing here looks at them, whatever their names are. An
 * archived sector tag is neither given nor made anew. A pass takes the same few statements for any number of positions.
 */
class SectorTags {
  readonly #db: Sqlite;
  readonly #portfolio: Portfolio;
  readonly session: IsoDate | null;
  /** The name of the tag of each open position, by lot. */
  readonly #names: ReadonlyMap<number, string>;

  constructor(db: Sqlite, portfolio: Portfolio) {
    this.#db = db;
    this.#portfolio = portfolio;
    this.session = newestSession(db, portfolio.id);
    this.#names = this.session === null ? new Map() : this.#namesOn(this.session);
  }

  get #owner(): string {
    return this.#portfolio.owner ?? "";
  }

  #namesOn(session: IsoDate): ReadonlyMap<number, string> {
    const open = this.#db.prepare(OPEN).all({ portfolioId: this.#portfolio.id }) as PositionRow[];
    const instruments = open.map(instrumentOf);
    const sectors = readSectors(
      this.#db,
      instruments.filter((each) => each !== null),
      session,
    );
    return new Map(
      open.map(({ lotId }, at) => {
        const instrument = instruments[at] ?? null;
        const sector = instrument === null ? null : (sectors.get(instrument)?.sector ?? null);
        return [lotId, sectorTagName(sector)];
      }),
    );
  }

  /** The owner's sector tags by name, archived ones included. */
  #tags(): ReadonlyMap<string, TagRow> {
    const rows = this.#db.prepare(TAGS).all(this.#owner) as TagRow[];
    return new Map(rows.map((row) => [row.name, row]));
  }

  #missing(tags: ReadonlyMap<string, TagRow>): readonly string[] {
    return [...new Set(this.#names.values())].filter((name) => !tags.has(name)).sort();
  }

  /** The links that are wanting, and those that are too many. */
  #changes(tags: ReadonlyMap<string, TagRow>): {
    readonly give: readonly Link[];
    readonly take: readonly Link[];
  } {
    const given = this.#db.prepare(GIVEN).raw().all(this.#portfolio.id) as Link[];
    const due = new Map<number, number>();
    for (const [lotId, name] of this.#names) {
      const tag = tags.get(name);
      if (tag?.isArchived === 0) due.set(lotId, tag.id);
    }
    const take = given.filter(([lotId, tagId]) => due.get(lotId) !== tagId);
    for (const [lotId, tagId] of given) if (due.get(lotId) === tagId) due.delete(lotId);
    return { give: [...due], take };
  }

  differ(): boolean {
    const tags = this.#tags();
    if (this.#missing(tags).length > 0) return true;
    const { give, take } = this.#changes(tags);
    return give.length + take.length > 0;
  }

  restore(): SectorTagging {
    const missing = this.#missing(this.#tags());
    const make = this.#db.prepare(MAKE);
    for (const name of missing) make.run(newSectorTag(this.#owner, name));
    const tags = this.#tags();
    const { give, take } = this.#changes(tags);
    if (take.length > 0) this.#db.prepare(TAKE).run(JSON.stringify(take));
    if (give.length > 0) this.#db.prepare(GIVE).run(JSON.stringify(give));
    const applied = [...Map.groupBy(this.#names.values(), (name) => name)]
      .filter(([name]) => tags.get(name)?.isArchived === 0)
      .map(([name, own]) => ({ name, positions: own.length }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const positionsTagged = applied.reduce((sum, { positions }) => sum + positions, 0);
    return {
      session: this.session,
      tagsCreated: missing.length,
      positionsTagged,
      positionsSkipped: this.#names.size - positionsTagged,
      applied,
      hasChanged: missing.length + take.length + give.length > 0,
    };
  }
}

/** Whether a portfolio's open positions bear other sector tags than they should. Reads only. */
export function sectorTagsDiffer(db: Sqlite, portfolio: Portfolio): boolean {
  return new SectorTags(db, portfolio).differ();
}

/**
 * Gives each open position of a portfolio its one sector tag, and takes every other from its lots, closed and deleted ones
 * included; makes the tags that are wanting. Belongs inside a transaction.
 */
export function restoreSectorTags(db: Sqlite, portfolio: Portfolio): SectorTagging {
  return new SectorTags(db, portfolio).restore();
}
