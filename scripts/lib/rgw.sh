# shellcheck shell=bash
# A throwaway S3 server: Ceph's RGW with one monitor and one store in memory, on loopback only.
# Everything it writes is below one folder. Needs common.sh.
: "${exit_environment:?}"

# Bytes that the memory store admits; it takes them only as they are written.
rgw_store_bytes=$((16 << 30))

# Ports of one server: S3, the monitor's two, and from ten on those of the store.
readonly rgw_ports=50

# is_listening_in FIRST COUNT: whether anything listens on one of these TCP ports.
is_listening_in() {
    awk -v first="$1" -v count="$2" '
        function value(hex,    i, n) {
            n = 0
            for (i = 1; i <= length(hex); i++)
                n = n * 16 + index("0123456789ABCDEF", toupper(substr(hex, i, 1))) - 1
            return n
        }
        $4 == "0A" {
            split($2, address, ":")
            port = value(address[length(address) > 2 ? length(address) : 2])
            if (port >= first && port < first + count) found = 1
        }
        END { exit found ? 0 : 1 }
    ' /proc/net/tcp
}

# free_rgw_port TRY: prints the first of a row of free ports; where the search begins depends on TRY.
free_rgw_port() {
    local slots=220 i port
    for ((i = 0; i < slots; i++)); do
        port=$((21000 + rgw_ports * (($$ + $1 * 17 + i) % slots)))
        if ! is_listening_in "$port" "$rgw_ports"; then
            echo "$port"
            return
        fi
    done
    return 1
}

write_rgw_conf() {
    local dir=$1 port=$2
    cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $(</proc/sys/kernel/random/uuid)
mon host = [v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind port min = $((port + 10))
ms bind port max = $((port + rgw_ports - 1))
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
run dir = $dir/run
pid file =
admin socket =
log file = $dir/log/\$name.log
log to stderr = false
err to stderr = false
mon cluster log to file = false
debug ms = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
paxos propose interval = 0.01
paxos min wait = 0.01
osd heartbeat grace = 120
mon osd report timeout = 3600
mon data avail warn = 1
mon data avail crit = 1
[mon]
mon data = $dir/mon
mon initial members = a
[osd]
osd data = $dir/osd
osd class load list = *
osd class default list = *
osd objectstore = memstore
memstore device bytes = $rgw_store_bytes
[client.rgw]
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw run sync thread = false
rgw enable usage log = false
rgw enable quota threads = false
rgw dynamic resharding = false
rgw gc processor period = 10
rgw gc obj min wait = 5
CONF
}

# rgw_daemon DIR NAME COMMAND…: in the foreground, so that its process id is ours to know.
rgw_daemon() {
    local dir=$1 name=$2
    shift 2
    "$@" -c "$dir/ceph.conf" -f </dev/null >"$dir/log/$name.out" 2>&1 &
    echo "$!" >"$dir/run/$name.pid"
}

rgw_answers() { curl -s -o /dev/null --noproxy '*' --max-time 2 "http://127.0.0.1:$1/"; }

# rgw_await WHAT COMMAND…: tries for at most half a minute.
rgw_await() {
    local what=$1 try
    shift
    for ((try = 0; try < 300; try++)); do
        ! "$@" || return 0
        sleep 0.1
    done
    say "$what did not come up within 30 s"
    return 1
}

rgw_store_is_up() { timeout 20 ceph -c "$1/ceph.conf" osd stat 2>/dev/null | grep -q ' 1 up'; }

rgw_make_store() {
    local dir=$1 port=$2 id
    id=$(</proc/sys/kernel/random/uuid)
    monmaptool --create --clobber --fsid "$(sed -n 's/^fsid = //p' "$dir/ceph.conf")" \
        --addv a "[v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]" "$dir/monmap" &&
        ceph-mon -c "$dir/ceph.conf" --mkfs -i a --monmap "$dir/monmap" --keyring /dev/null &&
        rgw_daemon "$dir" mon ceph-mon -i a &&
        timeout 30 ceph -c "$dir/ceph.conf" --connect-timeout 20 osd new "$id" &&
        ceph-osd -c "$dir/ceph.conf" -i 0 --mkfs --osd-uuid "$id" &&
        rgw_daemon "$dir" osd ceph-osd -i 0 &&
        rgw_await "the store of RGW" rgw_store_is_up "$dir"
}

# The keys are made by RGW itself and are in no argument list.
rgw_make_user() {
    (umask 077 && timeout 60 radosgw-admin -c "$1/ceph.conf" -n client.rgw user create \
        --uid=tests --display-name=tests >"$1/user.json" 2>>"$1/log/admin.out")
}

rgw_up_at() {
    local dir=$1 port=$2
    write_rgw_conf "$dir" "$port"
    rgw_make_store "$dir" "$port" >>"$dir/log/setup.out" 2>&1 &&
        rgw_make_user "$dir" &&
        rgw_daemon "$dir" rgw radosgw -n client.rgw &&
        rgw_await RGW rgw_answers "$port" &&
        echo "$port" >"$dir/port"
}

# start_rgw DIR: brings a server up in a folder that is not there yet.
start_rgw() {
    local dir=$1 try port
    for try in 1 2 3; do
        rm -rf "$dir"
        mkdir -p "$dir"/{run,log,mon,osd,rgw}
        port=$(free_rgw_port "$try") || die "$exit_environment" "no $rgw_ports free ports for RGW"
        ! (unset CEPH_CONF CEPH_ARGS CEPH_KEYRING && rgw_up_at "$dir" "$port") || return 0
        tail -n 5 "$dir"/log/*.out >&2 || true
        stop_rgw "$dir"
    done
    die "$exit_environment" "RGW does not start; its logs are above"
}

# export_rgw DIR: what tests read.
export_rgw() {
    BENCH_TEST_S3_ENDPOINT=http://127.0.0.1:$(<"$1/port")
    BENCH_TEST_S3_ACCESS_KEY=$(jq -r '.keys[0].access_key' "$1/user.json")
    BENCH_TEST_S3_SECRET_KEY=$(jq -r '.keys[0].secret_key' "$1/user.json")
    BENCH_TEST_S3_CONF=$1/ceph.conf
    export BENCH_TEST_S3_ENDPOINT BENCH_TEST_S3_ACCESS_KEY BENCH_TEST_S3_SECRET_KEY BENCH_TEST_S3_CONF
}

# is_of_rgw PID DIR: a process id that was given to another program since is not ours.
is_of_rgw() {
    [[ -r /proc/$1/cmdline ]] && tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qxF "$2/ceph.conf"
}

# end_of_rgw PID DIR SIGNAL TENTHS: whether the process is gone by then.
end_of_rgw() {
    local pid=$1 dir=$2 signal=$3 tenths=$4
    for ((; tenths > 0; tenths--)); do
        is_of_rgw "$pid" "$dir" || return 0
        kill "-$signal" "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

# stop_rgw DIR: ends the server's processes by their ids. The folder stays.
stop_rgw() {
    local dir=$1 name pid
    for name in rgw osd mon; do
        [[ -s $dir/run/$name.pid ]] || continue
        pid=$(<"$dir/run/$name.pid")
        end_of_rgw "$pid" "$dir" TERM 50 || end_of_rgw "$pid" "$dir" KILL 50 ||
            say "process $pid of $dir does not end"
        rm -f "$dir/run/$name.pid"
    done
}
