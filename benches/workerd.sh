#!/bin/sh
# Notes which process workerd is and when it started, then becomes it.
echo "$$ $(date +%s%3N)" > "$STARTED"
exec "${0%/*}/../xtask/src/workerd.sh" "$@"
