import type { Sqlite } from "../../../db/driver.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { type Tag, type TagChange, tagConflict } from "./tag.ts";
import { findTag } from "./tag-source.ts";

/** The colour of a tag that was given none. */
export const DEFAULT_TAG_COLOR = "#4A90E2";

/** A tag of an owner's own as it is asked for. */
export interface NewTag {
  readonly owner: string;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

/** Tags of owners. All writing calls belong inside a transaction. */
export class TagStore {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** @throws NightdeskError `not_found`. */
  tag(publicId: string): Tag {
    const tag = findTag(this.#db, publicId);
    if (tag !== null) return tag;
    throw new NightdeskError("not_found", `There is no tag "${publicId.slice(0, 80)}".`);
  }

  /**
   * Makes a tag of an owner's own.
   * @throws NightdeskError `conflict` if one of that name is in use.
   */
  create({ owner, name, color, description }: NewTag, publicId: string): Tag {
    this.#requireFree(owner, name);
    this.#db
      .prepare(
        "INSERT INTO tag (public_id, owner, kind, name, color, description) VALUES (?, ?, 'user', ?, ?, ?)",
      )
      .run(publicId, owner, name, color, description);
    return this.tag(publicId);
  }

  /**
   * Changes a tag. One that is archived is taken from every position, and is given no more until it is brought back.
   * @throws NightdeskError `not_found`, `conflict`.
   */
  change(publicId: string, change: TagChange, at: string): Tag {
    const was = this.tag(publicId);
    const isArchived = change.archived ?? was.archivedAt !== null;
    const name = change.name ?? was.name;
    const description = change.description === undefined ? was.description : change.description;
    if (was.kind === "sector" && (name !== was.name || description !== was.description)) {
      throw tagConflict(
        `"${was.name}" is the tag of a sector, which nightdesk names; its colour may be changed, and it may be archived.`,
      );
    }
    if (!isArchived && was.kind === "user") this.#requireFree(was.owner, name, was.id);
    const archivedAt = isArchived ? (was.archivedAt ?? at) : null;
    this.#db
      .prepare("UPDATE tag SET name = ?, color = ?, description = ?, archived_at = ? WHERE id = ?")
      .run(name, change.color ?? was.color, description, archivedAt, was.id);
    if (isArchived) this.#db.prepare("DELETE FROM position_tag WHERE tag_id = ?").run(was.id);
    return this.tag(publicId);
  }

  /** Puts a tag of the owner's own on a lot; that it is there already is no fault. @throws NightdeskError `conflict`. */
  give(lotId: number, tag: Tag): void {
    this.#requireOwn(tag);
    if (tag.archivedAt !== null) throw tagConflict(`The tag "${tag.name}" is archived; bring it back first.`);
    this.#db
      .prepare("INSERT INTO position_tag (lot_id, tag_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run(lotId, tag.id);
  }

  /** Takes a tag of the owner's own from a lot; that it is not there is no fault. @throws NightdeskError `conflict`. */
  take(lotId: number, tag: Tag): void {
    this.#requireOwn(tag);
    this.#db.prepare("DELETE FROM position_tag WHERE lot_id = ? AND tag_id = ?").run(lotId, tag.id);
  }

  #requireOwn({ kind, name }: Tag): void {
    if (kind === "user") return;
    throw tagConflict(
      `"${name}" is the tag of a sector, which nightdesk gives and takes; archive it to see it no more.`,
    );
  }

  #requireFree(owner: string, name: string, except: number | null = null): void {
    const found = this.#db
      .prepare("SELECT id FROM tag WHERE owner = ? AND kind = 'user' AND name = ? AND archived_at IS NULL")
      .pluck()
      .get(owner, name);
    if (found === undefined || found === except) return;
    throw tagConflict(`There is a tag "${name}" already; give this one another name, or use that one.`);
  }
}
