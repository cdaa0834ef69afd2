import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { imageName, normalizedPypiName } from "../db/records/identity.ts";
import type { ServerRecord } from "../db/records/server.ts";

/*
 * Servers, packages and hosts whose owners asked not to be looked at. Two lists hold: `opt-out.txt` beside this file, which
 * ships with toolrisk, and one of the same name in TOOLRISK_HOME. A line is a kind and a name:
 *
 *     server io.github.acme/weather
 *     npm @acme/*
 *     host acme.example
 *
 * The kind is `server`, `host` (with all hosts below it) or the registry type of a package (`npm`, `pypi`, `oci`, …).
 * An asterisk at the end of a name stands for anything. `#` begins a comment.
 */

const NAME = "opt-out.txt";
const SHIPPED = new URL(NAME, import.meta.url);
const KIND = /^(?:server|host|[a-z][a-z0-9-]{1,30})$/;

/** A list that cannot be read; the message names the file and the line. */
export class OptOutError extends Error {
  override readonly name = "OptOutError";
}

/** A name as its registry tells names apart, so that another spelling of it, a tag or a final dot leads past no line. */
const spelt = (kind: string, name: string): string => {
  if (kind === "pypi") return normalizedPypiName(name);
  if (kind === "oci") return imageName(name);
  const plain = name.toLowerCase();
  return kind === "host" ? plain.replace(/\.$/, "") : plain;
};

interface Entry {
  kind: string;
  /** As its registry tells names apart, without its asterisk. */
  name: string;
  /** In lower case as it stands, without its asterisk: how a name begins may have no such spelling yet. */
  begins: string;
  open: boolean;
  /** The line as it stands in its list. */
  line: string;
}

/** Which servers are not looked at. */
export class OptOutList {
  private readonly entries: readonly Entry[];

  private constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }

  /** Reads lists of their text; `name` is told where a line is wrong. Throws an OptOutError. */
  static of(lists: readonly { name: string; text: string }[]): OptOutList {
    const entries = lists.flatMap(({ name, text }) =>
      text.split(/\r?\n/).flatMap((whole, at): Entry[] => {
        const line = whole.replace(/(?:^|\s)#.*$/, "").trim();
        if (line === "") return [];
        const [kind = "", pattern = "", ...rest] = line.split(/\s+/);
        const star = pattern.indexOf("*");
        if (!KIND.test(kind) || pattern === "" || rest.length > 0 || (star >= 0 && star !== pattern.length - 1))
          throw new OptOutError(
            `${name}, line ${at + 1}: ${JSON.stringify(line)} is none of "server NAME", "host NAME", "npm NAME" (or another registry type); an asterisk may stand at the end of NAME`,
          );
        const start = pattern.replace(/\*$/, "");
        return [{ kind, name: spelt(kind, start), begins: start.toLowerCase(), open: star >= 0, line }];
      }),
    );
    return new OptOutList(entries);
  }

  /** The list that ships with toolrisk and that of this home folder, where there is one. Throws an OptOutError. */
  static ofHome(home: string): OptOutList {
    const own = join(home, NAME);
    return OptOutList.of([
      { name: "the list of toolrisk itself", text: readFileSync(SHIPPED, "utf8") },
      ...(existsSync(own) ? [{ name: own, text: readFileSync(own, "utf8") }] : []),
    ]);
  }

  private find(kind: string, name: string): string | null {
    const asked = spelt(kind, name);
    const found = this.entries.find((entry) => {
      if (entry.kind !== kind) return false;
      if (entry.open) return asked.startsWith(entry.name) || name.toLowerCase().startsWith(entry.begins);
      return asked === entry.name || (kind === "host" && asked.endsWith(`.${entry.name}`));
    });
    return found?.line ?? null;
  }

  /** The line that keeps us from this server as a whole, or null. */
  ofServer(record: ServerRecord): string | null {
    return this.find("server", record.name);
  }

  /** The line that keeps us from one package or address, or null. `identifier` is an address where there is no registry. */
  ofTarget({ registryType, identifier }: { registryType: string | null; identifier: string }): string | null {
    const named = registryType === null ? null : this.find(registryType.toLowerCase(), identifier);
    if (named !== null || !URL.canParse(identifier)) return named;
    return this.find("host", new URL(identifier).hostname);
  }
}
