# Sourced by the other scripts: from a clone with git and Python 3.11 to the environment of the lock file.
# Safe to repeat; when nothing has changed it costs a few milliseconds.

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
VENV=$ROOT/.venv
unset PYTHONDONTWRITEBYTECODE # every process starts three times as fast from compiled files

say() { printf 'sundial: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# find_python: set PYTHON to the first Python that is new enough: SUNDIAL_PYTHON, then the machine's own if it can make an
# environment (it is compiled by profile, as a pyenv's is not, and takes a tenth less time), then those on the path
find_python() {
    own=/usr/bin/python3
    "$own" -c 'import ensurepip, venv' 2>/dev/null || own=
    for PYTHON in ${SUNDIAL_PYTHON:-} $own python3.11 python3.12 python3.13 python3 /usr/bin/python3; do
        if "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return; fi
    done
    fail "Python 3.11 or newer was not found: install it, or name it: SUNDIAL_PYTHON=/path/to/python3 $0"
}

# make_venv: an environment of Python's own kind, with the pinned uv beside it
make_venv() {
    [ -w "$ROOT" ] || fail "$ROOT cannot be written by $(id -un): run as its owner, or clone it anew as yourself."
    if ! "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        find_python
        "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
            fail "Python's venv is missing: apt-get install python3-venv (Debian, Ubuntu), then run this again."
        rm -rf "$VENV"
        "$PYTHON" -m venv "$VENV" || fail "the environment could not be made in $VENV (see above)."
    fi
    if ! cmp -s "$ROOT/bin/uv.txt" "$VENV/uv/pinned"; then
        rm -rf "$VENV/uv"
        "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || "$VENV/bin/python" -m ensurepip >/dev/null
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: \
            --require-hashes --target "$VENV/uv" -r "$ROOT/bin/uv.txt" ||
            fail "uv could not be installed: see above, and see that the package index can be reached."
        cp "$ROOT/bin/uv.txt" "$VENV/uv/pinned"
    fi
}

# wanted: what the environment must have been made from
wanted() {
    echo "$ROOT $1"
    cat "$ROOT/uv.lock" "$ROOT/pyproject.toml"
}

# make_environment run|test: everything that is needed to run the desk, or to test it as well (once testing, always)
make_environment() {
    if [ -e "$VENV/made-for-test" ]; then set -- test; fi
    if wanted "$1" | cmp -s - "$VENV/made-for-$1"; then return; fi
    say "setting up in $VENV"
    make_venv
    [ "$1" = test ] && groups="--group dev" || groups="--no-dev"
    if [ ! -w "${UV_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}}}" ]; then UV_CACHE_DIR=$VENV/cache; export UV_CACHE_DIR; fi
    (
        cd "$ROOT" && unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT
        # the system's certificates: a company's own authority is among them
        UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never "$VENV/uv/bin/uv" sync --frozen --quiet $groups --python "$VENV/bin/python"
    ) || fail "the packages could not be installed: see above (disk full? no network?), then run this again."
    rm -f "$VENV"/made-for-*
    wanted "$1" > "$VENV/made-for-$1"
}
