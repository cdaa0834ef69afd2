/*
 * A crawler that is itself killed with SIGKILL can end nothing any more. What it started in a sandbox then hangs on a
 * lifeline: a pipe whose other end the crawler alone holds, so that the kernel closes it whatever ends the crawler, at
 * whatever moment. A shell between the two waits for that and ends all that it started.
 *
 * Parents' death signals (`--die-with-parent`) do not do: each is asked for by a process that is running already, and the
 * crawler can be gone before.
 */

/**
 * The words are `sh -c SCRIPT lifeline LASTLY COMMAND…`. The command gets the shell's own standard input (a command in
 * the background would get none), and not the lifeline.
 *
 * `end` first stops a process, so that its list of children is final (a clone that is under way when the signal comes
 * starts anew or has its child in the list), ends those, then it. Everything outside of the sandbox is bubblewrap's or the
 * system's own and single-threaded; the sandbox's first process is a child of it, and with that one the kernel ends its
 * whole namespace. The number of a process that has ended by itself may be another's by now: its parent tells.
 *
 * The shell that waits for the command ends the watcher after it, so the watcher stops that shell first: else the command's
 * end, which is the watcher's own doing, would end the watcher before its last words.
 */
const script = (descriptor: number): string => `lastly=$1
shift
exec 8<&0
"$@" <&8 8<&- ${descriptor}<&- &
child=$!
{
  end() {
    kill -STOP "$1"
    children=
    read -r children <"/proc/$1/task/$1/children"
    for one in $children; do end "$one"; done
    kill -KILL "$1"
  }
  read -r never <&${descriptor}
  kill -STOP "$$"
  while read -r name value; do
    if [ "$name" = PPid: ] && [ "$value" = "$$" ]; then end "$child"; fi
  done <"/proc/$child/status"
  eval "$lastly"
  kill -KILL "$$"
} <&${descriptor} >/dev/null 2>&1 8<&- &
watcher=$!
exec 8<&-
wait "$child"
status=$?
kill -KILL "$watcher"
exit "$status"
`;

/** A shell knows descriptors of one digit, and this one needs the 8 for itself. */
const MAX_DESCRIPTOR = 7;

/** What the shell is called, so that it is known. */
const NAME = "lifeline";

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * A command on a lifeline, which is to be passed to it as `descriptor`: throws a RangeError past 7. `lastly` is run when
 * the lifeline was cut and the command is ended: what ends that which is no child of the command. Linux: it reads /proc.
 */
export const onLifeline = (
  command: string,
  args: readonly string[],
  { descriptor, lastly }: { descriptor: number; lastly: readonly string[] },
): { command: string; args: string[] } => {
  if (descriptor > MAX_DESCRIPTOR) throw new RangeError(`a lifeline cannot be descriptor ${descriptor}`);
  return {
    command: "/bin/sh",
    args: ["-c", script(descriptor), NAME, lastly.map(quoted).join(" "), command, ...args],
  };
};

/** Whether the words of a running process are those of a lifeline's shell. */
export const isLifeline = ([shell, option, , name]: readonly string[]): boolean =>
  shell === "/bin/sh" && option === "-c" && name === NAME;
