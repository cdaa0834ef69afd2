import { z } from "zod";
import type { Authorization } from "../db/records/attempt.ts";
import { bodyBeginning } from "./body-beginning.ts";

/** How long each of the descriptions of a login may take, in ms. */
const DESCRIPTION_MS = 3_000;
/** The longest description that is read, in bytes: one that is cut does not parse, and counts as none. */
const MAX_DESCRIPTION = 65_536;
const MAX_SCOPES = 50;
const MAX_TEXT = 300;

const text = z.string().max(MAX_TEXT);
const TextsSchema = z
  .array(z.string())
  .transform((all) => all.map((one) => one.slice(0, MAX_TEXT)).slice(0, MAX_SCOPES));

/** OAuth 2.0 Protected Resource Metadata (RFC 9728), as far as it is read here. */
const ResourceSchema = z.looseObject({
  authorization_servers: TextsSchema.optional(),
  scopes_supported: TextsSchema.optional(),
});
/** OAuth 2.0 Authorization Server Metadata (RFC 8414); hosts of before the 2025-06-18 revision have only that. */
const ServerSchema = z.looseObject({ issuer: text, scopes_supported: TextsSchema.optional() });

/** The scheme and the parameters of the first challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1). */
const challengeOf = (header: string | null): { scheme: string | null; parameters: Map<string, string> } => {
  const scheme = /^\s*([!#$%&'*+.^_`|~\w-]{1,40})(?:\s|$)/.exec(header ?? "")?.[1] ?? null;
  const pairs = (header ?? "").matchAll(/([A-Za-z_-]{1,40})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/g);
  const parameters = [...pairs].map(([, name = "", quoted, bare = ""]): [string, string] => [
    name.toLowerCase(),
    (quoted?.replace(/\\(.)/g, "$1") ?? bare).slice(0, 1_000),
  ]);
  return { scheme, parameters: new Map(parameters.reverse()) };
};

/**
 * What a host says of the login that it asks for: its challenge, and the descriptions that lie on its own origin (RFC 9728,
 * else RFC 8414), at most three requests. What lies elsewhere is named and never asked: a server chooses that address.
 */
export const loginPosture = async (
  { url, status, challenge }: { url: URL; status: number; challenge: string | null },
  fetch: (url: URL, signal: AbortSignal) => Promise<Response>,
): Promise<Authorization> => {
  const { scheme, parameters } = challengeOf(challenge);
  const asked = parameters.get("scope")?.split(/\s+/).filter(Boolean).slice(0, MAX_SCOPES) ?? [];
  const posture: Authorization = { status, scheme, scopes: asked, authorizationServers: [], described: null };
  const read = async <T>(at: URL, schema: z.ZodType<T>): Promise<T | null> => {
    try {
      const response = await fetch(at, AbortSignal.timeout(DESCRIPTION_MS));
      if (!response.ok) {
        await response.body?.cancel();
        return null;
      }
      const text = (await bodyBeginning(response, MAX_DESCRIPTION)).toString("utf8");
      return schema.safeParse(JSON.parse(text)).data ?? null;
    } catch {
      return null; // no description is no fault: the challenge itself has been told
    }
  };
  const { origin, pathname } = url;
  const named = parameters.get("resource_metadata");
  const wellKnown = "/.well-known/oauth-protected-resource";
  const places = [`${origin}${wellKnown}${pathname === "/" ? "" : pathname}`, `${origin}${wellKnown}`];
  if (named !== undefined && URL.canParse(named)) {
    if (new URL(named).origin !== origin) return { ...posture, described: `elsewhere, at ${new URL(named).origin}` };
    places.splice(0, 2, named);
  }
  for (const place of new Set(places)) {
    const found = await read(new URL(place), ResourceSchema);
    if (!found) continue;
    const scopes = [...new Set([...asked, ...(found.scopes_supported ?? [])])].slice(0, MAX_SCOPES);
    return { ...posture, scopes, authorizationServers: found.authorization_servers ?? [], described: place };
  }
  const place = `${origin}/.well-known/oauth-authorization-server`;
  const server = await read(new URL(place), ServerSchema);
  if (!server) return posture;
  const scopes = [...new Set([...asked, ...(server.scopes_supported ?? [])])].slice(0, MAX_SCOPES);
  return { ...posture, scopes, authorizationServers: [server.issuer], described: place };
};

/** The same in words, for the error of the attempt. */
export const postureText = ({ scopes, authorizationServers, described }: Authorization): string => {
  if (described?.startsWith("elsewhere")) return `keeps its login's description ${described}, which was not asked`;
  if (described === null) return "";
  const where = authorizationServers.length > 0 ? authorizationServers.join(", ") : "a server that it does not name";
  return `logs in at ${where}${scopes.length > 0 ? `, scopes: ${scopes.join(" ")}` : ""}`;
};
