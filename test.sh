#!/usr/bin/env bash
# Installs what Affectscope needs (Debian 12 or 13), builds it and runs all tests; no display is
# needed.
#   ./test.sh [--no-install] [options of ctest…]
set -euo pipefail
# shellcheck source=installer/debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/installer/debian.sh"

if [ "${1:-}" = --no-install ]; then
  shift
else
  install_packages
fi
use_openblas
use_newer_kernels
build_release

# Tests start from empty caches and settings, and leave those of the user alone.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
export XDG_CACHE_HOME=$home/cache XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data
export XDG_RUNTIME_DIR=$home/run
export QT_QPA_PLATFORM=offscreen
ctest --test-dir "$top/build/release" --output-on-failure --no-tests=error \
  --parallel "$(job_count)" "$@"
