import { availableParallelism, loadavg } from "node:os";

/**
 * How long one start of a server may take to list its tools on a machine with nothing else to do, in ms: the slowest of 62
 * well-known servers needs 19 s there, most of it waiting for a host.
 */
export const DEADLINE_MS = 30_000;
/** The most that a busy machine gets, in multiples of it. */
const MOST = 4;

/**
 * The deadline of a start that begins now, where nobody has named one: on a machine whose run queue is longer than it has
 * processors every process waits its turn, so a server gets that much more time, up to four times. `load` is the average
 * of the last minute; Windows has none, and then nothing is added.
 */
export const patientDeadline = (
  load: number = loadavg()[0] ?? 0,
  processors: number = availableParallelism(),
): number => DEADLINE_MS * Math.min(MOST, Math.max(1, load / processors));
