"""Writes early-closes.txt. Usage: /usr/bin/python3 make-early-closes.py > early-closes.txt

1990-2028 is a transcript of what the exchange published, no rule in it:
  A  1990-2010  NYSE, "Special Closings" (Stocks.NYSE-Closings.pdf), as transcribed day by day in the class comment of
                pandas_market_calendars/calendars/nyse.py (rsheftel/pandas_market_calendars,
                commit 01442983d0ccd11a8bb0686ba72892cd8ca4eb1e). Left out, as the comment's own errors:
                1999-12-24 "(Fri)" was the observed Christmas holiday (R timeDate and QuantLib: closed);
                "Jul 4, 2008 (Thu)" and "Jul 4, 2012 (Tue)" mean 3 July (Thursday, Tuesday).
  B  2011-2020  NYSE holiday calendars of the years, linked in the same comment (streetinsider, businesswire, ...).
  C  2021-2028  NYSE Group, "Holiday and Early Closings Calendar": press releases of 2020-12-28, 2021-12-27, 2022-12-21,
                2024-11-08 and 2025-12-23 (mondovisione.com, businesswire.com); for 24 and 26 December 2025 also
                ndtvprofit.com 2025-12-19: 13:00 and a full day.
  D  1999-12-31 NYSE board, June 1999: close at 13:00 (mondovisione.com "The New York Stock Exchange Defers Off-Hours
                Trading Until Second Half 2000", 1999-06-04; independent.co.uk "NYSE delays extended opening").
                Missing in A; exchange_calendars has it, pandas_market_calendars calls it disputed.
2029-2040 is nobody's announcement yet: P  projected with QuantLib's holidays, stated by neighbourhood instead of by
weekday: a session whose next day is the 4 July or 25 December holiday, on its own date, and the day after Thanksgiving.
"""

import QuantLib as ql

PUBLISHED = """
A 1990-12-24 14:00 | A 1991-12-24 14:00 | A 1992-11-27 14:00 | A 1992-12-24 14:00 | A 1993-11-26 13:00
A 1994-02-11 14:30 | A 1994-11-25 13:00 | A 1995-07-03 13:00 | A 1995-11-24 13:00
A 1996-01-08 14:00 | A 1996-07-05 13:00 | A 1996-11-29 13:00 | A 1996-12-24 13:00
A 1997-07-03 13:00 | A 1997-10-27 15:30 | A 1997-11-28 13:00 | A 1997-12-24 13:00 | A 1997-12-26 13:00
A 1998-11-27 13:00 | A 1998-12-24 13:00 | A 1999-11-26 13:00 | D 1999-12-31 13:00
A 2000-07-03 13:00 | A 2000-11-24 13:00 | A 2001-07-03 13:00 | A 2001-11-23 13:00 | A 2001-12-24 13:00
A 2002-07-05 13:00 | A 2002-11-29 13:00 | A 2002-12-24 13:00
A 2003-07-03 13:00 | A 2003-11-28 13:00 | A 2003-12-24 13:00 | A 2003-12-26 13:00
A 2004-11-26 13:00 | A 2005-06-01 15:56 | A 2005-11-25 13:00 | A 2006-07-03 13:00 | A 2006-11-24 13:00
A 2007-07-03 13:00 | A 2007-11-23 13:00 | A 2007-12-24 13:00 | A 2008-07-03 13:00 | A 2008-11-28 13:00
A 2008-12-24 13:00 | A 2009-11-27 13:00 | A 2009-12-24 13:00 | A 2010-11-26 13:00
B 2011-11-25 13:00 | B 2012-07-03 13:00 | B 2012-11-23 13:00 | B 2012-12-24 13:00
B 2013-07-03 13:00 | B 2013-11-29 13:00 | B 2013-12-24 13:00 | B 2014-07-03 13:00 | B 2014-11-28 13:00
B 2014-12-24 13:00 | B 2015-11-27 13:00 | B 2015-12-24 13:00 | B 2016-11-25 13:00
B 2017-07-03 13:00 | B 2017-11-24 13:00 | B 2018-07-03 13:00 | B 2018-11-23 13:00 | B 2018-12-24 13:00
B 2019-07-03 13:00 | B 2019-11-29 13:00 | B 2019-12-24 13:00 | B 2020-11-27 13:00 | B 2020-12-24 13:00
C 2021-11-26 13:00 | C 2022-11-25 13:00 | C 2023-07-03 13:00 | C 2023-11-24 13:00
C 2024-07-03 13:00 | C 2024-11-29 13:00 | C 2024-12-24 13:00
C 2025-07-03 13:00 | C 2025-11-28 13:00 | C 2025-12-24 13:00 | C 2026-11-27 13:00 | C 2026-12-24 13:00
C 2027-11-26 13:00 | C 2028-07-03 13:00 | C 2028-11-24 13:00
"""

calendar = ql.UnitedStates(ql.UnitedStates.NYSE)


def projected(year):
    for month, day in ((7, 4), (12, 25)):
        holiday = ql.Date(day, month, year)
        weekday_holiday = calendar.isHoliday(holiday) and not calendar.isWeekend(holiday.weekday())
        if weekday_holiday and calendar.isBusinessDay(holiday - 1):
            yield holiday - 1
    thanksgiving = ql.Date.nthWeekday(4, ql.Thursday, 11, year)
    yield thanksgiving + 1


print(
    "# NYSE early closes 1990-2040: source, day, close in New York. Sources A-D: what the exchange published, P: projected "
    f"with QuantLib {ql.__version__}; both explained in make-early-closes.py, which wrote this"
)
for entry in PUBLISHED.replace("\n", "|").split("|"):
    if entry.strip():
        print(entry.strip())
for year in range(2029, 2041):
    for day in sorted(projected(year)):
        print("P", day.ISO(), "13:00")
