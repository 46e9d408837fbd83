import type { Sqlite } from "../../../db/driver.ts";
import type { TagKind } from "../../../db/schema/words.ts";
import type { Tag } from "./tag.ts";

const TAG = `SELECT t.id, t.public_id AS publicId, t.owner, t.kind, t.name, t.color, t.description, t.archived_at AS archivedAt`;
/** Positions that bear a tag, of portfolios that are not deleted. */
const POSITIONS = `(SELECT count(*) FROM position_tag p JOIN lot l ON l.id = p.lot_id JOIN portfolio f ON f.id = l.portfolio_id
  WHERE p.tag_id = t.id AND f.deleted_at IS NULL)`;

/** A tag as it is shown. */
export interface TagView {
  readonly id: string;
  /** Null for the tags of portfolios without an owner. */
  readonly owner: string | null;
  readonly kind: TagKind;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
  readonly archived_at: string | null;
}

/** A tag as lists show it. */
export interface ListedTag extends TagView {
  /** How many positions bear it. */
  readonly position_count: number;
}

/** Which tags are listed; null for whichever. */
export interface TagQuery {
  readonly owner: string | null;
  readonly kind: TagKind | null;
  readonly archived: boolean;
}

/** Shows a tag. */
export function tagView({ publicId: id, owner, kind, name, color, description, archivedAt }: Tag): TagView {
  const whose = owner === "" ? null : owner;
  return { id, owner: whose, kind, name, color, description, archived_at: archivedAt };
}

/** A tag by its public id; null if there is none. */
export function findTag(db: Sqlite, publicId: string): Tag | null {
  return (db.prepare(`${TAG} FROM tag t WHERE t.public_id = ?`).get(publicId) as Tag | undefined) ?? null;
}

/** Tags in use, or archived ones, by owner, kind and name. */
export function readTags(db: Sqlite, { owner, kind, archived }: TagQuery): readonly ListedTag[] {
  const rows = db
    .prepare(
      `${TAG}, ${POSITIONS} AS positions FROM tag t
       WHERE (@owner IS NULL OR t.owner = @owner) AND (@kind IS NULL OR t.kind = @kind)
         AND (t.archived_at IS NOT NULL) = @archived ORDER BY t.owner, t.kind, t.name, t.id`,
    )
    .all({ owner, kind, archived: archived ? 1 : 0 }) as (Tag & { readonly positions: number })[];
  return rows.map(({ positions, ...tag }) => ({ ...tagView(tag), position_count: positions }));
}

/** The tags that a lot bears, by kind and name. */
export function tagsOfLot(db: Sqlite, lotId: number): readonly TagView[] {
  const rows = db
    .prepare(
      `${TAG} FROM position_tag p JOIN tag t ON t.id = p.tag_id WHERE p.lot_id = ? ORDER BY t.kind, t.name, t.id`,
    )
    .all(lotId) as Tag[];
  return rows.map(tagView);
}
