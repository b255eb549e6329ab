# shellcheck shell=bash
# Reads the counters of TRX files with what every machine has: awk.

# trx_counts FILE: prints "passed failed skipped". What was executed and did not pass has failed,
# whatever the runner calls it; what was found and not executed was skipped.
trx_counts() {
    [[ -s $1 ]] || return 1
    awk '
        function counter(name,    found) {
            if (!match($0, "[ \t]" name "=\"[0-9]+\"")) return -1
            found = substr($0, RSTART, RLENGTH)
            gsub(/[^0-9]/, "", found)
            return found + 0
        }
        /<Counters / {
            total = counter("total"); executed = counter("executed"); passed = counter("passed")
            if (total < 0 || executed < 0 || passed < 0) exit
            print passed, executed - passed, total - executed
            seen = 1
            exit
        }
        END { exit seen ? 0 : 1 }
    ' "$1"
}
