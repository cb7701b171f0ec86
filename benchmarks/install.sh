#!/usr/bin/env bash
# Install the sdist and the wheel of this checkout with pip, pipx and uv on several versions of Python, as a stranger would, and
# run what was installed. Packages come from the index that pip is configured for. Nothing outside a temporary folder is changed.
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

# The program starts, installs its deck, asks a question, and has its man page where the tool puts one.
works() {
  local run=(env -i PATH="$home/bin:/usr/bin:/bin" HOME="$home" LANG=C.UTF-8 quizapp)
  "${run[@]}" --version && "${run[@]}" status && "${run[@]}" deck list | grep concurrency &&
    "${run[@]}" quiz --jsonl --limit 1 <<<'{"type": "rate", "rating": "good"}' | grep graded &&
    find "$home" -name quizapp.1 | grep quizapp
}

failed=0
for python in "${pythons[@]}"; do
  version=$("$python" -c 'import platform; print(platform.python_version())')
  for tool in pip pipx uv; do
    for package in "${packages[@]}"; do
      home="$scratch/home"
      rm -rf "$home"
      mkdir -p "$home"
      if { install_with "$tool" "$(command -v "$python")" "$package" && works; } >"$scratch/log.txt" 2>&1; then
        echo "CPython $version, $tool, ${package##*/}: works"
      else
        echo "CPython $version, $tool, ${package##*/}: FAILED"
        tail -n 20 "$scratch/log.txt"
        failed=1
      fi
    done
  done
done
exit $failed
