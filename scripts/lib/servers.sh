# shellcheck shell=bash
# Real servers that tests talk to: started before the tests, ended after them by process id.
# Needs common.sh.

server_pids=()

# start_server LOG COMMAND…: for use in start_test_servers.
start_server() {
    local log=$1
    shift
    "$@" </dev/null >"$log" 2>&1 &
    server_pids+=("$!")
}

# start_test_servers DIR: starts what tests need, its files below DIR. No test needs one yet.
start_test_servers() { :; }

stop_test_servers() {
    local pid
    for pid in ${server_pids[@]+"${server_pids[@]}"}; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in ${server_pids[@]+"${server_pids[@]}"}; do
        wait "$pid" 2>/dev/null || true
    done
    server_pids=()
}
