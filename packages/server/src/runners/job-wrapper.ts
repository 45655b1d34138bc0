/**
 * The shell program around every local job. It outlives the server, so it alone records what happened:
 *
 * - `claim` (pid, boot id, start time) is made with a hard link, which only one can win: of two wrappers for one job,
 *   or a wrapper and a termination, the second does nothing. This is what makes a job start at most once.
 * - `exit` has the exit code, or `unstartable`. A line without its newline is not there yet.
 *
 * A SIGTERM that comes before the command could receive it is not lost: `stop` was written before it, and is looked for
 * once the command's own process takes signals.
 *
 * It answers SIGTERM with nothing, so that it can still record how the command ended, and at the end kills what the
 * command left behind in the process group, itself included: a job that is over leaves nothing running. Not while the
 * job is being terminated (`stop` exists): then what is left has a grace period, which the server keeps.
 */
export const JOB_WRAPPER = `
dir=$1
shift
trap : TERM INT HUP
boot=
stat=
if [ -r /proc/self/stat ]; then
  read -r boot </proc/sys/kernel/random/boot_id
  read -r stat </proc/$$/stat
else
  stat=$(ps -o lstart= -p $$)
fi
printf '%s\\n%s\\n%s\\n' "$$" "$boot" "$stat" >"$dir/claim.$$" || exit 1
command -p ln "$dir/claim.$$" "$dir/claim" 2>/dev/null || exit 1
if command -v "$1" >/dev/null 2>&1; then
  ( trap - TERM INT HUP; [ -e "$dir/stop" ] && exit 143; exec "$@" )
  echo $? >"$dir/exit"
else
  echo unstartable >"$dir/exit"
fi
[ -e "$dir/stop" ] || kill -KILL 0
`;
