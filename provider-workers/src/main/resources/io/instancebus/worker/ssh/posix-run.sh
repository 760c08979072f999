# Runs one command at most once on this machine, and answers what came of it as often as it is asked.
#
# Set by the caller in front of this text: ib_nonce, ib_run, ib_timeout (seconds), ib_limit (bytes), ib_digest, ib_command.
# It comes in over standard input, so nothing of it is seen in a list of processes. Whoever makes the run's folder executes
# the command; everyone else waits for the answer that is kept there. Lines to the caller begin with the nonce:
#   begun | result HOW STATUS SIGNAL TIMEDOUT SECONDS SIZE, then SIZE bytes | lost | taken | busy | refused REASON

say() { printf '%s %s\n' "$ib_nonce" "$*"; }

refuse() { say refused "$*"; exit 0; }

# Which process this is: the boot and the start time too, where /proc tells them, since process ids are used again.
identity() {
  { read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || boot=
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || stat=
  pid=$1
  set -- ${stat##*)}
  echo "$pid $boot ${20:-}"
}

# A folder, not a link, that is ours and closed to others: elsewhere in a shared folder someone could have made it first.
is_ours() {
  set -- $(LC_ALL=C ls -ldn "$1" 2>/dev/null)
  case ${1:-} in
    drwx------*) [ "${3:-}" = "$me" ] ;;
    *) false ;;
  esac
}

# /var/tmp before /tmp: a run that reboots the machine must still be known afterwards.
open_folder() {
  for root in "${TMPDIR:-/var/tmp}" /tmp; do
    [ -d "$root" ] && [ -w "$root" ] && break
  done
  me=$(id -u)
  base=$root/.instance-bus-$me
  [ -d "$base" ] || mkdir -m 700 "$base" 2>/dev/null
  is_ours "$base" || refuse "the folder $base cannot be made, or is not closed to other users"
  [ -d "$base/runs" ] || mkdir -m 700 "$base/runs" 2>/dev/null
  run=$base/runs/run-$ib_run
}

strike() { kill -s "$1" -- "-$command" 2>/dev/null || kill -s "$1" "$command" 2>/dev/null; }

nap() {
  sleep "$1" &
  nap=$!
  wait "$nap"
}

watch_the_clock() {
  exec </dev/null >/dev/null 2>&1
  trap 'kill "$nap" 2>/dev/null; exit' TERM
  nap "$ib_timeout"
  : >"$run/timedout"
  strike TERM
  nap 5
  strike KILL
}

# A process group of its own, so that the time-out reaches the command's children too.
choose_grouping() {
  if command -v setsid >/dev/null 2>&1; then grouping=setsid
  elif command -v timeout >/dev/null 2>&1; then grouping='timeout 0'
  else grouping=; set -m 2>/dev/null
  fi
}

# Byte by byte, so that nothing sits in a buffer when the command ends; what is over the limit is read and dropped.
keep_output() {
  exec <"$run/pipe" >/dev/null 2>&1
  dd bs=1 count=$((ib_limit + 1)) of="$run/output" 2>/dev/null
  cat >/dev/null
  : >"$run/drained"
}

execute() {
  exec </dev/null >"$run/pipe" 2>&1
  umask "$mask"
  INSTANCE_BUS_COMMAND=$ib_command
  export INSTANCE_BUS_COMMAND
  exec $grouping sh -c 'eval "unset INSTANCE_BUS_COMMAND; $INSTANCE_BUS_COMMAND"'
}

# A process that the command left behind may hold the pipe for ever: a second is enough for what was already written.
await_output() {
  n=0
  until [ -e "$run/drained" ] || [ "$n" -ge 100 ]; do
    n=$((n + 1))
    sleep 0.01 2>/dev/null || { sleep 1; n=100; }
  done
}

record_status() {
  signal=-
  if [ "$code" -gt 128 ]; then signal=$(kill -l $((code - 128)) 2>/dev/null) || signal=-; fi
  timedout=0
  if [ -e "$run/timedout" ]; then timedout=1; fi
  echo "$code ${signal:--} $timedout $(($(date +%s) - started))" >"$run/status.new" && mv "$run/status.new" "$run/status"
}

answer() {
  read -r code signal timedout seconds <"$run/status"
  size=$(wc -c <"$run/output")
  say result "$1" "$code" "$signal" "$timedout" "$seconds" $size
  cat "$run/output"
}

perform() {
  started=$(date +%s)
  { echo "$ib_digest" >"$run/digest" && : >"$run/output" && mkfifo "$run/pipe" \
    && identity "$$" >"$run/owner.new" && mv "$run/owner.new" "$run/owner"; } 2>/dev/null \
    || { rm -rf "$run"; refuse "the folder $run cannot be written to"; }
  trap 'woken=1' HUP
  say begun
  # Each lets go of the caller's connection by exec: a redirection of the call would keep it open behind the scenes.
  keep_output &
  choose_grouping
  execute &
  command=$!
  watch_the_clock &
  watch=$!
  while :; do
    woken=
    wait "$command" 2>/dev/null
    code=$?
    [ -n "$woken" ] || break
  done
  # After a time-out the watch goes on, for children that did not heed TERM.
  [ -e "$run/timedout" ] || kill "$watch" 2>/dev/null
  await_output
  record_status
  rm -f "$run/pipe"
  find "$base/runs/." ! -name . -prune -type d -mtime +0 -exec rm -rf {} + </dev/null >/dev/null 2>&1 &
  answer performed
}

is_alive() {
  owner=$(cat "$run/owner" 2>/dev/null) || return 1
  kill -0 "${owner%% *}" 2>/dev/null && [ "$owner" = "$(identity "${owner%% *}")" ]
}

adopt() {
  young=0
  last=$(($(date +%s) + ib_timeout + 10))
  until [ -e "$run/status" ]; do
    if ! is_alive && [ ! -e "$run/status" ]; then
      # The owner writes its name right after it made the folder: give it that moment.
      [ ! -e "$run/owner" ] && [ "$young" -lt 5 ] || { say lost; exit 0; }
      young=$((young + 1))
      sleep 1
    elif [ "$(date +%s)" -gt "$last" ]; then
      say busy
      exit 0
    else
      sleep 0.1 2>/dev/null || sleep 1
    fi
  done
  [ "$(cat "$run/digest" 2>/dev/null)" = "$ib_digest" ] || { say taken; exit 0; }
  answer adopted
}

main() {
  mask=$(umask)
  umask 077
  open_folder
  if mkdir "$run" 2>/dev/null; then perform
  elif [ -d "$run" ]; then adopt
  else refuse "the folder $run cannot be made"
  fi
}

main </dev/null
exit 0
