import { CHANGE_KINDS, CHANGE_LEVELS, type Change, type ChangeKind } from "../db/records/change.ts";
import type { Origin, ServerLook } from "../db/records/origin.ts";

/*
 * Changes of a server itself, over all looks at it. A value is compared with what was known before, however many looks
 * ago, and only what was never seen before is new: two sources that describe one server differently alarm once at most.
 */

type Found = [kind: ChangeKind, says: string];

const rank = (kind: ChangeKind): number => CHANGE_LEVELS.indexOf(CHANGE_KINDS[kind].level);

const changeOf = (server: string, found: readonly Found[]): Change => {
  const ordered = found.toSorted(([a], [b]) => rank(b) - rank(a));
  const kinds = [...new Set(ordered.map(([kind]) => kind))] as [ChangeKind, ...ChangeKind[]];
  return {
    server,
    tool: null,
    kinds,
    level: CHANGE_KINDS[kinds[0]].level,
    before: null,
    after: null,
    says: ordered.map(([, says]) => says),
  };
};

/** `github.com/acme` of any spelling of a repository's address; null where no owner can be told. */
export const repositoryOwner = (address: string): string | null => {
  const plain = address
    .trim()
    .replace(/^git\+/, "")
    .replace(/^(?:ssh:\/\/)?[\w.-]+@([^/:]+)[:/]/, "https://$1/");
  const url = URL.parse(plain.includes("://") ? plain : `https://${plain}`);
  const owner = url?.pathname.split("/").filter(Boolean)[0];
  return url?.hostname && owner ? `${url.hostname.replace(/^www\./, "")}/${owner}`.toLowerCase() : null;
};

/** Who can publish under a package's name: its scope, organisation or account where the registry has such, else the name. */
export const packageOwner = ({ registryType, identifier }: Origin["packages"][number]): string => {
  const type = registryType.toLowerCase();
  if (type === "npm") return `npm ${/^(@[^/]+)\//.exec(identifier)?.[1] ?? identifier}`;
  if (type === "oci" || type === "docker") return `oci ${identifier.replace(/[@:][^/]*$/, "").replace(/\/[^/]*$/, "")}`;
  if (/^https?:/.test(identifier)) return `${type} ${repositoryOwner(identifier) ?? identifier}`;
  return `${type} ${identifier.toLowerCase()}`;
};

/** Domains below which everybody can have a name, so that the name before them is the owner. */
const SHARED =
  /\.(?:vercel\.app|workers\.dev|pages\.dev|netlify\.app|fly\.dev|herokuapp\.com|onrender\.com|railway\.app|run\.app|azurewebsites\.net|azurecontainerapps\.io|amazonaws\.com|on\.aws|github\.io|gitlab\.io|deno\.dev|deno\.net|replit\.app|repl\.co|modal\.run|hf\.space|ngrok\.app|ngrok-free\.app|smithery\.ai|mcp\.run)$/;

/** The registrable part of a host, by the rule of thumb that a short name before a country's code is a public suffix. */
export const hostOwner = (host: string): string => {
  if (SHARED.test(host) || /^[\d.:[\]]+$/.test(host)) return host;
  const labels = host.split(".");
  const public2 = /^[a-z]{2}$/.test(labels.at(-1) ?? "") && (labels.at(-2) ?? "").length <= 3;
  return labels.slice(public2 ? -3 : -2).join(".");
};

/** What identifies who is behind a server, by the way that it is told; ways that the record does not have are left out. */
const ownersOf = ({ repository, packages, hosts }: Origin): Map<string, Set<string>> => {
  const owner = repository === null ? null : repositoryOwner(repository);
  const ways: [string, string[]][] = [
    ["repository", owner === null ? [] : [owner]],
    ["package", packages.map(packageOwner)],
    ["address", hosts.map(hostOwner)],
  ];
  return new Map(ways.filter(([, owners]) => owners.length > 0).map(([way, owners]) => [way, new Set(owners)]));
};

