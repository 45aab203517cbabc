# shellcheck shell=bash
# Bookkeeping for tests/run.sh (sourced): runs steps one after the other, each
# within its limit, and counts what passed and what failed. A failed step does
# not keep the later ones from running.

passed=0
failed=0
failures=()
logs=target/test-logs

# step SECONDS TITLE COMMAND... : the command may be a function.
step() {
    local limit=$1 title=$2 started=$SECONDS code=0 log
    shift 2
    log=$logs/$(tr -cs '[:alnum:]' - <<< "$title").log
    mkdir -p "$logs"
    printf '\n=== %s\n' "$title"
    bounded "$limit" "$@" < /dev/null 2>&1 | tee "$log" || code=${PIPESTATUS[0]}
    count "$title" "$code" "$log"
    printf '=== %s: %s after %d s\n' "$title" "$(outcome "$code")" $((SECONDS - started))
}

bounded() {
    local limit=$1
    shift
    if declare -F "$1" > /dev/null; then
        # shellcheck disable=SC2163
        export -f "$1"
        set -- bash -euo pipefail -c '"$@"' step "$@"
    fi
    timeout --kill-after=10 "$limit" "$@"
}

# A step that ran test programs counts as their tests, any other as one.
count() {
    local title=$1 code=$2 log=$3 ran good bad
    read -r ran good bad < <(awk '/^test result: /{ran++; good += $4; bad += $6} END {print ran+0, good+0, bad+0}' "$log")
    if ((code == 0 && ran == 0)); then
        good=1
    elif ((code != 0 && bad == 0 || code == 0 && good == 0)); then
        bad=1
    fi
    ((passed += good, failed += bad)) || true
    if ((bad > 0)); then failures+=("$title"); fi
}

outcome() {
    case $1 in
        0) echo ok ;;
        124 | 137) echo 'not finished in time' ;;
        *) echo "failed (exit code $1)" ;;
    esac
}

# The last line is read by machines.
summary() {
    printf '\n'
    if ((failed > 0)); then printf 'FAILED: %s\n' "${failures[@]}"; fi
    printf '%d s in all\n' "$SECONDS"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
}
