#!/usr/bin/env bash
# Run the tests, prove the shipped deck, and count wrong verdicts on Python versions that this machine does not have. Needs root, Debian's
# mmdebstrap and a mirror of Debian's suite "sid". Nothing outside a temporary folder is changed, but docs/content.md by --write.
#
#   benchmarks/interpreters.sh [--tests VERSION]... [--prove [--write]] [--measure] [--free-threaded] [--keep FOLDER]
#                              [-- ARGUMENT...]
#
#   --tests VERSION   run the test suite on this version: 3.13, 3.14 or 3.15. Repeatable. The ARGUMENTs are for pytest.
#   --prove           prove every claim of the shipped deck and run its questions, on all interpreters of that system and 3.11,
#                     with benchmarks/content.py. With --keep the same command goes on, and does not repeat what it has.
#                     Without --tests and --measure the ARGUMENTs are for content.py, such as --only gil/.
#   --write           put the tables of --prove into docs/content.md.
#   --measure         count wrong verdicts: 500 runs of benchmarks/lab.py over all of them, and 3.11, beside busy programs.
#                     It ends after 15 minutes; with --keep the same command goes on. The ARGUMENTs are for lab.py.
#   --free-threaded   build Debian's source of Python 3.13 without the GIL as well, in about 5 minutes.
#   --keep FOLDER     use this folder as the root of the Debian system, and keep it: a second run starts in a second.
#
# Without --tests, --prove and --measure it runs the tests on 3.13 and 3.14, and the proofs.
# Exit code: 0 all passed, 4 a test failed or a claim was refuted, 3 the Debian system could not be made.
set -euo pipefail
cd "$(dirname "$0")/.."

NOT_MADE=3 FAILED=4
CERTIFICATES=/etc/ssl/certs/ca-certificates.crt
PACKAGES=ca-certificates VERSIONS="3.13 3.14 3.15"
BUILD_PACKAGES="build-essential dpkg-dev libbz2-dev libffi-dev liblzma-dev libsqlite3-dev libssl-dev zlib1g-dev"

versions=() prove='' write='' measure='' free_threaded='' root='' keep='' arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --tests) versions+=("$2"); shift ;;
    --prove) prove=yes ;;
    --write) prove=yes write=yes ;;
    --measure) measure=yes ;;
    --free-threaded) free_threaded=yes ;;
    --keep) root=$2 keep=yes; shift ;;
    --) shift; arguments=("$@"); break ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
  esac
  shift
