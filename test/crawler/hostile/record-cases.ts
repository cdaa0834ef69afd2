import type { HostileCase } from "./case.ts";

/** A record, or the package behind it, that would make the crawler do what it must not. */
export interface RecordCase extends HostileCase {
  /** What the record names. */
  package: Record<string, unknown> & { identifier: string };
}

const npm = (row: number, identifier: string, does: string, rest: Partial<RecordCase> = {}): RecordCase => ({
  row,
  id: identifier,
  does,
  outcome: "refused",
  package: { registryType: "npm", identifier, version: "1.0.0" },
  ...rest,
});

const pypi = (row: number, identifier: string, does: string, rest: Partial<RecordCase> = {}): RecordCase => ({
  ...npm(row, identifier, does),
  package: { registryType: "pypi", identifier, version: "1.0.0" },
  ...rest,
});

/** `{marker}` in a record stands for a file that must not come to be. */
export const RECORD_CASES: readonly RecordCase[] = [
  npm(49, "--registry=http://127.0.0.1:1/", "is named like an option"),
  npm(49, "-g", "is named like a short option"),
  npm(49, "plain@npm:other@1.0.0", "is an alias"),
  npm(49, "file:/etc", "is a folder"),
  npm(49, "../../../etc", "is a path"),
  npm(49, "/etc", "is an absolute path"),
  npm(49, "git+ssh://127.0.0.1/x.git", "is a git address"),
  npm(49, "owner/repository", "is a repository"),
  npm(49, "http://127.0.0.1:1/x.tgz", "is a web address"),
  npm(49, "Plain", "has capitals, which only old names may", { outcome: "install-failed" }),
  npm(49, "рlain", "has a look-alike letter"),
  npm(49, "plain\u200B", "has an invisible letter"),
  npm(49, "plain ", "has a blank"),
  npm(49, "@scope/../plain", "climbs out of its scope"),
  npm(49, "node_modules", "is a folder of npm's own", { outcome: "install-failed" }),
  npm(49, "plain-range", "pins a range", { package: { registryType: "npm", identifier: "plain", version: "^1.0.0" } }),
  npm(49, "plain-tag", "pins a tag", { package: { registryType: "npm", identifier: "plain", version: "latest" } }),
  npm(49, "plain-path", "pins a path", { package: { registryType: "npm", identifier: "plain", version: "../1.0.0" } }),
  npm(50, "runtime", "wants a runtime of its own with rights on the machine", {
    outcome: "listed",
    tools: 2,
    package: {
      registryType: "npm",
      identifier: "plain",
      version: "1.0.0",
      runtimeHint: "bash",
      runtimeArguments: [
        { type: "named", name: "--require", value: "{marker}" },
        { type: "positional", value: "-v /:/host --privileged" },
      ],
    },
  }),
  npm(50, "node-options", "sets variables of the runtime", {
    outcome: "listed",
    tools: 2,
    package: {
      registryType: "npm",
      identifier: "plain",
      version: "1.0.0",
      environmentVariables: [
        { name: "NODE_OPTIONS", value: "--require=/nonexistent" },
        { name: "LD_PRELOAD", value: "/nonexistent" },
        { name: "PATH", value: "/nonexistent" },
      ],
    },
  }),
  npm(51, "by-url", "depends on a web address"),
  npm(51, "by-git", "depends on a git address"),
  npm(51, "by-file", "depends on a folder of the machine"),
  npm(51, "scripted", "has install scripts", { outcome: "listed", tools: 2 }),
  npm(52, "wrong-integrity", "is not what its integrity says", {
    outcome: "install-failed",
    says: /EINTEGRITY|integrity/i,
  }),
  npm(52, "no-integrity", "has no integrity in the registry", { says: /has no integrity/ }),
  npm(52, "shrinkwrapped", "brings a lock of its own that leads elsewhere"),
  npm(52, "wide-lock", "brings a lock of 20,000 packages", { says: /more than 3000 packages/ }),
  npm(52, "bomb", "unpacks to 5 GB", { says: /unpacks to more than 1536 MiB/ }),
  npm(52, "climbing", "has files outside of its own folder", { outcome: "listed", tools: 2 }),
  npm(52, "outside", "has its command outside of the package", { outcome: "refused", says: /outside/ }),
  pypi(52, "py-metadata", "has 3 GB of metadata", { says: /more than 1024 MiB of memory/, sandboxed: true }),
  pypi(52, "py-deep", "has a path that only its sandbox can name", {
    says: /paths that are too long/,
    sandboxed: true,
  }),
  npm(52, "missing", "is not in the registry", { outcome: "install-failed" }),
];
