import type { Input } from "../db/records/server.ts";

/** Stands in a value for the home folder that the server finds, whose path is known only where it runs. */
export const HOME = "%TOOLRISK-HOME%";
/** Where a credential file lies in the scratch home when a variable wants the path of one. */
export const CREDENTIAL_FILE = "credentials.json";

const UUID = "00000000-0000-4000-8000-000000000000";
const WORD = "placeholder0000000000000000000000";

/** By what a name says, the first that matches: the shape in which its value is checked before the server starts. */
const BY_NAME: [pattern: RegExp, value: string][] = [
  [
    /(?:oauth|credentials?|key|service_?account|token|secrets?)_?(?:json_?)?(?:path|file)s?$|oauth_credentials$|application_credentials$/i,
    `${HOME}/${CREDENTIAL_FILE}`,
  ],
  [/postgres|pg_(?:url|dsn|conn)/i, "postgres://user:placeholder@127.0.0.1:5432/database"],
  [/mongo/i, "mongodb://127.0.0.1:27017/database"],
  [/redis.*(?:url|uri)/i, "redis://127.0.0.1:6379"],
  [/mysql.*(?:url|uri|dsn)/i, "mysql://user:placeholder@127.0.0.1:3306/database"],
  [
    /database_ur[il]|connection_?string|^dsn$|_dsn$|database-url/i,
    "postgres://user:placeholder@127.0.0.1:5432/database",
  ],
  [/(?:ur[il]|endpoint|_base|webhook|server_address|instance)s?$/i, "http://127.0.0.1:9/"],
  [/host(?:name)?$/i, "127.0.0.1"],
  [/port$/i, "8080"],
  [/(?:domain|subdomain|site|workspace_slug)$/i, "example.com"],
  [/e?mail$/i, "user@example.com"],
  [/phone|msisdn/i, "+15555550100"],
  [/region$/i, "us-east-1"],
  [/(?:dir|directory|folder|root|path|vault)s?$/i, HOME],
  [/xoxp/i, `xoxp-${WORD}`],
  [/xoxc/i, `xoxc-${WORD}`],
  [/xoxd/i, `xoxd-${WORD}`],
  [/slack.*bot|xoxb/i, `xoxb-${WORD}`],
  [/slack.*team/i, "T00000000"],
  [/stripe/i, `sk_test_${WORD}`],
  [/openai/i, `sk-${WORD}`],
  [/anthropic/i, `sk-ant-${WORD}`],
  [/github.*(?:token|pat)/i, `ghp_${WORD}`],
  [/(?:tenant|client|subscription|project|space|org(?:ani[sz]ation)?|account|user|database)_?(?:uu)?id$/i, UUID],
  [/(?:count|limit|size|timeout|max|min|number|_id)$/i, "1"],
  [/^(?:enable|disable|use|allow|is)_|(?:enabled|disabled|mode_on)$/i, "true"],
  [/(?:date|since|until)$/i, "2026-01-01"],
  [/version$/i, "1"],
];

/** A value of the right shape for what a variable, argument or option is called; never one that opens anything. */
export const placeholderFor = (name: string, input: Partial<Input> = {}): string => {
  const choice = input.choices?.[0];
  if (choice !== undefined && !choice.includes("\0")) return choice;
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (input.format === "number") return named && /^\d+$/.test(named) ? named : "1";
  if (input.format === "boolean") return "true";
  if (input.format === "filepath") return named?.startsWith(HOME) ? named : `${HOME}/${CREDENTIAL_FILE}`;
  return named ?? WORD;
};

/**
 * A credential file that parses as each of the kinds that servers read before they list: an OAuth client of an
 * installed or web application, a service account, saved tokens. It opens nothing.
 */
export const credentialFile = (): string => {
  const client = {
    client_id: `${WORD}.apps.example.com`,
    client_secret: WORD,
    project_id: "placeholder",
    auth_uri: "http://127.0.0.1:9/auth",
    token_uri: "http://127.0.0.1:9/token",
    redirect_uris: ["http://localhost:3000/oauth2callback"],
  };
  return JSON.stringify({
    ...client,
    installed: client,
    web: client,
    type: "authorized_user",
    client_email: "user@example.com",
    refresh_token: WORD,
    access_token: WORD,
    expiry_date: 4_102_444_800_000,
  });
};
