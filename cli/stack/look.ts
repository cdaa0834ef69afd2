import type { Posture } from "../../classifier/grade.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { Place } from "../../db/records/report.ts";

/** One server of a stack as it was looked at: what there is to judge, and how it came. */
export interface Look {
  /** What the user calls it: its key in the configuration, or the target. Unique in the stack. */
  name: string;
  /** Whether that name was made up, of a file's name: it then tells nothing of the server. */
  unnamed: boolean;
  /** How it is reached, without the values of variables, headers and secrets. */
  target: string;
  place: Place | null;
  outcome: Outcome;
  error: string | null;
  doNext: string | null;
  /** The id of what it was started in; null where nothing was started. */
  sandbox: string | null;
  /** ISO 8601; null where its tools were not read. */
  listedAt: string | null;
  fromCache: boolean;
  posture: Posture;
  description: string | null;
  /** All of its tools when the outcome is `listed`, else what came. */
  definitions: Definition[];
}
