# shellcheck shell=bash
# Runs test projects and adds up what they say. Needs common.sh and trx.sh.
: "${root:?}"

# Longest time in seconds for one project, and for one test in it.
project_limit=1800
hang_limit=600
# NUnit's word for whether a filter by category also chooses explicit tests.
explicit_mode=Strict

passed=0 failed=0 skipped=0

# run_project DIR NAME FILTER: leaves DIR/NAME.{log,trx,code,tenths}; its process id is in
# DIR/NAME.pid while it runs. `timeout` makes a process group of its own: a signal to it reaches all.
run_project() {
    local dir=$1 name=$2 filter=$3 code=0 began=$EPOCHREALTIME ended pid
    timeout --kill-after=10 "$project_limit" \
        dotnet test "$root/tests/$name/bin/Release/net10.0/$name.dll" \
        --results-directory "$dir/results-$name" \
        --logger "trx;LogFileName=$dir/$name.trx" --logger "console;verbosity=minimal" \
        --blame-hang-timeout "${hang_limit}s" --blame-hang-dump-type none \
        --filter "$filter" -- "NUnit.ExplicitMode=$explicit_mode" </dev/null >"$dir/$name.log" 2>&1 &
    pid=$!
    echo "$pid" >"$dir/$name.pid"
    wait "$pid" || code=$?
    rm -f "$dir/$name.pid"
    ended=$EPOCHREALTIME
    echo "$(((${ended/[.,]/} - ${began/[.,]/}) / 100000))" >"$dir/$name.tenths"
    echo "$code" >"$dir/$name.code"
}

# report_project DIR NAME MAY_BE_EMPTY: prints one line, and the output if something is wrong.
report_project() {
    local dir=$1 name=$2 may_be_empty=$3 counts ok=0 bad=0 not_run=0 code tenths why=''
    code=$(<"$dir/$name.code")
    tenths=$(<"$dir/$name.tenths")
    if counts=$(trx_counts "$dir/$name.trx"); then
        read -r ok bad not_run <<<"$counts"
    elif ((code != 0)) || [[ $may_be_empty != yes ]]; then
        why='left no results'
    fi
    if ((code != 0 && bad == 0)) && [[ -z $why ]]; then why="ended with exit code $code"; fi
    if ((ok + bad == 0)) && [[ -z $why ]]; then
        [[ $may_be_empty != yes ]] || return 0
        why='ran no test'
    fi
    if ((code == 124 || code == 137)); then why="was stopped after $project_limit s"; fi
    if [[ -n $why ]]; then bad=$((bad + 1)); fi

    printf '%-4s %-30s %5d passed %3d failed %3d skipped %6d.%d s%s\n' \
        "$( ((bad == 0)) && echo ok || echo FAIL)" "$name" "$ok" "$bad" "$not_run" \
        "$((tenths / 10))" "$((tenths % 10))" "${why:+  ($why)}"
    if ((bad > 0)); then sed 's/^/    /' "$dir/$name.log"; fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + not_run))
}

# run_projects DIR FILTER MAY_BE_EMPTY LANES NAME…: at most LANES at a time.
run_projects() {
    local dir=$1 filter=$2 may_be_empty=$3 lanes=$4 name running=() started
    shift 4
    while (($# > 0 || ${#running[@]} > 0)); do
        while (($# > 0 && ${#running[@]} < lanes)); do
            run_project "$dir" "$1" "$filter" &
            running+=("$1")
            shift
        done
        wait -n || true
        started=("${running[@]}")
        running=()
        for name in "${started[@]}"; do
            if [[ -f $dir/$name.code ]]; then
                report_project "$dir" "$name" "$may_be_empty"
            else
                running+=("$name")
            fi
        done
    done
}

# stop_projects DIR: ends what run_projects started and did not see end.
stop_projects() {
    local file
    for file in "$1"/*.pid; do
        [[ -f $file ]] || continue
        kill -TERM "$(<"$file")" 2>/dev/null || true
    done
    wait || true
}
