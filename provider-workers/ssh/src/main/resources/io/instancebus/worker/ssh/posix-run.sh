# Runs one command at most once on this machine, and answers what came of it as often as it is asked.
#
# Set by the caller in front of this text: ib_nonce, ib_run, ib_timeout (seconds), ib_limit (bytes), ib_digest, ib_command,
# ib_begin (yes, or no to be told only of a run that was begun), ib_wait (how many seconds another's run is waited for).
# It comes in over standard input, so nothing of it is seen in a list of processes. Whoever makes the run's folder executes
# the command; everyone else waits for the answer that is kept there. Lines to the caller begin with the nonce:
#   begun | result HOW STATUS SIGNAL TIMEDOUT SECONDS LOST SIZE, then SIZE bytes | lost | taken | busy | absent
#   | refused REASON
#
# The disk may fill at any moment, so no news depends on a write that could fail: what is needed is made before the command
# begins, when a failure is still a refusal, and taken away to say something. In the run's folder:
#   draining  until all output has been read       kept    until output was lost
#   intime    until the time-out ended the command  status  made with its full length, written over in place, and renamed

say() { printf '%s %s\n' "$ib_nonce" "$*"; }

leave() { exit 0; }

refuse() { say refused "$*"; leave; }

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
  why=
  for root in "${TMPDIR:-/var/tmp}" /tmp; do
    [ -d "$root" ] && [ -w "$root" ] && break
  done
  me=$(id -u)
  base=$root/.instance-bus-$me
  [ -d "$base" ] || why=$(mkdir -m 700 "$base" 2>&1)
  is_ours "$base" || refuse "the folder $base cannot be made, or is not closed to other users${why:+: $why}"
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
  rm -f "$run/intime"
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
  dd bs=1 count=$((ib_limit + 1)) 2>/dev/null 1<>"$run/output" || rm -f "$run/kept"
  cat >/dev/null
  rm -f "$run/draining"
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
  while [ -e "$run/draining" ] && [ "$n" -lt 100 ]; do
    n=$((n + 1))
    sleep 0.01 2>/dev/null || { sleep 1; n=100; }
  done
  # Whoever kept the output may have been killed, and not merely be waiting for a process that was left behind.
  [ ! -e "$run/draining" ] || kill -0 "$keeper" 2>/dev/null || rm -f "$run/kept"
}

# Always the same length, so that writing over it needs no more room than was taken for it.
status_line() { printf '%-47s\n' "$*"; }

record_status() {
  signal=-
  if [ "$code" -gt 128 ]; then signal=$(kill -l $((code - 128)) 2>/dev/null) || signal=-; fi
  signal=${signal:--}
  timedout=0
  if [ ! -e "$run/intime" ]; then timedout=1; fi
  seconds=$(($(date +%s) - started))
  { status_line "$code" "$signal" "$timedout" "$seconds" 1<>"$run/status.new" && mv "$run/status.new" "$run/status"; } 2>/dev/null
}

# From what this process knows, or has read: what could not be written down is told all the same.
answer() {
  lost=0
  [ -e "$run/kept" ] || lost=1
  size=$(wc -c 2>/dev/null <"$run/output") || { size=0; lost=1; }
  say result "$1" "$code" "$signal" "$timedout" "$seconds" "$lost" $size
  [ "$size" -eq 0 ] || cat "$run/output"
}

# Everything that the run needs on the disk. With ":" in place of "true" a failed redirection would end the shell. The room for the output is taken where the system knows how to.
prepare() {
  echo "$ib_digest" >"$run/digest" && status_line - - - - >"$run/status.new" && true >"$run/output" && true >"$run/draining" \
    && true >"$run/kept" && true >"$run/intime" && mkfifo "$run/pipe" \
    && identity "$$" >"$run/owner.new" && mv "$run/owner.new" "$run/owner" || return 1
  fallocate -n -l $((ib_limit + 1)) "$run/output" || :
}

# In the words of a command that tries it, since those of the shells differ.
cannot_write() {
  why=$( (LC_ALL=C date >"$run/why") 2>&1)
  rm -rf "$run"
  refuse "the folder $run cannot be written to${why:+: $why}"
}

perform() {
  started=$(date +%s)
  prepare 2>/dev/null || cannot_write
  say begun
  # Each lets go of the caller's connection by exec: a redirection of the call would keep it open behind the scenes.
  keep_output &
  keeper=$!
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
  [ ! -e "$run/intime" ] || kill "$watch" 2>/dev/null
  await_output
  record_status
  rm -f "$run/pipe"
  find "$base/runs/." ! -name . -prune -type d -mtime +0 -exec rm -rf {} + </dev/null >/dev/null 2>&1 &
  answer performed
  # What was not used of the room for the output is given back.
  [ -e "$run/draining" ] || dd if=/dev/null of="$run/output" bs=1 seek="$size" 2>/dev/null
}

is_alive() { kill -0 "${1%% *}" 2>/dev/null && [ "$1" = "$(identity "${1%% *}")" ]; }

# Or has not written its name yet, right after it made the folder.
may_be_alive() {
  if [ -n "$owner" ]; then is_alive "$owner"; else [ "$unnamed" -lt 20 ]; fi
}

adopt() {
  unnamed=0
  last=$(($(date +%s) + ib_wait))
  until [ -e "$run/status" ]; do
    # One look: the owner may write its name at any moment.
    owner=$(cat "$run/owner" 2>/dev/null)
    if ! may_be_alive; then
      [ -e "$run/status" ] || { say lost; leave; }
    elif [ "$(date +%s)" -gt "$last" ]; then
      say busy
      leave
    elif [ -z "$owner" ]; then
      unnamed=$((unnamed + 1))
      sleep 1
    else
      sleep 0.1 2>/dev/null || sleep 1
    fi
  done
  [ "$(cat "$run/digest" 2>/dev/null)" = "$ib_digest" ] || { say taken; leave; }
  read -r code signal timedout seconds <"$run/status" && [ -n "$seconds" ] || { say lost; leave; }
  answer adopted
}

main() {
  # A caller that has gone asks again, perhaps through another worker: what it asked for goes on.
  trap 'woken=1' HUP PIPE
  mask=$(umask)
  umask 077
  open_folder
  if [ "$ib_begin" = no ] && [ ! -d "$run" ]; then say absent
  elif why=$(mkdir "$run" 2>&1); then perform
  elif [ -d "$run" ]; then adopt
  else refuse "the folder $run cannot be made: $why"
  fi
}

main </dev/null
leave
