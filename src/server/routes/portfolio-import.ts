import type { Context, Hono } from "hono";
import { z } from "zod";
import { DIVIDEND_MODES } from "../../../db/schema/words.ts";
import { positionFileDuty } from "../../batch/duties.ts";
import type { Pool } from "../../compute/pool.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { summaryOf } from "../../portfolio/import/import-summary.ts";
import type { PositionFile } from "../../portfolio/import/position-file.ts";
import { enterImported, requireFreeName } from "../../portfolio/portfolio-store.ts";
import { type FormFault, termsOfForm } from "../portfolio-form.ts";
import { problemResponse } from "../problem-response.ts";
import { parsed, yesOrNo } from "../query.ts";
import { todayOf, type WriteState, written } from "../write.ts";
import { nameField } from "./portfolio-edits.ts";

/** What files of positions are read with. */
export interface ImportState extends WriteState {
  readonly pool: Pool;
}

/** Longest texts of a form; what they may be is told by their readers, all faults at once. */
const LONGEST_TEXT = 1_000;
const text = () => z.string().max(LONGEST_TEXT).optional();
const form = z.strictObject({
  file: z.instanceof(File, { error: "send the file as a file, not as a text" }).optional(),
  name: text(),
  equity: text(),
  inception: text(),
  as_of: text(),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, "write three letters, such as USD")
    .optional(),
  owner: nameField().optional(),
  dividends: z.enum(DIVIDEND_MODES).default("derived"),
  strict: yesOrNo().default(false),
  dry_run: yesOrNo().default(false),
});
type Form = z.output<typeof form>;

async function formOf({ req }: Context): Promise<Form> {
  const type = req.header("content-type") ?? "";
  const wish = 'Send a form, multipart/form-data, with the file of positions as "file".';
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new NightdeskError("bad_request", wish);
  const content = await req.arrayBuffer();
  let fields: { keys: () => Iterable<string>; get: (name: string) => unknown };
  try {
    fields = await new Response(content, { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new NightdeskError("bad_request", `The form cannot be read. ${wish}`, { cause });
  }
  const given = [...fields.keys()];
  const twice = given.find((name, at) => given.indexOf(name) !== at);
  if (twice !== undefined)
    throw new NightdeskError("bad_request", `${twice.slice(0, 40)}: it is there twice; send it once.`);
  return parsed(form, Object.fromEntries(given.map((name) => [name, fields.get(name)])));
}

/** What a form asks for, the same however it is sent. */
function contentOf({ file, ...fields }: Form, bytes: Uint8Array): string {
  const hash = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  return JSON.stringify([fields, file?.name, hash]);
}

function refusal(faults: readonly FormFault[], file: PositionFile): Response {
  const what = `${faults.length} ${faults.length === 1 ? "fault" : "faults"} in ${file.rows} rows`;
  const error = new NightdeskError(
    "portfolio_refused",
    `ERR_PORT_008: ${what}, so nothing was stored. Correct them and send it again.`,
    { details: { fault: "ERR_PORT_008", rows: file.rows } },
  );
  return problemResponse(error, {}, { faults, warnings: file.warnings });
}

/** POST /portfolios/import: opens a portfolio from a form with a file of positions, whole or not at all. */
export function addPortfolioImport(routes: Hono, state: ImportState): void {
  routes.post("/portfolios/import", async (context) => {
    const given = await formOf(context);
    const today = todayOf(state.business);
    const { terms, faults: ofTerms } = termsOfForm(given, today);
    const content = new Uint8Array((await given.file?.arrayBuffer()) ?? []);
    const options = { fileName: given.file?.name ?? "", today, strict: given.strict };
    const file: PositionFile =
      given.file === undefined
        ? { lots: [], faults: [], warnings: [], rows: 0, ignoredColumns: [] }
        : await state.pool.ask(positionFileDuty, { content, options });
    const faults = [...ofTerms, ...file.faults];
    if (faults.length > 0 || terms === null) return refusal(faults, file);
    const { writer } = state;
    if (given.dry_run) {
      requireFreeName(writer.orm, terms.name);
      return context.json({ status: "dry_run", ...summaryOf(file, terms, null, writer.db) });
    }
    return written(
      context,
      state,
      "import portfolio",
      ({ recorder }) => {
        const { publicId } = enterImported(writer, terms, file.lots, recorder);
        return { status: 201, body: { status: "stored", ...summaryOf(file, terms, publicId, writer.db) } };
      },
      contentOf(given, content),
    );
  });
}
