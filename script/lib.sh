# Sourced by the scripts beside it: finds a Python, sees to .venv, and becomes a Python module.
# POSIX sh only, for this is all that a bare machine has.

set -eu

stop() {
    printf '%s\n' "$1" >&2
    exit 1
}

# Python 2 must be able to read this, to be told that it is too old.
question='import sys
version = "%d.%d" % sys.version_info[:2]
try:
    import ensurepip, venv
    found = "good"
except ImportError:
    found = "bare"
print((found if sys.version_info >= (3, 11) else "old") + " " + version)'

# A name on the PATH proves nothing (a pyenv shim may refuse to run), so each one is asked.
find_python() {
    old='' bare=''
    for name in "$@"; do
        answer=$("$name" -c "$question" 2>/dev/null) || continue
        case $answer in
            good*) python=$name; return ;;
            bare*) bare=${bare:-${answer#bare }} ;;
            old*) old=${old:-${answer#old }} ;;
        esac
    done
    [ -z "$bare" ] || stop "Python $bare has no ensurepip: apt-get install python$bare-venv"
    [ -z "$old" ] || stop "Intermezzo needs Python 3.11 or newer; found only $old."
    stop "Intermezzo needs Python 3.11 or newer; found none (looked for: $*)."
}

# become REQUIREMENTS MODULE [ARGUMENT...]
become() {
    requirements=$1 module=$2
    shift 2
    INTERMEZZO_CALLED_FROM=$(pwd)
    export INTERMEZZO_CALLED_FROM
    root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
    cd "$root"
    if [ -n "${PYTHON:-}" ]; then
        find_python "$PYTHON"
    else
        find_python python3.13 python3.12 python3.11 python3 python
    fi
    "$python" config/runtime/environment.py "$requirements" || exit
    exec .venv/bin/python -m "$module" "$@"
}
