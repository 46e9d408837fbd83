# Writes holidays-timedate.txt. Usage: Rscript make-holidays-timedate.R > holidays-timedate.txt
library(timeDate)
years <- 1990:2100
cat(sprintf("# NYSE holidays 1990-2100, one year a line. Origin: holidayNYSE() of R package timeDate %s (%s, %s), by make-holidays-timedate.R\n",
            packageVersion("timeDate"), packageDate("timeDate"), R.version.string))
for (year in years) {
  days <- sort(unique(format(as.Date(holidayNYSE(year)), "%Y-%m-%d")))
  stopifnot(all(substr(days, 1, 4) == year))
  cat(paste(c(year, substr(days, 6, 10)), collapse = " "), "\n", sep = "")
}
