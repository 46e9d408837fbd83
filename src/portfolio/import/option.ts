import type { IsoDate } from "../../platform/iso-date.ts";
import { OPTION_RIGHTS, type OptionRight, type OptionTerms } from "../lot.ts";
import type { Column } from "./columns.ts";
import { readDay } from "./dates.ts";
import { readDecimal } from "./decimal.ts";
import {
  hasOccShape,
  isOccExpiration,
  isOn,
  type OccContract,
  occRootOf,
  occSymbol,
  STRIKE_LIMITS,
  tryOccSymbol,
} from "./occ-symbol.ts";
import type { PositionFaultCode } from "./position-fault.ts";
import type { Row } from "./row.ts";
import { faultMissingSymbol, faultSymbol, listedSymbol } from "./symbol.ts";

/** An option's OCC symbol and terms. */
export interface Contract {
  readonly symbol: string;
  readonly option: OptionTerms;
}

/** Where a term of an option stands, and the fault of one that is missing or invalid. */
interface TermPlace {
  readonly column: Column;
  readonly code: PositionFaultCode;
  readonly example: string;
}

interface Term<T> extends TermPlace {
  /** Reads the cell, which is not empty; null after a fault. */
  readonly read: (row: Row) => T | null;
  readonly agrees: (value: T, contract: OccContract) => boolean;
}

const UNDERLYING: Term<string> = {
  column: "Underlying Symbol",
  code: "ERR_POS_019",
  example: "AAPL",
  read: (row) => {
    const underlying = listedSymbol(row.text("Underlying Symbol"));
    if (underlying !== null && occRootOf(underlying) !== null) return underlying;
    return invalid(row, UNDERLYING, "is not a symbol that options are listed on");
  },
  agrees: (underlying, contract) => isOn(contract, underlying),
};

const STRIKE: Term<number> = {
  column: "Strike Price",
  code: "ERR_POS_020",
  example: "200.50",
  read: (row) => {
    const strike = readDecimal(row.text("Strike Price"), STRIKE_LIMITS);
    if (typeof strike === "number" && strike > 0) return strike;
    const { decimals, largest } = STRIKE_LIMITS;
    return invalid(
      row,
      STRIKE,
      `is not a price above 0 and up to ${largest}, with at most ${decimals} decimals`,
    );
  },
  agrees: (strike, { terms }) => strike === terms.strike,
};

const EXPIRATION: Term<IsoDate> = {
  column: "Expiration Date",
  code: "ERR_POS_021",
  example: "2025-08-15",
  read: (row) => {
    const day = readDay(row, "Expiration Date");
    if (day === null || isOccExpiration(day)) return day;
    return invalid(row, EXPIRATION, "is not within 2000 to 2099, as an option's symbol has to say it");
  },
  agrees: (day, { terms }) => day === terms.expiration,
};

const RIGHT: Term<OptionRight> = {
  column: "Option Type",
  code: "ERR_POS_022",
  example: "CALL or PUT",
  read: (row) => {
    const word = row.text("Option Type").toUpperCase();
    const right = OPTION_RIGHTS.find((each) => each === word);
    return right ?? invalid(row, RIGHT, "is unknown");
  },
  agrees: (right, { terms }) => right === terms.right,
};

function invalid(row: Row, { column, code, example }: TermPlace, what: string): null {
  return row.fault(code, column, `${column} ${row.shown(column)} ${what}; write it as ${example}.`);
}

/** A term from its column, or else from the contract that the symbol names. */
function termOf<T>(row: Row, term: Term<T>, contract: OccContract | null, told: T | undefined): T | null {
  const { column, code, example } = term;
  if (row.text(column) === "") {
    if (told !== undefined) return told;
    return row.fault(code, column, `${column} is empty, but options need it; write it as ${example}.`);
  }
  const value = term.read(row);
  if (value === null || contract === null || term.agrees(value, contract)) return value;
  const message = `${column} ${row.shown(column)} contradicts Symbol ${contract.symbol}; correct one of them.`;
  return row.fault(code, column, message);
}

/** Notes a symbol that is none of the three that an option's row may have: the OCC symbol, the underlying, or nothing. */
function checkSymbol(row: Row, underlying: string | null): void {
  const text = row.text("Symbol");
  if (text === "") {
    if (row.text("Underlying Symbol") === "") faultMissingSymbol(row);
    return;
  }
  const shown = `Symbol ${row.shown("Symbol")}`;
  if (hasOccShape(text)) {
    row.fault(
      "ERR_POS_003",
      "Symbol",
      `${shown} names a root, day or strike that no contract has; correct it.`,
    );
  } else if (listedSymbol(text) === null) {
    faultSymbol(row, "OPTIONS");
  } else if (underlying !== null && listedSymbol(text) !== underlying) {
    const message = `${shown} is neither an OCC symbol such as AAPL250815P00200000 nor the underlying; leave it empty.`;
    row.fault("ERR_POS_003", "Symbol", message);
  }
}

/** Reads an option from its OCC symbol, from its columns, or from both if they agree; null after a fault. */
export function readContract(row: Row): Contract | null {
  const contract = tryOccSymbol(row.text("Symbol"));
  const told = contract?.terms;
  const underlying = termOf(row, UNDERLYING, contract, told?.underlying);
  const strike = termOf(row, STRIKE, contract, told?.strike);
  const expiration = termOf(row, EXPIRATION, contract, told?.expiration);
  const right = termOf(row, RIGHT, contract, told?.right);
  if (contract === null) checkSymbol(row, underlying);
  const subtype = row.text("Investment Subtype").toUpperCase();
  if (right !== null && OPTION_RIGHTS.some((each) => each === subtype) && subtype !== right) {
    const message = `Investment Subtype ${subtype} contradicts the option type, ${right}; correct one of them.`;
    row.fault("ERR_POS_017", "Investment Subtype", message);
  }
  if (underlying === null || strike === null || expiration === null || right === null) return null;
  const option = { underlying, strike, expiration, right };
  const root = contract?.root ?? occRootOf(underlying);
  return root === null ? null : { symbol: contract?.symbol ?? occSymbol(root, option), option };
}
