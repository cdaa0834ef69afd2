import { readFileSync, statSync } from "node:fs";
import type { Policy } from "../../db/records/policy.ts";
import { checkPolicyText } from "../check.ts";

/** A policy file as it is now: the policy, or why there is none. */
export type Current = { policy: Policy } | { says: string };

/**
 * Reads a policy file and reads it again when it has changed. The file's identity (time, size, inode) is looked at
 * whenever the policy is asked for, which takes some microseconds, so a change is in force from the next call on. A file
 * that is gone or wrong gives no policy, never an older one.
 */
export class PolicySource {
  readonly #path: string;
  #seen = "";
  #current: Current = { says: "not read yet" };

  constructor(path: string) {
    this.#path = path;
  }

  current(): Current {
    let seen: string;
    try {
      const { mtimeNs, ctimeNs, size, ino } = statSync(this.#path, { bigint: true });
      seen = `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
    } catch (error) {
      this.#seen = "";
      this.#current = { says: `the policy file cannot be read: ${(error as NodeJS.ErrnoException).code}` };
      return this.#current;
    }
    if (seen !== this.#seen) {
      this.#current = this.#read();
      this.#seen = seen;
    }
    return this.#current;
  }

  #read(): Current {
    let text: string;
    try {
      text = readFileSync(this.#path, "utf8");
    } catch (error) {
      return { says: `the policy file cannot be read: ${(error as NodeJS.ErrnoException).code}` };
    }
    const { policy, problems } = checkPolicyText(text);
    if (policy) return { policy };
    const [first] = problems.filter(({ level }) => level === "error");
    return { says: `the policy file is wrong, line ${first?.line ?? 1}: ${first?.says ?? "no policy"}` };
  }
}
