# shellcheck shell=bash
# Bookkeeping for tests/run.sh (sourced): which steps are chosen; runs them one
# after the other, each within its limit, and counts what passed and what
# failed. A failed step does not keep the later ones from running.

passed=0
failed=0
failures=()
# What the logs of failed steps say.
sayings=()
# Of each step that ran: its id, its seconds, how busy the processors were, the seconds of processor
# time of what ended in it, how it ended.
table=()
# Process ids of what runs beside the steps.
begun=()
# What all the steps are called, in their order, and which of them are run.
ids=()
declare -A titles=() chosen=()
export logs=target/test-logs

# step ID SECONDS TITLE COMMAND... : the command may be a function.
step() {
    local id=$1 limit=$2 title=$3 started=$SECONDS before code=0 log=$logs/$1.log spent
    shift 3
    if [[ ! -v titles[$id] ]]; then ids+=("$id"); fi
    titles[$id]=$title
    if ! chosen "$id"; then return; fi
    mkdir -p "$logs"
    before=$(processor_times)
    spent=$(seconds_spent)
    printf '\n=== %s\n' "$title"
    bounded "$limit" "$@" < /dev/null 2>&1 | tee "$log" || code=${PIPESTATUS[0]}
    count "$title" "$code" "$log"
    printf '=== %s: %s after %d s\n' "$title" "$(outcome "$code")" $((SECONDS - started))
    table+=("$(printf '%-16s %5d s %4d %% busy %5d s spent  %s' "$id" $((SECONDS - started)) "$(busy "$before")" \
        $(($(seconds_spent) - spent)) "$(outcome "$code")")")
    if ((code != 0)); then sayings+=("--- $title:" "$(saying "$log")"); fi
}

# The tests that failed or did not end, what the lab repeats of its own, and the last lines:
# enough to know where to look when the end of a long run's output is all there is.
saying() {
    awk '/^test .* has been running for over / {slow[$2] = $0}
        /^test .* \.\.\. / {delete slow[$2]}
        /^test .* \.\.\. FAILED$/ {print}
        /^FAILED: / {lines = 12}
        lines-- > 0 {print}
        END {for (name in slow) print slow[name]}' "$1"
    tail --lines=5 "$1"
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

# All processors' ticks since the start, and those of them in which one had nothing to do.
processor_times() {
    awk '/^cpu / {for (i = 2; i <= 9; i++) all += $i; print all, $5 + $6}' /proc/stat
}

# In percent of all processors, since those times.
busy() {
    awk -v before="$1" -v now="$(processor_times)" 'BEGIN {
        split(before, b); split(now, n); all = n[1] - b[1]
        print (all > 0) ? int(100 * (all - n[2] + b[2]) / all) : 0
    }'
}

# The processor time of all that this shell has started and that has ended, in whole seconds.
seconds_spent() {
    awk '{print int(($16 + $17) / 100)}' "/proc/$$/stat"
}

# begin ID SECONDS COMMAND... : starts what a later step waits for with `awaited`.
# It takes what processor time the steps between leave over.
begin() {
    local id=$1 limit=$2
    shift 2
    beside "$id" "$limit" nice -n 19 "$@"
}

# beside ID SECONDS COMMAND... : as `begin`, for what has to be as quick as the steps between.
beside() {
    local id=$1 limit=$2
    shift 2
    mkdir -p "$logs"
    rm -f "$logs/$id.code"
    # shellcheck disable=SC2016
    timeout --kill-after=10 "$limit" bash -uo pipefail -c '"${@:2}"; echo "$?" > "$1"' begun "$logs/$id.code" "$@" \
        < /dev/null > "$logs/$id.out" 2>&1 &
    echo $! > "$logs/$id.pid"
    begun+=($!)
    trap 'kill "${begun[@]}" 2> /dev/null || true' EXIT
}

# What was begun did not end by itself when there is no code of it.
awaited() {
    tail --lines=+1 --follow --pid="$(< "$logs/$1.pid")" "$logs/$1.out"
    return "$(cat "$logs/$1.code" || echo 1)"
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
    printf '%s\n' "${table[@]}" "${sayings[@]}"
    if ((failed > 0)); then printf 'FAILED: %s\n' "${failures[@]}"; fi
    printf '%d s in all\n' "$SECONDS"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
}

chosen() {
    [[ -v chosen[$1] ]]
}

any_chosen() {
    local id
    for id in "$@"; do
        if chosen "$id"; then return; fi
    done
    return 1
}

choose() {
    local id
    for id in "$@"; do
        if [[ ! -v titles[$id] ]]; then
            printf 'no step is called %q; bash tests/run.sh --list names them\n' "$id" >&2
            exit 64
        fi
        chosen[$id]=yes
    done
}

choose_all_but() {
    choose "${ids[@]}"
    for id in "$@"; do unset "chosen[$id]"; done
}

list_steps() {
    local id
    for id in "${ids[@]}"; do printf '%-16s %s\n' "$id" "${titles[$id]}"; done
}
