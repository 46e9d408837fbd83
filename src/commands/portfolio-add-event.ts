import { LOT_EVENT_KINDS, PORTFOLIO_EVENT_KINDS } from "../../db/schema/words.ts";
import { NightdeskError } from "../platform/errors.ts";
import { RecordingDesk } from "../portfolio/recording/desk.ts";
import { openLot } from "../portfolio/recording/lots.ts";
import { reverseEvent } from "../portfolio/recording/reversal.ts";
import { eventRequest } from "../server/event-request.ts";
import { newLot, newLotOf } from "../server/new-lot.ts";
import { record, requireBelievable } from "../server/recorded.ts";
import { answer } from "./answer.ts";
import { withWriter } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { recorderOf, requirePortfolio, text, todayOf } from "./portfolio-call.ts";
import { requestOf, understood } from "./portfolio-event-options.ts";
import { requirePosition } from "./portfolio-position.ts";
import type { Call, Verb } from "./verb.ts";

/** What came of an event: ids are public ones. */
interface Recorded {
  readonly event: string;
  /** The position that it happened to, and one that it opened. */
  readonly position_id: string | null;
  readonly opened_id: string | null;
}

const KINDS: ReadonlySet<string> = new Set([...LOT_EVENT_KINDS, ...PORTFOLIO_EVENT_KINDS]);

type Happening = (desk: RecordingDesk) => Recorded;

const NEWEST_EVENT = "SELECT public_id FROM lot_event WHERE lot_id = ? ORDER BY id DESC LIMIT 1";

const publicIdOf = (desk: RecordingDesk, id: number | null) => (id === null ? null : desk.lot(id).publicId);

function opening(request: Readonly<Record<string, unknown>>): Happening {
  const lot = newLotOf(understood(newLot, request));
  return (desk) => {
    const { id, publicId } = openLot(desk, lot);
    requireBelievable(desk.lot(id));
    const event = desk.db.prepare(NEWEST_EVENT).pluck().get(id) as string;
    return { event, position_id: null, opened_id: publicId };
  };
}

/** What a request tells of; a position in it may be given by its number. */
function happening(request: Readonly<Record<string, unknown>>): Happening {
  const given = understood(eventRequest, request);
  return (desk) => {
    const { db, portfolio } = desk;
    const named =
      "position" in given
        ? { ...given, position: requirePosition(db, portfolio, given.position).publicId }
        : given;
    const { event, lotId, openedId } = record(desk, named);
    return { event, position_id: publicIdOf(desk, lotId), opened_id: publicIdOf(desk, openedId) };
  };
}

function reversal(options: Call["options"], event: string): Happening {
  const { kind: _, reason, ...other } = requestOf("", options);
  if (typeof reason !== "string" || reason === "" || Object.keys(other).length > 0) {
    throw new NightdeskError(
      "usage",
      "Give --reverse with the event's id and --reason TEXT, and nothing else.",
    );
  }
  return (desk) => {
    const id = reverseEvent(desk, event, reason);
    return { event: id, position_id: null, opened_id: null };
  };
}

/** What the command line asks to be recorded, understood before anything is opened. */
function askedOf({ options }: Call): { readonly kind: string; readonly happening: Happening } {
  const reversed = text(options.reverse);
  if (reversed !== null) return { kind: "reversal", happening: reversal(options, reversed) };
  const kind = text(options.kind);
  if (kind === null) {
    throw new NightdeskError(
      "usage",
      'Say what happened: --kind KIND, or --reverse EVENT; "nightdesk portfolio add-event --help" lists the kinds.',
    );
  }
  if (!KINDS.has(kind))
    throw new NightdeskError(
      "usage",
      `--kind is "${kind.slice(0, 40)}"; give one of ${[...KINDS].join(", ")}.`,
    );
  const request = requestOf(kind, options);
  const isOpening = kind === "open" || kind === "transfer_in";
  return { kind, happening: isOpening ? opening(request) : happening(request) };
}

/** `nightdesk portfolio add-event`: records what happened to a portfolio or a position, or reverses what was recorded. */
export const portfolioAddEvent: Verb = async (call) => {
  const { invocation, args, options } = call;
  const ports = portsOf(configOf(invocation));
  const { kind, happening: happens } = askedOf(call);
  const { name, recorded } = await withWriter(ports, "portfolio add-event", (writer) =>
    writer.transact("add event", () => {
      const portfolio = requirePortfolio(writer.db, args[0] ?? "");
      const desk = new RecordingDesk(writer.db, portfolio, todayOf(ports), recorderOf(ports, "command"));
      return { name: portfolio.name, recorded: happens(desk) };
    }),
  );
  const { event, position_id: position, opened_id: opened } = recorded;
  const reverses = text(options.reverse);
  const date = text(options.date);
  await answer(
    ports.output,
    invocation.json,
    { portfolio: name, kind, date, id: event, position_id: position, opened_id: opened, reverses },
    [
      `${name}: ${kind}${reverses === null ? "" : ` of ${reverses}`}${date === null ? "" : ` of ${date}`} recorded as ${event}`,
      ...(opened === null ? [] : [`  opened the position ${opened}`]),
    ],
  );
  return 0;
};