/** What login is asked for, in one spelling; null where that was not said. */
const loginText = (login: ServerLook["login"]): string | null => {
  const scheme = login?.scheme?.toLowerCase() ?? null;
  const servers = [...new Set(login?.authorizationServers)].sort();
  if (scheme === null && servers.length === 0) return null;
  return [scheme ?? "a login", ...(servers.length > 0 ? [`at ${servers.join(", ")}`] : [])].join(" ");
};

/** Compares the looks at one server one after the other; each carries on what the ones before it knew. */
class Known {
  #posture: ServerLook["posture"] = null;
  #login: string | null = null;
  readonly #owners = new Map<string, Set<string>>();
  readonly #latest = new Map<string, Set<string>>();
  readonly #versions = new Map<string, string>();
  readonly #contents = new Map<string, string>();

  /** What differs from all that was known, which from then on includes this look. */
  next({ posture, login, package: ran, origin }: ServerLook): Found[] {
    return [
      ...(origin === null ? [] : this.#behind(origin)),
      ...(ran === null ? [] : this.#ran(ran)),
      ...this.#asked(posture, login),
    ];
  }

  #asked(posture: ServerLook["posture"], login: ServerLook["login"]): Found[] {
    const [was, wasLogin] = [this.#posture, this.#login];
    if (posture === null) return [];
    const now = loginText(login);
    this.#posture = posture;
    this.#login = now ?? wasLogin;
    if (was === null) return [];
    if (posture !== was) {
      const says =
        posture === "open"
          ? "lists its tools to anyone, and asked for a login before"
          : "asks for a login before it lists its tools, and listed them to anyone before";
      return [["posture-changed", says]];
    }
    // A host that says nothing of its login is compared with nothing.
    const other = now !== null && wasLogin !== null && now !== wasLogin;
    return other ? [["posture-changed", `asks for another login: for ${now}, before for ${wasLogin}`]] : [];
  }

  #ran({ registryType, identifier, version, integrity }: NonNullable<ServerLook["package"]>): Found[] {
    const name = `${registryType} ${identifier}`;
    const was = this.#versions.get(name);
    this.#versions.set(name, version);
    const found: Found[] = [];
    if (was !== undefined && was !== version) found.push(["version-changed", `the package was ${was}, is ${version}`]);
    // Of these registries a version is one archive for every machine, which is never published twice.
    if (integrity !== null && (registryType === "npm" || registryType === "mcpb")) {
      const content = this.#contents.get(`${name} ${version}`);
      this.#contents.set(`${name} ${version}`, integrity);
      if (content !== undefined && content !== integrity)
        found.push([
          "publisher-changed",
          `version ${version} of ${name} has other content than when it was first seen`,
        ]);
    }
    return found;
  }

  #behind(origin: Origin): Found[] {
    const now = ownersOf(origin);
    const comparable = [...now].filter(([way]) => this.#owners.has(way));
    const strange = comparable.filter(
      ([way, owners]) => ![...owners].some((owner) => this.#owners.get(way)?.has(owner)),
    );
    const says = strange.map(
      ([way, owners]) =>
        `its ${way} was of ${[...(this.#latest.get(way) ?? [])].join(", ")}, is of ${[...owners].join(", ")}`,
    );
    for (const [way, owners] of now) {
      this.#owners.set(way, new Set([...(this.#owners.get(way) ?? []), ...owners]));
      this.#latest.set(way, owners);
    }
    if (says.length === 0) return [];
    // One thing that stayed ties the two together; a lone thing that changed may be a move. Where all of several changed,
    // nothing but the name is left.
    const taken = strange.length > 1 && strange.length === comparable.length;
    return says.map((one): Found => [taken ? "name-taken" : "publisher-changed", one]);
  }
}

/** What each look (oldest first) shows to have changed on a server, null for nothing; its tools are not compared here. Pure. */
export const serverChanges = (server: string, looks: readonly ServerLook[]): (Change | null)[] => {
  const known = new Known();
  return looks.map((look) => {
    const found = known.next(look);
    return found.length > 0 ? changeOf(server, found) : null;
  });
};
