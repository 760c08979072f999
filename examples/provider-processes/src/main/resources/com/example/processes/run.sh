# One run of an instance's program, in the instance's folder; the leader of a session of its own. Its arguments are the
# number of the run, the program, the bound of its log in bytes, and the pids of earlier runs that have not ended yet.
umask 077
number=$1 program=$2 bound=$3
shift 3

# Who links its record first has the run. What has been claimed, or whose folder is gone, is not run again.
{ cat "/proc/$$/stat" /proc/sys/kernel/random/boot_id > "claim-$$" && ln "claim-$$" "run-$number"; } 2>/dev/null
claimed=$?
rm -f "claim-$$"
[ "$claimed" -eq 0 ] || exit 0

lives() {
  { read -r stat < "/proc/$1/stat"; } 2>/dev/null || return 1
  case $stat in *') '[ZX]' '*) return 1 ;; esac
}
for earlier; do
  while lives "$earlier"; do sleep 0.05; done
done

[ ! -e log ] || mv log log.old
cd home || exit 1
# A SIGTERM to the group is for the program; the shells wait for its end and read its output to the end. They begin to
# ignore the signal only when the program is there to get it.
{
  "$program" < /dev/null 2>&1 &
  child=$!
  trap : TERM
  wait "$child"
  status=$?
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    status=$?
  done
  echo "$status" > "../exit-$number"
} | {
  trap '' TERM
  head -c "$bound" > ../log
  cat > /dev/null
} &
reader=$!
trap : TERM
while kill -0 "$reader" 2>/dev/null; do wait "$reader"; done
