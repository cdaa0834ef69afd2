import type { Posture } from "../../classifier/grade.ts";
import { cachedListing } from "./listing-cache.ts";
import type { Look } from "./look.ts";
import type { LiveTarget, StackTarget } from "./target.ts";

/** A server of this machine is its user's alone; how a remote one lets others in is not known here. */
export const postureOf = ({ record }: LiveTarget): Posture => ((record.remotes ?? []).length > 0 ? "unknown" : "local");

/** What the cache has of a target; null where it must be looked at. */
export const cachedLook = (home: string, target: LiveTarget): Look | null => {
  const found = target.key === null ? null : cachedListing(home, target.key);
  if (!found) return null;
  const { name, unnamed = false, place } = target;
  const { listedAt, sandbox, description, tools } = found;
  return {
    name,
    unnamed,
    target: target.target,
    place,
    outcome: "listed",
    error: null,
    doNext: null,
    sandbox,
    listedAt,
    fromCache: true,
    posture: postureOf(target),
    description,
    definitions: tools,
  };
};

/** What is known of a target without looking: a finished listing, or why there is none. Null for a server to be started. */
export const finishedLook = (target: StackTarget): Look | null => {
  if (target.kind === "live") return null;
  if (target.kind === "saved") return target.look;
  return {
    name: target.name,
    unnamed: target.unnamed ?? false,
    target: target.target,
    place: target.place,
    outcome: "refused",
    error: target.reason,
    doNext: null,
    sandbox: null,
    listedAt: null,
    fromCache: false,
    posture: "unknown",
    description: null,
    definitions: [],
  };
};
