# shellcheck shell=bash
# Installs the Debian packages of the commands that are missing. Needs common.sh.
: "${root:?}" "${exit_environment:?}"

# The package that brings a command, where its name is another.
package_of() {
    case $1 in
        go) echo golang-go ;;
        node) echo nodejs ;;
        setpriv | flock) echo util-linux ;;
        timeout) echo coreutils ;;
        ip) echo iproute2 ;;
        nft) echo nftables ;;
        ceph | radosgw-admin) echo ceph-common ;;
        monmaptool) echo ceph-base ;;
        aws) echo awscli ;;
        *) echo "$1" ;;
    esac
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo -n "$@"
    fi
}

install_packages() {
    local package packages=("$@")
    command -v apt-get >/dev/null ||
        die "$exit_environment" "please install ${packages[*]}: this system has no apt-get to do it with"
    ((EUID == 0)) || sudo -n true 2>/dev/null ||
        die "$exit_environment" "please install ${packages[*]}: it takes root, or sudo without a password"

    say "installing ${packages[*]}"
    quietly as_root apt-get update ||
        say "apt-get update failed; going on with the package lists that are there"
    for package in "${packages[@]}"; do
        quietly as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends "$package" ||
            die "$exit_environment" "cannot install the Debian package '$package'"
    done
}

# need_commands NAME…: returns at once when all are there.
need_commands() {
    local name packages=()
    for name in "$@"; do
        command -v "$name" >/dev/null || packages+=("$(package_of "$name")")
    done
    ((${#packages[@]} > 0)) || return 0
    install_packages "${packages[@]}"
    hash -r
    for name in "$@"; do
        command -v "$name" >/dev/null ||
            die "$exit_environment" "the package '$(package_of "$name")' is installed but brings no command '$name'"
    done
}

# need_python_modules PACKAGE…: for Debian's own interpreter; one of another kind does not see them.
need_python_modules() {
    local name packages=()
    for name in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] ||
            packages+=("$name")
    done
    ((${#packages[@]} == 0)) || install_packages "${packages[@]}"
}

# The SDK is no Debian package: say what is wanted, and by whom.
need_dotnet() {
    local wanted found
    wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json")
    command -v dotnet >/dev/null ||
        die "$exit_environment" "the .NET SDK is missing: install version $wanted or a newer one of .NET ${wanted%%.*}, with 'dotnet' on the PATH"
    (cd "$root" && dotnet --version >/dev/null 2>&1) || {
        found=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ')
        die "$exit_environment" "the .NET SDK does not fit: global.json wants $wanted or a newer one of .NET ${wanted%.*}, found: ${found:-none}"
    }
}
