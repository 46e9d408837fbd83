#!/bin/sh
# Writes spy-sessions.txt: every day on which SPY has a close. Usage: make-spy-sessions.sh closes.csv.gz > spy-sessions.txt
echo "# SPY's sessions, one month a line. Origin: the data set closes.csv.gz (symbol,date,close), sha256 $(sha256sum "$1" | cut -c1-16)..., by make-spy-sessions.sh"
zcat "$1" | awk -F, '$1=="SPY"{print $2}' | LC_ALL=C sort -u |
  awk '{m=substr($0,1,7); if (m!=p) {if (p) print ""; printf "%s", m; p=m} printf " %s", substr($0,9,2)} END {print ""}'
