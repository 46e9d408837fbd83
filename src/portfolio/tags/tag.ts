import type { TagKind } from "../../../db/schema/words.ts";
import { NightdeskError } from "../../platform/errors.ts";

/** A tag as it is stored. */
export interface Tag {
  readonly id: number;
  readonly publicId: string;
  /** Whose it is; empty for portfolios without an owner. */
  readonly owner: string;
  /** sector: nightdesk's own, one a sector and owner. user: anything else. */
  readonly kind: TagKind;
  readonly name: string;
  /** As #RRGGBB. */
  readonly color: string;
  readonly description: string | null;
  readonly archivedAt: string | null;
}

/** What of a tag its owner may say; what is left out stays. */
export interface TagChange {
  readonly name?: string | undefined;
  readonly color?: string | undefined;
  readonly description?: string | null | undefined;
  readonly archived?: boolean | undefined;
}

/** The fault of what does not fit the tags that there are. */
export function tagConflict(message: string): NightdeskError {
  return new NightdeskError("conflict", message);
}
