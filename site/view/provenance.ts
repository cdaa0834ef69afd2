import type { Attempt } from "../../db/records/attempt.ts";
import type { Argument, ServerRecord } from "../../db/records/server.ts";
import { safeUrl } from "./links.ts";
import { plainLine } from "./visible-text.ts";
import { day, seconds } from "./wording.ts";

/** A line of a data sheet: a label, a text that may be the server's, and an address when it may become a link. */
export type Fact = { label: string; value: string; url?: string | null; code?: boolean };

const PACKAGE_PAGES: Record<string, (id: string, version: string | null) => string> = {
  npm: (id, version) =>
    `https://www.npmjs.com/package/${id.split("/").map(encodeURIComponent).join("/")}${version ? `/v/${encodeURIComponent(version)}` : ""}`,
  pypi: (id, version) =>
    `https://pypi.org/project/${encodeURIComponent(id)}/${version ? `${encodeURIComponent(version)}/` : ""}`,
};

/** How the server can be reached, from its record: packages and remote addresses. */
export const reachFacts = (record: ServerRecord): Fact[] => [
  ...(record.packages ?? []).map((one) => ({
    label: `Package (${one.registryType})`,
    value: `${one.identifier}${one.version ? ` ${one.version}` : ""}`,
    url: PACKAGE_PAGES[one.registryType]?.(one.identifier, one.version ?? null) ?? null,
    code: true,
  })),
  ...(record.remotes ?? []).map((one) => ({
    label: `Remote (${one.type})`,
    value: one.url,
    url: safeUrl(one.url),
    code: true,
  })),
];

/** Settings that one page names. */
const MOST_NEEDED = 24;

/** How an argument is told of: a fixed word by itself, unless its record calls it a secret. */
const argumentName = ({ name, valueHint, value, isSecret }: Argument): string | undefined =>
  name ?? valueHint ?? (isSecret ? undefined : value);

/** What the server has to be told before it works: variables of its packages, headers of its remotes, arguments. */
export const neededFacts = (record: ServerRecord): Fact[] => {
  const inputs = [
    ...(record.packages ?? []).flatMap(({ environmentVariables = [], packageArguments = [] }) => [
      ...environmentVariables.map((one) => ["Environment variable", one] as const),
      ...packageArguments.map((one) => ["Argument", { ...one, name: argumentName(one) }] as const),
    ]),
    ...(record.remotes ?? []).flatMap(({ headers = [] }) => headers.map((one) => ["Header", one] as const)),
  ];
  const facts = new Map<string, Fact>();
  for (const [label, { name, description, isRequired, isSecret }] of inputs) {
    if (!name || facts.has(`${label} ${name}`)) continue;
    const traits = [isRequired && "required", isSecret && "secret"].filter(Boolean).join(", ");
    const value = `${name}${traits && ` (${traits})`}${description ? `: ${description}` : ""}`;
    facts.set(`${label} ${name}`, { label, value });
  }
  return [...facts.values()].slice(0, MOST_NEEDED);
};

/** Where the server was heard of, and its own pages. */
export const identityFacts = (record: ServerRecord, sources: readonly string[]): Fact[] => [
  { label: "Name", value: record.name, code: true },
  ...(sources.length > 0 ? [{ label: sources.length === 1 ? "Source" : "Sources", value: sources.join(", ") }] : []),
  ...(record.repository?.url
    ? [{ label: "Repository", value: record.repository.url, url: safeUrl(record.repository.url) }]
    : []),
  ...(record.websiteUrl ? [{ label: "Website", value: record.websiteUrl, url: safeUrl(record.websiteUrl) }] : []),
];

const HOW: Record<string, string> = {
  snapshots: "read from a saved listing; the server was not started",
};

/** How a list that was asked for twice differed. */
const unstableText = ({ added, removed, changed }: NonNullable<Attempt["unstable"]>): string => {
  const kinds = [
    ["new", added],
    ["gone", removed],
    ["other", changed],
  ] as const;
  const differences = kinds.flatMap(([what, names]) =>
    names.length === 0 ? [] : [`${what}: ${names.map((name) => plainLine(name, 60)).join(", ")}`],
  );
  return `asked again at once, it listed something else (${differences.join("; ")})`;
};

/** When and how the list of tools was read. */
export const listingFacts = (listing: Attempt): Fact[] => [
  {
    label: "Listed",
    value: `${day(listing.startedAt)}, ${HOW[listing.launcher] ?? (listing.launcher === "none" ? "from a saved listing" : `by ${listing.launcher}, in ${seconds(listing.durationMs)}`)}`,
  },
  ...(listing.identifier
    ? [
        {
          label: "What ran",
          value: `${listing.identifier}${listing.version ? ` ${listing.version}` : ""}`,
          code: true,
        },
      ]
    : []),
  ...(listing.integrity ? [{ label: "Integrity", value: listing.integrity, code: true }] : []),
  ...(listing.unstable ? [{ label: "Unstable list", value: unstableText(listing.unstable) }] : []),
  ...(listing.protocolVersion ? [{ label: "Protocol", value: `MCP ${listing.protocolVersion}` }] : []),
];
