#!/usr/bin/env bash
# Install the sdist and the wheel of this checkout with pip, pipx and uv on several versions of Python, as a stranger would, and
# run what was installed; check that the sdist is complete, and follow the README's Start from it. Packages come from the index that pip is configured for. Nothing outside a temporary folder is changed.
#
#   benchmarks/install.sh [PYTHON...]      left out: python3.11 to python3.14, those that this machine has
#
# Exit code: 0 every installation works, 1 one does not.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

pythons=("$@")
if [ ${#pythons[@]} = 0 ]; then
  for version in 3.11 3.12 3.13 3.14; do
    if "python$version" -c '' 2>/dev/null; then pythons+=("python$version"); else echo "python$version: not on this machine"; fi
  done
fi
[ ${#pythons[@]} -gt 0 ] || { echo "no Python to install on"; exit 1; }

echo "+ build"
"${pythons[0]}" -m venv "$scratch/tools"
"$scratch/tools/bin/pip" install -q --disable-pip-version-check build pipx uv
"$scratch/tools/bin/python" -m build --outdir "$scratch/dist" . >"$scratch/build.txt" 2>&1 || { cat "$scratch/build.txt"; exit 1; }
packages=("$scratch"/dist/*.tar.gz "$scratch"/dist/*.whl)

# Install a package with a tool into the folder $home, such that $home/bin/quizapp is the program.
install_with() {
  local tool=$1 python=$2 package=$3
  case $tool in
    pip) "$python" -m venv "$home" && "$home/bin/pip" install -q --disable-pip-version-check "$package" ;;
    pipx) PIPX_HOME="$home/pipx" PIPX_BIN_DIR="$home/bin" PIPX_MAN_DIR="$home/share/man" \
      "$scratch/tools/bin/pipx" install --python "$python" "$package" ;;
    uv) UV_TOOL_DIR="$home/uv" UV_TOOL_BIN_DIR="$home/bin" UV_CACHE_DIR="$scratch/uv-cache" UV_PYTHON_DOWNLOADS=never \
      "$scratch/tools/bin/uv" tool install --python "$python" --index-strategy unsafe-best-match "$package" ;;
  esac
}

# The program starts, installs its deck, asks a question, and has its man page and completions where the tool puts them.
works() {
  local run=(env -i PATH="$home/bin:/usr/bin:/bin" HOME="$home" LANG=C.UTF-8 quizapp)
  "${run[@]}" --version && "${run[@]}" status && "${run[@]}" deck list | grep concurrency &&
    "${run[@]}" quiz --jsonl --limit 1 <<<'{"type": "rate", "rating": "good"}' | grep graded &&
    find -L "$home" -name quizapp.1 | grep quizapp &&
    find -L "$home" -path '*/zsh/site-functions/_quizapp' | grep quizapp &&
    find -L "$home" -path '*/fish/vendor_completions.d/quizapp.fish' | grep quizapp &&
    bash -c 'source "$1" && complete -p quizapp' bash \
      "$(find -L "$home" -path '*/bash-completion/completions/quizapp' -print -quit)"
}

# The sdist holds every file of the repository: the documentation names many of them.
holds_all() {
  local missing
  missing=$(comm -23 <(sort "$scratch/tracked.txt") <(cd "$1" && find . -type f | sed 's#^\./##' | sort))
  echo "$missing"
  [ -z "$missing" ]
}

# The README's Start, in the folder of the sdist: after it `quizapp` is on the PATH, and a shell completes it.
starts() {
  local command folder=$1
  local shell=(env -i PATH="$home/.local/bin:$scratch/tools/bin:/usr/bin:/bin" HOME="$home" LANG=C.UTF-8 UV_PYTHON="$2"
    UV_CACHE_DIR="$scratch/uv-cache" UV_PYTHON_DOWNLOADS=never UV_INDEX_STRATEGY=unsafe-best-match
    ${SSL_CERT_FILE:+SSL_CERT_FILE="$SSL_CERT_FILE"} bash -euc)
  command=$(grep -m1 '^uv tool install' "$folder/README.md")
  (cd "$folder" && "${shell[@]}" "$command" && cd / && "${shell[@]}" 'quizapp --version; quizapp status' &&
    "${shell[@]}" 'quizapp --install-completion; grep -r quizapp "$HOME/.bashrc"')
}

failed=0
report() {  # WHAT COMMAND...
  local what=$1
  shift
  if "$@" >"$scratch/log.txt" 2>&1; then
    echo "$what: works"
  else
    echo "$what: FAILED"
    tail -n 20 "$scratch/log.txt"
    failed=1
  fi
}
installs() { install_with "$1" "$2" "$3" && works; }

tar -C "$scratch" -xf "$scratch"/dist/*.tar.gz
unpacked=$(echo "$scratch"/quizapp-*)
if git ls-files >"$scratch/tracked.txt" 2>/dev/null; then report "the files of the sdist" holds_all "$unpacked"; fi
for python in "${pythons[@]}"; do
  version=$("$python" -c 'import platform; print(platform.python_version())')
  for tool in pip pipx uv; do
    for package in "${packages[@]}"; do
      home="$scratch/home"
      rm -rf "$home"
      mkdir -p "$home"
      report "CPython $version, $tool, ${package##*/}" installs "$tool" "$(command -v "$python")" "$package"
    done
  done
  rm -rf "$scratch/home"
  home="$scratch/home"
  mkdir -p "$home"
  report "CPython $version, the README's Start" starts "$unpacked" "$(command -v "$python")"
done
exit $failed
