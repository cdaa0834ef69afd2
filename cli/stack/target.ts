import type { Place } from "../../db/records/report.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import type { Look } from "./look.ts";

interface Named {
  /** What the user calls it; unique in the stack. */
  name: string;
  /** Whether the name was made up, of a file's name: it then tells nothing of the server. Default: the user gave it. */
  unnamed?: boolean;
  /** How it is reached, without the values of variables, headers and secrets. */
  target: string;
  place: Place | null;
}

/** A server that must be started or dialled to see its tools. */
export interface LiveTarget extends Named {
  kind: "live";
  record: ServerRecord;
  /**
   * Whether it is the user's own: configured for a client, which starts it with the user's rights anyway, or a command
   * line that they typed. Anything else is started in a sandbox alone.
   */
  own: boolean;
  /** Names all that decides what it lists, values included (never stored as it is); null: only a new look can tell. */
  key: string | null;
}

/** A finished listing. */
export interface SavedTarget extends Named {
  kind: "saved";
  look: Look;
}

/** A server of the configuration that cannot be looked at, with the reason. */
export interface RefusedTarget extends Named {
  kind: "refused";
  reason: string;
}

export type StackTarget = LiveTarget | SavedTarget | RefusedTarget;
