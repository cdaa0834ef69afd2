import { z } from "zod";
import type { Authorization } from "./attempt.ts";
import type { ServerRecord } from "./server.ts";

/** Who is behind a server, as the record said at the time of one attempt. */
export const OriginSchema = z.object({
  repository: z.string().nullable().describe("the address of its source, as the record has it"),
  packages: z.array(z.object({ registryType: z.string(), identifier: z.string() })),
  hosts: z
    .array(z.string())
    .describe("the hosts of its addresses, in small letters; those with a variable are left out"),
});
export type Origin = z.infer<typeof OriginSchema>;

const hostOf = (address: string): string[] => {
  const url = /[{}]/.test(address) ? null : URL.parse(address);
  return url?.hostname ? [url.hostname.toLowerCase()] : [];
};

/** What a record says of who is behind its server. */
export const originOf = ({ repository, packages = [], remotes = [] }: ServerRecord): Origin => ({
  repository: repository?.url || null,
  packages: packages.map(({ registryType, identifier }) => ({ registryType, identifier })),
  hosts: [...new Set(remotes.flatMap(({ url }) => hostOf(url)))],
});

/**
 * One look at a server as far as its tools do not tell it. What an attempt did not show is null, which is never taken
 * for a difference.
 */
export interface ServerLook {
  /** When the attempt began, ISO 8601. */
  at: string;
  /** Whether an address listed its tools to anyone or asked for a login first; null for what runs on the own machine. */
  posture: "open" | "login" | null;
  /** What login it asked for; null where it asked for none, or did not say. */
  login: Pick<Authorization, "scheme" | "authorizationServers"> | null;
  /** The package that ran. */
  package: { registryType: string; identifier: string; version: string; integrity: string | null } | null;
  origin: Origin | null;
}
