#!/usr/bin/env bash
# A run with its settings as variables. Each can also come from the environment; one left empty is
# not passed on. Arguments are added to the command and win over the variable of the same meaning.
set -euo pipefail

BENCHMARK_ID=${BENCHMARK_ID:-run-$(date -u +%Y%m%d-%H%M%S)}
INSTANCE_GROUP=${INSTANCE_GROUP:-}
TEST_CSV=${TEST_CSV:-}
CONFIGS_CSV=${CONFIGS_CSV:-}
FIO_JOB_FILE=${FIO_JOB_FILE:-}
BUCKET=${BUCKET:-}
ARTIFACTS_BUCKET=${ARTIFACTS_BUCKET:-}
ZONE=${ZONE:-}
PROJECT=${PROJECT:-}
ITERATIONS=${ITERATIONS:-6}
GCSFUSE_COMMIT=${GCSFUSE_COMMIT:-}
GCSFUSE_MOUNT_ARGS=${GCSFUSE_MOUNT_ARGS:-}

options=()
# option VALUE FLAG SYNONYM… -- ARGUMENT…: adds FLAG unless the arguments have it by any of its names.
option() {
    local value=$1 flag=$2 names=() name argument
    shift
    while [[ $1 != -- ]]; do
        names+=("$1")
        shift
    done
    shift
    [[ -n $value ]] || return 0
    for argument in "$@"; do
        for name in "${names[@]}"; do
            [[ $argument != "$name" && $argument != "$name="* ]] || return 0
        done
    done
    # Joined, so that a value that begins with a dash stays a value.
    options+=("$flag=$value")
}
option "$BENCHMARK_ID" --benchmark-id -- "$@"
option "$INSTANCE_GROUP" --instance-group --executor-vm --workers -- "$@"
option "$TEST_CSV" --test-csv -- "$@"
option "$CONFIGS_CSV" --configs-csv -- "$@"
option "$FIO_JOB_FILE" --fio-job-file -- "$@"
option "$BUCKET" --bucket --test-data-bucket --test-data -- "$@"
option "$ARTIFACTS_BUCKET" --artifacts-bucket --artifacts -- "$@"
option "$ZONE" --zone -- "$@"
option "$PROJECT" --project -- "$@"
option "$ITERATIONS" --iterations -- "$@"
if [[ -z $CONFIGS_CSV ]]; then
    option "$GCSFUSE_COMMIT" --gcsfuse-commit --configs-csv -- "$@"
    option "$GCSFUSE_MOUNT_ARGS" --gcsfuse-mount-args --configs-csv -- "$@"
fi

exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/bench" run "${options[@]}" "$@"
