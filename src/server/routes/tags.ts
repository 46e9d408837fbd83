import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Sqlite } from "../../../db/driver.ts";
import { TAG_KINDS } from "../../../db/schema/words.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { LONGEST_TAG_NAME } from "../../portfolio/tags/sector.ts";
import { restoreSectorTags, type SectorTagging } from "../../portfolio/tags/sector-tagging.ts";
import type { Tag } from "../../portfolio/tags/tag.ts";
import { readTags, tagsOfLot, tagView } from "../../portfolio/tags/tag-source.ts";
import { DEFAULT_TAG_COLOR, TagStore } from "../../portfolio/tags/tag-store.ts";
import { note, words } from "../fields.ts";
import { refuseOtherMethods } from "../methods.ts";
import { jsonBody, parsed, yesOrNo } from "../query.ts";
import { portfolioOf, type WriteState, written } from "../write.ts";
import { lotAt } from "./positions.ts";

const LONGEST_OWNER = 255;

const owner = z.string().trim().max(LONGEST_OWNER);
const color = z
  .string()
  .regex(/^#[0-9A-Fa-f]{6}$/, "write a colour as #RRGGBB")
  .transform((text) => text.toUpperCase());
const name = words(LONGEST_TAG_NAME);
const listQuery = z.strictObject({
  owner: owner.optional(),
  kind: z.enum(TAG_KINDS).optional(),
  archived: yesOrNo().default(false),
});
const ownerQuery = z.strictObject({ owner: owner.default("") });
const newTag = z.strictObject({
  name,
  color: color.default(DEFAULT_TAG_COLOR),
  description: note().nullable().default(null),
});
const tagChange = z
  .strictObject({
    name: name.optional(),
    color: color.optional(),
    description: note().nullable().optional(),
    archived: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "say what to change");
const nothing = z.strictObject({});

/** What the tag routes answer from. */
export interface TagState extends WriteState {
  /** A connection that only reads. */
  readonly db: Sqlite;
}

function restoredView({ session, tagsCreated, positionsTagged, positionsSkipped, applied }: SectorTagging) {
  return {
    date: session,
    positions_tagged: positionsTagged,
    positions_skipped: positionsSkipped,
    tags_created: tagsCreated,
    tags_applied: applied.map((each) => ({ tag_name: each.name, position_count: each.positions })),
  };
}

/**
 * Tags: below /tags those of owners and of sectors, below /portfolios/{id}/positions/{lot}/tags what a position bears, and
 * POST /portfolios/{id}/sector-tags/restore, which does at once what the night does.
 */
export function tagRoutes(state: TagState): Hono {
  const { db } = state;
  const routes = new Hono();

  routes.get("/tags", ({ req, json }) => {
    const { owner: whose = null, kind = null, archived } = parsed(listQuery, req.query());
    return json({ tags: readTags(db, { owner: whose, kind, archived }) });
  });
  routes.post("/tags", async (context) => {
    const given = parsed(newTag, await jsonBody(context.req));
    const query = parsed(ownerQuery, context.req.query());
    return written(context, state, "create tag", ({ writer, recorder }) => {
      const tag = new TagStore(writer.db).create({ ...given, ...query }, recorder.newId());
      return { status: 201, body: tagView(tag) };
    });
  });
  routes.get("/tags/:tag", ({ req, json }) => json(tagView(new TagStore(db).tag(req.param("tag")))));
  routes.patch("/tags/:tag", async (context) => {
    const change = parsed(tagChange, await jsonBody(context.req));
    return written(context, state, "change tag", ({ writer, recorder }) => {
      const tag = new TagStore(writer.db).change(context.req.param("tag"), change, recorder.at);
      return { status: 200, body: tagView(tag) };
    });
  });
  routes.delete("/tags/:tag", (context) =>
    written(context, state, "archive tag", ({ writer, recorder }) => {
      const store = new TagStore(writer.db);
      const tag = store.change(context.req.param("tag"), { archived: true }, recorder.at);
      return { status: 200, body: tagView(tag) };
    }),
  );
  routes.get("/portfolios/:id/positions/:lot/tags", ({ req, json }) => {
    const lot = lotAt(db, portfolioOf(db, req.param("id")), req.param("lot"));
    return json({ position: lot.publicId, symbol: lot.symbol, tags: tagsOfLot(db, lot.id) });
  });
  /** What does something with a portfolio's lot and a tag of its owner. */
  const linking =
    (label: string, act: (store: TagStore, lotId: number, tag: Tag) => void) => (context: Context) => {
      const { id = "", lot: lotId = "", tag: tagId = "" } = context.req.param() as Record<string, string>;
      return written(context, state, label, ({ writer, desk }) => {
        const books = desk(id);
        const { portfolio } = books;
        const lot = books.standingLot(lotId);
        const store = new TagStore(writer.db);
        const tag = store.tag(tagId);
        if (tag.owner !== (portfolio.owner ?? "")) {
          throw new NightdeskError("not_found", `The owner of ${portfolio.name} has no such tag.`);
        }
        act(store, lot.id, tag);
        const tags = tagsOfLot(writer.db, lot.id);
        return { status: 200, body: { position: lot.publicId, symbol: lot.symbol, tags } };
      });
    };
  const link = "/portfolios/:id/positions/:lot/tags/:tag";
  routes.put(
    link,
    linking("give tag", (store, lotId, tag) => store.give(lotId, tag)),
  );
  routes.delete(
    link,
    linking("take tag", (store, lotId, tag) => store.take(lotId, tag)),
  );
  routes.post("/portfolios/:id/sector-tags/restore", async (context) => {
    parsed(nothing, await jsonBody(context.req));
    return written(context, state, "restore sector tags", ({ writer }) => {
      const tagging = restoreSectorTags(writer.db, portfolioOf(writer.db, context.req.param("id")));
      return { status: 200, body: restoredView(tagging) };
    });
  });
  refuseOtherMethods(routes);
  return routes;
}
