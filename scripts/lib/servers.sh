# shellcheck shell=bash
# Real servers that tests talk to: started before the tests, ended after them by process id.
# Needs common.sh, packages.sh and rgw.sh.

server_pids=()

# start_server LOG COMMAND…: for use in start_test_servers.
start_server() {
    local log=$1
    shift
    "$@" </dev/null >"$log" 2>&1 &
    server_pids+=("$!")
}

# Test projects that talk to an S3 server, or mount its buckets.
readonly s3_projects=(Bench.Storage.Tests Bench.Hub.Tests Bench.Mounts.Tests Bench.EndToEnd.Tests
    Bench.Benchmarks)
rgw_dir=

need_s3() {
    local name
    for name in "$@"; do
        [[ " ${s3_projects[*]} " != *" $name "* ]] || return 0
    done
    return 1
}

# start_test_servers DIR PROJECT…: starts what these test projects need, with its files below DIR,
# and exports where it is.
start_test_servers() {
    local dir=$1
    shift
    if need_s3 "$@"; then
        need_commands ceph-mon ceph-osd radosgw ceph radosgw-admin monmaptool curl jq timeout \
            s3fs rclone
        rgw_dir=$dir/rgw
        start_rgw "$rgw_dir"
        export_rgw "$rgw_dir"
    fi
}

stop_test_servers() {
    local pid
    if [[ -n $rgw_dir ]]; then stop_rgw "$rgw_dir"; fi
    rgw_dir=
    for pid in ${server_pids[@]+"${server_pids[@]}"}; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in ${server_pids[@]+"${server_pids[@]}"}; do
        wait "$pid" 2>/dev/null || true
    done
    server_pids=()
}
