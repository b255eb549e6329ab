#!/bin/sh
# Takes the arguments of gcsfuse and mounts a folder below $BUCKETS in place of a bucket. With WRITES=cached files can
# be written in any order, but are stored only some time after they are closed.
if [ "$1" = --version ]; then
    echo "gcsfuse version 3.11.2 (Go version go1.24.0)"
    exit 0
fi
only='' log='' temp='' foreground=no
said="$*"
while [ $# -gt 2 ]; do
    case $1 in
    --foreground) foreground=yes ;;
    --only-dir=*) only=${1#*=} ;;
    --log-file=*) log=${1#*=} ;;
    --temp-dir=*) temp=${1#*=} ;;
    esac
    shift
done
echo "gcsfuse $said" >"$log"
if [ "$foreground" = no ] || [ ! -d "$BUCKETS/$1" ]; then
    echo "Error: bucket $1 does not exist" >&2
    exit 1
fi
[ "$WRITES" = cached ] && cache=writes || cache=off
exec rclone mount --config=/dev/null "--vfs-cache-mode=$cache" --vfs-write-back=0s "--cache-dir=$temp" "--log-file=$log" -- ":local:$BUCKETS/$1/$only" "$2"
