import { type CalendarId, calendarOf } from "../../../src/market/calendar/calendar.ts";
import { calendarOfSymbol, parseSymbol } from "../../../src/market/symbol.ts";
import { epochDayOf, type IsoDate, toEpochDay, weekdayOf, yearOf } from "../../../src/platform/iso-date.ts";
import type { InstrumentType } from "./instrument.ts";

/** What a symbol's form tells of an instrument, and within which bounds its prices are made. */
export interface Terms {
  readonly type: InstrumentType;
  readonly currency: string;
  readonly calendar: CalendarId;
  readonly zone: string;
  readonly exchange: string;
  readonly decimals: number;
  /** The first price lies between these. */
  readonly prices: readonly [number, number];
  /** Typical move of a day, as a fraction. */
  readonly volatility: number;
  readonly hasVolume: boolean;
}

const ETFS = new Set(
  "SPY IWM QQQ DIA VTV VUG VTI VOO MTUM QUAL USMV TLT IEF GLD SLV XLK XLF XLE XLV XLY XLP XLI XLU XLB XLRE XLC".split(
    " ",
  ),
);
const MUTUAL_FUND = /^[A-Z]{4}X$/;
const COIN = /^[A-Z0-9]{2,10}-(USDT|USDC|USD|EUR|GBP|JPY|BTC|ETH)$/;

/** Exchange, currency and zone by the symbol's ending. */
const ABROAD: Readonly<Record<string, readonly [exchange: string, currency: string, zone: string]>> = {
  L: ["LSE", "GBp", "Europe/London"],
  TO: ["TOR", "CAD", "America/Toronto"],
  DE: ["GER", "EUR", "Europe/Berlin"],
  PA: ["PAR", "EUR", "Europe/Paris"],
  AS: ["AMS", "EUR", "Europe/Amsterdam"],
  T: ["JPX", "JPY", "Asia/Tokyo"],
  HK: ["HKG", "HKD", "Asia/Hong_Kong"],
};

function typeOf(symbol: string): InstrumentType {
  if (symbol.startsWith("^")) return "INDEX";
  if (symbol.endsWith("=X")) return "CURRENCY";
  if (symbol.endsWith("=F")) return "FUTURE";
  if (COIN.test(symbol)) return "CRYPTOCURRENCY";
  if (MUTUAL_FUND.test(symbol)) return "MUTUALFUND";
  return ETFS.has(symbol) ? "ETF" : "EQUITY";
}

function placeOf(symbol: string, type: InstrumentType): Pick<Terms, "currency" | "zone" | "exchange"> {
  const york = { currency: "USD", zone: "America/New_York" };
  switch (type) {
    case "CURRENCY":
      return { currency: symbol.slice(-5, -2), zone: "Europe/London", exchange: "CCY" };
    case "CRYPTOCURRENCY":
      return { currency: COIN.exec(symbol)?.[1] ?? "USD", zone: "UTC", exchange: "CCC" };
    case "FUTURE":
      return { ...york, exchange: "CMX" };
    case "INDEX":
      return { ...york, exchange: "CGI" };
    case "MUTUALFUND":
      return { ...york, exchange: "NAS" };
    case "ETF":
      return { ...york, exchange: "PCX" };
    case "EQUITY": {
      const [exchange, currency, zone] = ABROAD[/\.([A-Z]+)$/.exec(symbol)?.[1] ?? ""] ?? [];
      if (exchange === undefined || currency === undefined || zone === undefined) {
        return { ...york, exchange: symbol.length > 3 ? "NMS" : "NYQ" };
      }
      return { exchange, currency, zone };
    }
  }
}

/**
 * The terms of a symbol by its form: EURUSD=X, GC=F, ^TYX, BTC-USD, five letters ending in X, VOD.L; else a US equity, or
 * an ETF where the name is a known one. `type` overrides what the form tells.
 */
export function termsOf(symbol: string, type: InstrumentType = typeOf(symbol)): Terms {
  const place = placeOf(symbol, type);
  const isRate = type === "CURRENCY";
  const isCoin = type === "CRYPTOCURRENCY";
  return {
    type,
    ...place,
    calendar: calendarOfSymbol(parseSymbol(symbol)),
    decimals: isRate ? 4 : 2,
    prices: isRate ? (place.currency === "JPY" ? [100, 160] : [0.6, 1.6]) : isCoin ? [50, 50_000] : [20, 400],
    volatility: isRate ? 0.005 : isCoin ? 0.03 : type === "EQUITY" ? 0.018 : 0.01,
    hasVolume: type !== "CURRENCY" && type !== "INDEX" && type !== "MUTUALFUND",
  };
}

function isClosedAbroad(date: IsoDate): boolean {
  const weekday = weekdayOf(toEpochDay(date));
  return weekday === 0 || weekday === 6 || date.endsWith("-01-01");
}

/** The days on which an instrument of these terms trades; no market but crypto's does on 25 December. */
export function tradingDays(calendar: CalendarId, from: IsoDate, to: IsoDate): IsoDate[] {
  const days = calendarOf(calendar).sessionsBetween(from, to);
  if (calendar === "XNYS" || calendar === "everyday") return days;
  return days.filter(
    (date) =>
      toEpochDay(date) !== epochDayOf(yearOf(date), 12, 25) &&
      !(calendar === "foreign" && isClosedAbroad(date)),
  );
}
