import type { HostileCase } from "./case.ts";

/** A host of the tests' own internet; the id is the first label of its name. */
export interface InternetCase extends HostileCase {
  /** Where its address is not `/mcp`. */
  path?: string;
  /** Whether its own MCP address may have been asked, with whatever came of it. */
  asked: boolean;
}

const host = (
  row: InternetCase["row"],
  id: string,
  does: string,
  outcome: InternetCase["outcome"],
  rest: Partial<InternetCase> = {},
): InternetCase => ({ row, id, does, outcome, asked: outcome === "listed", ...rest });

const inside = { says: /lies in a private network/ };

/** What hosts can do with their names, certificates and redirects, each reached by its name as somebody else's server. */
export const INTERNET_CASES: readonly InternetCase[] = [
  host(40, "downgrades", "redirects to itself without encryption", "refused", {
    says: /redirects to http:/,
    asked: true,
  }),
  host(40, "redirects-away", "redirects to another public host", "refused", { says: /redirects to/, asked: true }),
  host(40, "redirects-inside", "redirects to a name that is this machine", "refused", {
    says: /redirects to/,
    asked: true,
  }),
  host(41, "rebinds", "has a public address the first time, this machine's the second", "refused", inside),
  host(41, "rebinds-later", "has a public address until it has introduced itself, then this machine's", "refused", {
    ...inside,
    asked: true,
  }),
  host(41, "mixed", "has a public address and this machine's", "refused", inside),
  host(41, "mixed-kinds", "has a public IPv4 address and this machine's IPv6 address", "refused", inside),
  host(41, "mapped", "has this machine's address as an IPv6 address", "refused", inside),
  host(41, "translated", "has this machine's address behind NAT64", "refused", inside),
  host(41, "private", "has an address of a private network", "refused", inside),
  host(41, "metadata", "has the address of a cloud's metadata service", "refused", inside),
  host(41, "shared", "has an address of a provider's own network", "refused", inside),
  host(41, "own-public", "has a public address of this machine itself", "refused", inside),
  host(41, "alias", "is another name of this machine", "refused", inside),
  host(41, "unknown", "has a name that nobody knows", "unreachable", { says: /ENOTFOUND/ }),
  host(41, "nothing", "has a name without an address", "unreachable", { says: /ENODATA/ }),
  host(41, "silent", "has a name server that does not answer", "unreachable", { says: /no answer|TIMEOUT/ }),
  host(48, "good", "has a certificate that holds", "listed", { tools: 1 }),
  host(48, "self-signed", "has a certificate that it signed itself", "unreachable", { says: /self-signed/ }),
  host(48, "expired", "has a certificate that has expired", "unreachable", { says: /expired/ }),
  host(48, "future", "has a certificate of the future", "unreachable", { says: /not yet valid/ }),
  host(48, "other-name", "has another host's certificate", "unreachable", { says: /does not match/ }),
  host(48, "old-protocol", "speaks TLS 1.1 alone", "unreachable", { says: /protocol|alert/i }),
];

/** What hosts say of crawlers, and lists of those who do not want to be looked at. */
export const CONSENT_CASES: readonly (Omit<InternetCase, "row"> & { server?: string })[] = [
  host(0, "robots-everyone", "its robots.txt turns every crawler away", "refused", { says: /robots\.txt asks/ }),
  host(0, "robots-us", "its robots.txt turns toolrisk away from this path", "refused", { says: /robots\.txt asks/ }),
  host(0, "robots-others", "its robots.txt turns all others away", "listed", { tools: 1 }),
  host(0, "robots-path", "its robots.txt turns away from another path", "listed", { tools: 1 }),
  host(0, "robots-broken", "its robots.txt is broken (HTTP 500)", "unreachable", { says: /robots\.txt answers/ }),
  host(0, "robots-silent", "its robots.txt does not come", "unreachable", {
    says: /robots\.txt cannot be read: no answer/,
  }),
  host(0, "robots-endless", "its robots.txt turns away and has no end", "refused", { says: /robots\.txt asks/ }),
  host(0, "robots-moved", "its robots.txt is another host's, which turns away", "refused", {
    says: /robots\.txt asks/,
  }),
  host(0, "robots-inside", "its robots.txt is said to lie on this machine", "listed", { tools: 1 }),
  host(0, "robots-page", "its robots.txt is a web page", "listed", { tools: 1 }),
  host(0, "opted-out", "stands in the opt-out list by its host", "refused", { says: /opt-out list: host opted-out/ }),
  host(0, "below.opted-out", "is below a host of the opt-out list", "refused", { says: /opt-out list/ }),
  {
    ...host(0, "named", "stands in the opt-out list by its server's name", "refused", { says: /server io\.example/ }),
    server: "io.example/Named",
  },
];
