# shellcheck shell=bash
# What run.sh, test.sh and tools/check have in common. Sourced by bash, from any folder.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf '%s\n' "$*" >&2
  exit 2
}

# The packages of a list in this folder that are neither installed nor provided by an installed one:
# Debian 13 has merged libqt6opengl6-dev into qt6-base-dev.
missing_packages() {
  comm -23 <(sed 's/#.*//; /^ *$/d' "$top/installer/$1" | sort -u) \
    <(dpkg-query -W -f='${db:Status-Status} ${Package}, ${Provides}\n' 2>/dev/null |
      sed -n 's/^installed //p' | tr ',' '\n' | sed 's/(.*//; s/ //g; /^$/d' | sort -u)
}

# install_packages [list in this folder]
install_packages() {
  { command -v dpkg-query && command -v apt-get; } >/dev/null ||
    fail "This is not Debian: install what installer/${1:-debian-packages.txt} lists" \
      "by its local names, then use --no-install."
  local missing as_root=()
  missing=$(missing_packages "${1:-debian-packages.txt}")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      fail "These packages are missing; install them as root: ${missing//$'\n'/ }"
    as_root=(sudo)
  fi
  echo "Installing Debian packages: ${missing//$'\n'/ }"
  "${as_root[@]}" apt-get update -qq ||
    echo "The package lists could not be renewed; going on with those at hand." >&2
  # shellcheck disable=SC2086 # one word a package
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 $missing >/dev/null ||
    fail "The packages could not be installed; what apt-get said stands above."
}

# LibTorch takes its matrix products from whichever BLAS Debian's alternatives name. Where that is
# not OpenBLAS, OpenBLAS is put first for this run only: the choice for the whole system stays its
# owner's.
use_openblas() {
  local folder blas
  folder=/usr/lib/$(g++ -print-multiarch)
  blas=$(readlink -f "$folder/libblas.so.3") || blas=none
  case $blas in *openblas* | *mkl*) return 0 ;; esac
  for open in "$folder"/openblas-*/libblas.so.3; do
    [ -e "$open" ] || continue
    export LD_LIBRARY_PATH=${open%/*}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    echo "The BLAS of this system is ${blas##*/lib/}, which is slow; using OpenBLAS for this run." \
      "For good: update-alternatives --set libblas.so.3-${folder##*/} $open" >&2
    return 0
  done
  echo "OpenBLAS is missing (package libopenblas0-pthread): readings will take very long." >&2
}

# OpenBLAS does not know processors that are newer than itself and then computes as for a Prescott
# of 2004, a fourth as fast. The installed programs see to this themselves (core/base/cpu.cpp); this
# is for the tests.
use_newer_kernels() {
  [ -z "${OPENBLAS_CORETYPE:-}" ] || return 0
  local library
  library=/usr/lib/$(g++ -print-multiarch)/libopenblas.so.0
  [ -e "$library" ] || return 0
  case $(OPENBLAS_VERBOSE=2 LD_PRELOAD=$library /bin/true 2>&1) in
  *Prescott* | *Core2* | *Generic*) ;;
  *) return 0 ;;
  esac
  if grep -qw avx512vl /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=SkylakeX
  elif grep -qw avx2 /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=Haswell
  fi
}

# Compilers at a time: two at most (AFFECTSCOPE_JOBS says otherwise), no more than processors, and
# 2 GiB of memory each, which is what a file that includes LibTorch takes.
job_count() {
  local jobs memory limit
  jobs=${AFFECTSCOPE_JOBS:-2}
  memory=$(awk '/^MemAvailable:/ { print int($2 / 2097152) }' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
  case $limit in
  *[!0-9]* | '') ;;
  *) [ $((limit >> 31)) -ge "$memory" ] || memory=$((limit >> 31)) ;;
  esac
  [ "$jobs" -le "$(nproc)" ] || jobs=$(nproc)
  [ "$jobs" -le "$memory" ] || jobs=$memory
  [ "$jobs" -ge 1 ] || jobs=1
  echo "$jobs"
}

# Configures and builds the release preset; arguments: targets, or none for all of them.
build_release() {
  (cd "$top" &&
    cmake --preset release ${AFFECTSCOPE_WERROR:+"-DAFFECTSCOPE_WERROR=$AFFECTSCOPE_WERROR"} &&
    cmake --build --preset release --parallel "$(job_count)" ${1:+--target "$@"}) ||
    fail "The build failed; what the compiler said stands above."
}

# Idle OpenMP threads sleep: spinning ones take the few cores from the threads that work.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
