import { homepage, version } from "../db/records/version.ts";

/** How the crawler names itself to every MCP server. */
export const CLIENT_INFO = { name: "toolrisk", version: version() } as const;

/** How it names itself to every host, with where its operator's tool is explained and how to opt out. */
export const USER_AGENT = `${CLIENT_INFO.name}/${CLIENT_INFO.version} (+${homepage()})`;
