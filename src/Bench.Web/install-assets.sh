#!/bin/sh
# Installs the script libraries exactly as package-lock.json names them, once, however many builds ask for it at a time.
# Those of the folder given, or of this project.
set -eu
cd "${1:-$(dirname "$0")}"
mkdir -p obj
stamp=node_modules/.installed

exec 9>obj/install-assets.lock
if command -v flock >/dev/null 2>&1; then
  flock 9
fi
if [ -e "$stamp" ] && [ ! package-lock.json -nt "$stamp" ] && [ ! package.json -nt "$stamp" ]; then
  exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "npm is not on the PATH; the build needs Node.js 20 or later with npm to install the script libraries of $PWD" >&2
  exit 1
fi
npm ci --ignore-scripts --loglevel=error
touch "$stamp"
