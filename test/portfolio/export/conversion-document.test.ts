import { expect, setDefaultTimeout, test } from "bun:test";
import { NightdeskError } from "../../../src/platform/errors.ts";
import { enterDocument } from "../../../src/portfolio/export/enter-document.ts";
import { readDocument } from "../../../src/portfolio/export/read-document.ts";
import { Desk } from "../../support/desk.ts";
import { deskWithAll, documentOf, TODAY } from "./exported.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const read = (value: unknown) =>
  readDocument(new TextEncoder().encode(JSON.stringify(value)), "x.json", TODAY);

function refusal(value: unknown): NightdeskError {
  try {
    read(value);
  } catch (fault) {
    if (fault instanceof NightdeskError) return fault;
    throw fault;
  }
  throw new Error("it was not refused");
}

async function enter(desk: Desk, value: unknown): Promise<void> {
  const document = read(value);
  const recorder = { source: "import", actor: "command", at: desk.now(), newId: () => crypto.randomUUID() };
  await desk.base.writer.transact("import", () => enterDocument(desk.base.writer, document, recorder));
}

test("lots that came from each other", async () => {
  await using desk = await deskWithAll();
  const whole = documentOf(desk, "Full");
  const [giving, receiving] = [whole.lots[0]?.events[2], whole.lots[6]?.events[0]];
  const circle = {
    ...whole.lots[0],
    tags: [],
    events: [
      { ...receiving, counter_lot: 2 },
      { ...giving, counter_lot: 2 },
    ],
  };
  const back = { ...circle, number: 2, events: circle.events.map((each) => ({ ...each, counter_lot: 1 })) };
  const fault = refusal({ ...whole, lots: [circle, back] });
  expect(fault.details.path).toBe("lots[1].events[1].counter_lot");
  expect(fault.message).toContain("is 1, a lot that was opened before this one");
});

test("cash from before the books opened, which no snapshot would have in it, and an option that never ends", async () => {
  await using desk = await deskWithAll();
  const whole = documentOf(desk, "Full");
  const [cash, ...rest] = whole.events;
  const early = refusal({ ...whole, events: [{ ...cash, date: "1900-01-01" }, ...rest] });
  expect(early.details.path).toBe("events[0].date");
  expect(early.message).toContain("lies before the books open");
  const lots = whole.lots.map((lot) =>
    lot.option === null ? lot : { ...lot, option: { ...lot.option, expiration: "2150-01-21" } },
  );
  expect(refusal({ ...whole, lots }).message).toContain("is not within 2000 to 2099");
});

test("a document from before conversions had ratios is read", async () => {
  await using desk = await deskWithAll();
  await using other = new Desk();
  const whole = documentOf(desk, "Full");
  const lots = whole.lots.map(({ events, ...lot }) => ({
    ...lot,
    events: events.map(({ ratio: _, ...event }) => event),
  }));
  expect(whole.lots[0]?.events[2]?.ratio).toBe(0.5);
  await enter(other, { ...whole, lots });
  expect(documentOf(other, "Full").lots[0]?.events[2]?.ratio).toBeNull();
});
