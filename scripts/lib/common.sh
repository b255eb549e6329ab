# shellcheck shell=bash
# What every script shares. The sourcing script sets `root`, the top of the repository.
# Messages go to standard error: standard output belongs to the program that a script runs.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

# The exit code for "this machine cannot do it", as the program itself has it.
# shellcheck disable=SC2034  # the other libraries use it
readonly exit_environment=3

say() { printf '%s\n' "$*" >&2; }

die() {
    local code=$1
    shift
    say "error: $*"
    exit "$code"
}

# quietly COMMAND…: says nothing while it goes well; on failure shows the end of its output.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" </dev/null >"$log" 2>&1 || status=$?
    if ((status != 0)); then
        say "failed with exit code $status: $*"
        tail -n "${quiet_tail:-60}" "$log" >&2
    fi
    rm -f "$log"
    return "$status"
}
