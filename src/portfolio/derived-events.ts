import type { IsoDate } from "../platform/iso-date.ts";
import { addDays } from "../platform/iso-date.ts";
import type { Cents } from "../platform/money.ts";
import { heldOn } from "./account.ts";
import { Accounts, type BookInputs } from "./accounts.ts";
import { effectOf } from "./lot-event.ts";

/** What happened to a lot that nobody records: it follows from prices and corporate actions, each time the books are told. */
export interface DerivedEvent {
  readonly lotId: string;
  readonly symbol: string;
  readonly kind: "split" | "dividend" | "expire";
  readonly date: IsoDate;
  /** New shares for old ones. */
  readonly ratio: string | null;
  /** In the portfolio's currency. */
  readonly cash: Cents | null;
}

/** The derived events of a portfolio's lots after its inception, by lot and day. */
export function derivedEvents(inputs: BookInputs): readonly DerivedEvent[] {
  const { inception } = inputs.portfolio;
  const { through } = inputs;
  return new Accounts(inputs).all.flatMap((account) => {
    const { lot, history, movements } = account;
    const head = { lotId: lot.publicId, symbol: lot.symbol } as const;
    const splits = (history?.splits ?? [])
      .filter(({ exDate }) => exDate > inception && exDate <= through)
      .filter(({ exDate }) => heldOn(account, addDays(exDate, -1)) !== 0)
      .map(({ exDate, numerator, denominator }): DerivedEvent => {
        return { ...head, kind: "split", date: exDate, ratio: `${numerator}:${denominator}`, cash: null };
      });
    const dividends = movements
      .filter(({ dividend }) => dividend !== 0)
      .map(({ session, dividend }): DerivedEvent => {
        return { ...head, kind: "dividend", date: session, ratio: null, cash: dividend };
      });
    const ended = account.states.at(-1);
    const isSettled =
      lot.option !== null &&
      ended?.tranches.length === 0 &&
      !lot.events.some((event, at) => event.tradeDate >= ended.day && effectOf(event, at === 0) !== "adds");
    const settled = movements.find(({ session }) => isSettled && session === ended?.day);
    const expiry: DerivedEvent[] =
      settled === undefined
        ? []
        : [{ ...head, kind: "expire", date: settled.session, ratio: null, cash: settled.trade }];
    return [...splits, ...dividends, ...expiry].sort((a, b) =>
      a.date < b.date ? -1 : Number(a.date > b.date),
    );
  });
}
