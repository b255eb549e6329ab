# shellcheck shell=bash
# Builds the program when its sources changed. Needs common.sh and packages.sh.
: "${root:?}" "${exit_environment:?}"

readonly bench_dll=$root/src/Bench.Cli/bin/Release/net10.0/bench.dll
readonly bench_stamp=$root/src/Bench.Cli/obj/built-from

# Every file that the build reads, with time and size: unlike the newest time alone, this also
# shows a file that was deleted, or put back with its old time.
source_state() (
    cd "$root" || exit
    inputs=(src Directory.Build.props Directory.Packages.props global.json .editorconfig)
    [[ -d protos ]] && inputs+=(protos)
    find "${inputs[@]}" \( -name bin -o -name obj -o -name node_modules \) -prune \
        -o -type f -printf '%p %T@ %s\n' | LC_ALL=C sort
)

is_built() { [[ -f $bench_dll && -f $bench_stamp && $(<"$bench_stamp") == "$1" ]]; }

# The compiler server stays for a while, idle; it makes a build three times as fast. It has to be asked
# for: where nodes are not reused it is not used by itself.
dotnet_build() {
    (cd "$root" && quietly dotnet build "$@" -c Release --nologo -v quiet \
        -warnaserror -nodeReuse:false -p:UseSharedCompilation=true)
}

# build_locked TARGET STATE: builds what STATE describes and remembers that. Holds the lock.
build_locked() {
    local target=$1 state=$2
    rm -f "$bench_stamp"
    dotnet_build "$target" || return
    printf '%s\n' "$state" >"$bench_stamp"
}

# with_build_lock COMMAND…: two scripts at a time wait for each other.
with_build_lock() {
    local lock status=0
    mkdir -p "${bench_stamp%/*}"
    exec {lock}>"$bench_stamp.lock"
    flock "$lock"
    # The lock is ours alone: a child that kept it open would hold it past our end.
    "$@" {lock}>&- || status=$?
    exec {lock}>&-
    return "$status"
}

build_unless_built() {
    local state
    state=$(source_state)
    ! is_built "$state" || return 0
    say "building bench"
    build_locked src/Bench.Cli/Bench.Cli.csproj "$state"
}

# build_once: afterwards $bench_dll is what the sources say.
build_once() {
    ! is_built "$(source_state)" || return 0
    need_commands flock node npm
    need_dotnet
    with_build_lock build_unless_built || die "$exit_environment" "bench does not build"
}

# build_everything: the solution, and with it $bench_dll.
build_everything() {
    with_build_lock build_locked Bench.sln "$(source_state)"
}
