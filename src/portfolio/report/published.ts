import { and, asc, eq } from "drizzle-orm";
import { snapshotRevision } from "../../../db/schema/portfolio.ts";
import type { PublishedPart, RiskEngine } from "../../../db/schema/words.ts";
import type { Orm } from "../../../db/writer.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { type EngineFigures, readEngineFigures } from "./risk-figures.ts";
import { type BookFigures, readBookFigures } from "./snapshot-figures.ts";

/** A part of what is published of a portfolio and session. */
export interface PartKey {
  readonly portfolioId: number;
  readonly session: IsoDate;
  readonly part: PublishedPart;
}

/** What stands of a part, and since when. */
interface Published {
  readonly figures: BookFigures | EngineFigures;
  readonly publishedAt: string;
}

/** What stands of a part now; null if nothing has been published. */
export function readPublished(orm: Orm, { portfolioId, session, part }: PartKey): Published | null {
  const isBook = part === "snapshot";
  const figures = isBook
    ? readBookFigures(orm, portfolioId, session)
    : readEngineFigures(orm, portfolioId, session, part);
  const sql = isBook
    ? "SELECT published_at FROM snapshot WHERE portfolio_id = ? AND session = ?"
    : "SELECT published_at FROM portfolio_risk WHERE portfolio_id = ? AND session = ? AND engine = ?";
  const key = isBook ? [portfolioId, session] : [portfolioId, session, part];
  const publishedAt = orm.$client
    .prepare(sql)
    .pluck()
    .get(...key) as string | undefined;
  return figures === null || publishedAt === undefined ? null : { figures, publishedAt };
}

/** What stood of a part at an instant: the revision that covers it, else what stands now if it stood then already. */
function readAsKnown(orm: Orm, key: PartKey, asKnown: string): BookFigures | EngineFigures | null {
  const { portfolioId, session, part } = key;
  const revisions = orm
    .select()
    .from(snapshotRevision)
    .where(
      and(
        eq(snapshotRevision.portfolioId, portfolioId),
        eq(snapshotRevision.session, session),
        eq(snapshotRevision.part, part),
      ),
    )
    .orderBy(asc(snapshotRevision.seq))
    .all();
  const stood = revisions.find(
    ({ publishedAt, replacedAt }) => publishedAt <= asKnown && asKnown < replacedAt,
  );
  if (stood !== undefined) return JSON.parse(stood.figures) as BookFigures | EngineFigures;
  const current = readPublished(orm, key);
  return current !== null && current.publishedAt <= asKnown ? current.figures : null;
}

/** A portfolio's books at a session, as they stand or, given an instant, as they stood then; null if there are, or were, none. */
export function readBooks(
  orm: Orm,
  portfolioId: number,
  session: IsoDate,
  asKnown: string | null,
): BookFigures | null {
  if (asKnown === null) return readBookFigures(orm, portfolioId, session);
  return readAsKnown(orm, { portfolioId, session, part: "snapshot" }, asKnown) as BookFigures | null;
}

/** An engine's numbers, as {@link readBooks} has the books. */
export function readEngine(
  orm: Orm,
  portfolioId: number,
  session: IsoDate,
  engine: RiskEngine,
  asKnown: string | null,
): EngineFigures | null {
  if (asKnown === null) return readEngineFigures(orm, portfolioId, session, engine);
  return readAsKnown(orm, { portfolioId, session, part: engine }, asKnown) as EngineFigures | null;
}
