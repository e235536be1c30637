#!/usr/bin/env bash
# Installs what Affectscope needs (Debian 12 or 13), builds it and opens it: on the files
# and folders named, else on the sample posts. Without a display the same analysis is printed.
#   ./run.sh [--no-install] [files…]
set -euo pipefail
# shellcheck source=installer/debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/installer/debian.sh"

install=yes
case ${1:-} in
--no-install)
  install=no
  shift
  ;;
-h | --help)
  sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  exit 0
  ;;
esac
[ $install = no ] || install_packages
use_openblas
build_release affectscope affectscope-cli

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  [ $# -gt 0 ] || set -- --samples
  exec "$top/build/release/app/gui/affectscope" "$@"
fi
echo "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)," \
  "so the analysis is printed instead of shown." >&2
[ $# -gt 0 ] || set -- "$top/resources/samples"
exec "$top/build/release/app/cli/affectscope-cli" analyze "$@"
