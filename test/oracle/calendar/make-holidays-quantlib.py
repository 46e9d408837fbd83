"""Writes holidays-quantlib.txt. Usage: /usr/bin/python3 make-holidays-quantlib.py > holidays-quantlib.txt

Needs Debian's package quantlib-python.
"""

import QuantLib as ql

calendar = ql.UnitedStates(ql.UnitedStates.NYSE)
print(
    "# NYSE holidays 1990-2100, one year a line. Origin: UnitedStates(NYSE) of QuantLib "
    f"{ql.__version__} (Debian quantlib-python), by make-holidays-quantlib.py"
)
for year in range(1990, 2101):
    days = []
    day = ql.Date(1, 1, year)
    while day.year() == year and day <= ql.Date(31, 12, year):
        if calendar.isHoliday(day) and not calendar.isWeekend(day.weekday()):
            days.append(day.ISO()[5:])
        day = day + 1
    print(year, *days)