done
[ -n "$prove$measure" ] || [ ${#versions[@]} -gt 0 ] || { versions=(3.13 3.14) prove=yes; }

not_made() { echo "other interpreters: $1"; exit "$NOT_MADE"; }
[ "$(id -u)" = 0 ] || not_made "this needs root, to make a Debian system in a folder"
command -v mmdebstrap >/dev/null || not_made "mmdebstrap is not installed (apt-get install mmdebstrap)"
command -v unshare >/dev/null || not_made "unshare is not installed (apt-get install util-linux)"

scratch=$(mktemp -d) running='' stop=KILL
finish() {
  [ -z "$running" ] || { kill "-$stop" "$running" && wait "$running"; } 2>/dev/null || true
  rm -rf --one-file-system "$scratch" || { sleep 2; rm -rf --one-file-system "$scratch"; }
}
trap finish EXIT
trap 'exit 143' INT TERM
root=$(realpath -m "${root:-$scratch/root}")
log=$scratch/log.txt

# The mirror that this machine itself uses.
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | sed -n 1p
}

# A system that is kept, or that proves or measures, gets every version; another one only those that are tested.
make_system() {
  local from version packages=$PACKAGES
  from=$(mirror) && [ -n "$from" ] || not_made "apt knows no mirror of Debian"
  for version in $([ -n "$prove$measure$keep" ] && echo "$VERSIONS" || echo "${versions[@]}"); do
    packages+=",python$version-venv"
  done
  mkdir -p "$root"
  timeout --kill-after=10 300 mmdebstrap --quiet --variant=apt --include="$packages" \
    --aptopt='Acquire::Check-Valid-Until "false"' sid "$root" "deb [trusted=yes] $from sid main" >"$log" 2>&1 &
  running=$! stop=TERM  # passed on to mmdebstrap, which removes its mounts
  wait "$running" || { running=''; tail -n 5 "$log" >&2; not_made "mmdebstrap could not make a Debian system"; }
  running='' stop=KILL
}

# Run a command in the Debian system. Its mounts and processes are in namespaces of their own and end with it. It runs
# in the background so that a signal to this script is acted upon at once.
inside() {
  local settings
  mapfile -t settings < <(env | grep -iE '^(https?_proxy|no_proxy|PIP_(CERT|DEFAULT_TIMEOUT|INDEX_URL)|SSL_CERT_FILE)=')
  unshare --mount --pid --fork --kill-child=KILL bash -euc '
    root=$1; shift
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    exec chroot "$root" /usr/bin/env -i "$@"
  ' bash "$root" HOME=/root LANG=C.UTF-8 TERM=xterm PATH=/opt/python/bin:/usr/local/bin:/usr/bin:/usr/sbin \
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore "${settings[@]}" bash -euo pipefail -c "$@" </dev/null &
  running=$!
  local code=0
  wait "$running" || code=$?
  running=''
  return "$code"
}

# Copy what the system needs of this machine, and the files of this repository.
copy_in() {
  [ ! -e "$CERTIFICATES" ] || install -D -m 644 -t "$root/etc/ssl/certs" "$CERTIFICATES"
  [ ! -e /etc/resolv.conf ] || cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  [ ! -e /etc/pip.conf ] || cp /etc/pip.conf "$root/etc/pip.conf"
  rm -rf "$root/quizapp"
  mkdir "$root/quizapp"
  git ls-files -z --cached --others --exclude-standard >"$scratch/files"
  tar --ignore-failed-read --null -T "$scratch/files" -c 2>"$log" | tar -x -C "$root/quizapp"
}

# Install quizapp for a version in /environments/VERSION: the packages that the tests need, then quizapp itself.
install_quizapp() {
  inside 'cd /quizapp; folder=/environments/$1
    [ -d "$folder" ] || "/usr/bin/python$1" -m venv "$folder"
    "$folder/bin/pip" install -q -r requirements.lock
    "$folder/bin/pip" install -q --no-deps -e .' bash "$1" >"$log" 2>&1 ||
    { tail -n 5 "$log" >&2; not_made "quizapp and the packages for its tests could not be installed on $1"; }
}

# The packages that the compiler needs come from sid; the source from the first suite whose files the mirror still has.
build_free_threaded() {
  [ ! -x "$root/opt/python/bin/python3.13t" ] || return 0
  inside 'apt-get -q update; apt-get -q -y --no-install-recommends install $1
    rm -rf /build; mkdir /build; cd /build
    from=$(apt-get indextargets --format "\$(REPO_URI)" | sed -n 1p)
    for suite in sid testing trixie; do
      echo "deb-src [trusted=yes] $from $suite main" >/etc/apt/sources.list.d/source.list
      if apt-get -q update && apt-get -q source python3.13; then break; fi
    done
    cd python3.13-*/
    ./configure -q --disable-gil --prefix=/opt/python --with-ensurepip=no
    make -s -j "$(nproc)"; make -s altinstall; rm -rf /build' bash "$BUILD_PACKAGES" >"$log" 2>&1 ||
    { tail -n 5 "$log" >&2; not_made "Python 3.13 without the GIL could not be built"; }
}

# Packages of Debian's bookworm, which has the oldest Python that quizapp runs on.
install_older() {
  local package=$1 program=$2
  inside '[ ! -x "/usr/bin/$2" ] || exit 0
    from=$(apt-get indextargets --format "\$(REPO_URI)" | sed -n 1p)
    echo "deb [trusted=yes] $from bookworm main" >/etc/apt/sources.list.d/older.list
    apt-get -q update; apt-get -q -y --no-install-recommends install "$1"' bash "$package" "$program" >"$log" 2>&1 ||
    { tail -n 5 "$log" >&2; not_made "$package could not be installed"; }
}

# Python 3.11, and the programs that lab.py compares quizapp with.
install_measured() {
  install_older python3.11 python3.11
  install_older hyperfine hyperfine
  inside '/environments/3.14/bin/pip install -q pyperf' bash >"$log" 2>&1 ||
    { tail -n 5 "$log" >&2; not_made "pyperf could not be installed"; }
}

[ -d "$root/usr" ] || make_system
copy_in
inside true >"$log" 2>&1 || not_made "this system permits no namespaces and mounts: $(tail -n 1 "$log")"

code=0
for version in "${versions[@]}"; do
  install_quizapp "$version"
  echo "+ tests on Python $version"
  inside 'cd /quizapp; version=$1; shift; exec "/environments/$version/bin/python" -m pytest "$@"' \
    bash "$version" "${arguments[@]}" || code=$FAILED
done

[ -z "$free_threaded" ] || build_free_threaded
if [ -n "$prove" ]; then
  install_quizapp 3.14
  install_older python3.11 python3.11
  echo "+ every claim and question on every interpreter"
  proof=()
  [ ${#versions[@]} -gt 0 ] || [ -n "$measure" ] || proof=("${arguments[@]}")
  inside 'cd /quizapp; exec /environments/3.14/bin/python benchmarks/content.py --state /environments/content.jsonl \
    --write docs/content.md "$@"' bash "${proof[@]}" || code=$FAILED
  [ -z "$write" ] || cp "$root/quizapp/docs/content.md" docs/content.md
fi

if [ -n "$measure" ]; then
  install_quizapp 3.14
  install_measured
  echo "+ wrong verdicts on every interpreter"
  inside 'cd /quizapp; exec /environments/3.14/bin/python benchmarks/lab.py --runs 500 --same 100 --peers --pythons \
    --state /environments/lab.jsonl "$@"' bash "${arguments[@]}" || code=$FAILED
fi
exit "$code"
