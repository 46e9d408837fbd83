import { formatIsoDate, type IsoDate, tryIsoDate, yearOf } from "../../platform/iso-date.ts";
import { readExitPrice } from "./amounts.ts";
import type { CellsOf, Row } from "./row.ts";

const MOST_YEARS_AGO = 100;

/** Reads the day in a cell that is not empty; null after a fault. */
export function readDay<Column extends string>(
  row: CellsOf<Column, "ERR_POS_013">,
  column: Column,
): IsoDate | null {
  const day = tryIsoDate(row.text(column));
  if (day !== null) return day;
  const message = `${column} ${row.shown(column)} is not an existing day; write it as YYYY-MM-DD.`;
  return row.fault("ERR_POS_013", column, message);
}

function pastDay<Column extends string>(
  row: CellsOf<Column, "ERR_POS_013" | "ERR_POS_014">,
  column: Column,
  today: IsoDate,
): IsoDate | null {
  const day = readDay(row, column);
  if (day === null || day <= today) return day;
  return row.fault("ERR_POS_014", column, `${column} ${day} lies after today, ${today}; correct it.`);
}

/** The same day as another, years before; of the 29th of February perhaps one that does not exist, which still compares. */
function yearsBefore(day: IsoDate, years: number): IsoDate {
  return formatIsoDate(yearOf(day) - years, Number(day.slice(5, 7)), Number(day.slice(8)));
}

/** Reads the day on which something happened, from 100 years before today to today; null after a fault. */
export function readBookedDay<Column extends string>(
  row: CellsOf<Column, "ERR_POS_012" | "ERR_POS_013" | "ERR_POS_014" | "ERR_POS_015">,
  column: Column,
  today: IsoDate,
): IsoDate | null {
  if (row.text(column) === "") {
    return row.fault("ERR_POS_012", column, `${column} is empty; write the day as YYYY-MM-DD.`);
  }
  const day = pastDay(row, column, today);
  if (day === null || day >= yearsBefore(today, MOST_YEARS_AGO)) return day;
  return row.fault("ERR_POS_015", column, `${column} ${day} lies more than 100 years back; correct it.`);
}

/** Reads the day on which a lot was opened, from 100 years before today to today; null after a fault. */
export function readEntryDate(row: Row, today: IsoDate): IsoDate | null {
  return readBookedDay(row, "Entry Date", today);
}

/** How a lot was closed: the day and the price, USD a share. */
export interface Exit {
  readonly date: IsoDate;
  readonly price: number;
}

/**
 * Reads how a lot was closed; null if it is open, or after a fault.
 * @param entry Null if it could not be read.
 */
export function readExit(row: Row, entry: IsoDate | null, today: IsoDate): Exit | null {
  const column = "Exit Date";
  const hasDate = row.text(column) !== "";
  if (!hasDate && row.text("Exit Price Per Share") === "") return null;
  const price = readExitPrice(row);
  if (!hasDate) {
    return row.fault(
      "ERR_POS_013",
      column,
      "Exit Date is empty although there is an exit price; write the day.",
    );
  }
  const date = pastDay(row, column, today);
  if (date !== null && entry !== null && date < entry) {
    return row.fault(
      "ERR_POS_018",
      column,
      `Exit Date ${date} lies before Entry Date ${entry}; correct one.`,
    );
  }
  return date === null || price === null ? null : { date, price };
}
