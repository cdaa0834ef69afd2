import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { EnvHttpProxyAgent, fetch, interceptors } from "undici";
import { z } from "zod";
import { normalizedPypiName } from "../db/records/identity.ts";
import { USER_AGENT } from "./client-name.ts";
import { destinationOf } from "./egress-proxy.ts";
import { LaunchError } from "./launcher.ts";

const PUBLIC_INDEX = "https://pypi.org/simple";
/** Where the public index keeps its files. */
const PUBLIC_FILES = "https://files.pythonhosted.org/";
const SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
/** For one answer, with all its retries, in ms. */
const FETCH_MS = 120_000;
/** How an index that is busy or out of reach for a moment is asked again; it may say itself when (Retry-After). */
const RETRIES = {
  maxRetries: 4,
  minTimeout: 500,
  maxTimeout: 20_000,
  throwOnError: false,
  // undici's own list has no timeouts: an index to which many connections are open at once lets one wait for long.
  errorCodes: [
    "ECONNRESET",
    "ECONNREFUSED",
    "ENETDOWN",
    "ENETUNREACH",
    "EHOSTDOWN",
    "EHOSTUNREACH",
    "EPIPE",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ETIMEDOUT",
    "UND_ERR_SOCKET",
    "UND_ERR_CONNECT_TIMEOUT",
    "UND_ERR_HEADERS_TIMEOUT",
    "UND_ERR_BODY_TIMEOUT",
  ],
};
/** The longest page of an index: the largest project of today has 9 MB. */
const MAX_PAGE = 64 * 2 ** 20;

/** A package index and how it is reached. */
export interface PythonIndex {
  /** Its simple API, without a slash at the end. */
  address: string;
  /** Certificates that the user trusts, as a file; null: those that uv brings. */
  certificates: string | null;
  /** The user's own proxy on the way to it; null where the way is direct. */
  proxy: URL | null;
}

/** The index of the user's pip configuration files, the nearest first. */
const configured = (): string | undefined => {
  const { PIP_CONFIG_FILE, XDG_CONFIG_HOME } = process.env;
  const files = [
    PIP_CONFIG_FILE,
    join(XDG_CONFIG_HOME ?? join(homedir(), ".config"), "pip/pip.conf"),
    join(homedir(), ".pip/pip.conf"),
    "/etc/pip.conf",
  ];
  return files
    .filter((file) => file !== undefined && existsSync(file))
    .map((file) => /^\s*index[-_]url\s*[=:]\s*(https?:\/\/\S+)\s*$/m.exec(readFileSync(file as string, "utf8"))?.[1])
    .find((found) => found !== undefined);
};

const proxyTo = ({ protocol, hostname }: URL): URL | null => {
  const { env } = process;
  const direct = (env.no_proxy ?? env.NO_PROXY ?? "").split(",").map((part) => part.trim().replace(/^\*?\./, ""));
  if (direct.some((part) => part !== "" && (hostname === part || hostname.endsWith(`.${part}`)))) return null;
  const named = protocol === "https:" ? (env.https_proxy ?? env.HTTPS_PROXY) : (env.http_proxy ?? env.HTTP_PROXY);
  const address = named ?? env.all_proxy ?? env.ALL_PROXY;
  return address && URL.canParse(address) ? new URL(address) : null;
};

/** The user's package index: of uv's variables, of pip's, of pip's configuration, else the public one. */
export const pythonIndex = (): PythonIndex => {
  const { UV_DEFAULT_INDEX, UV_INDEX_URL, PIP_INDEX_URL } = process.env;
  const address = (UV_DEFAULT_INDEX || UV_INDEX_URL || PIP_INDEX_URL || configured() || PUBLIC_INDEX).trim();
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new LaunchError("install-failed", "the Python package index that is configured here has no web address");
  const named = [process.env.SSL_CERT_FILE, process.env.PIP_CERT, process.env.NODE_EXTRA_CA_CERTS];
  const certificates = [...named, SYSTEM_CERTIFICATES].find((path) => path && existsSync(path)) ?? null;
  return { address: address.replace(/\/+$/, ""), certificates, proxy: proxyTo(new URL(address)) };
};

/** The hosts that packages may come from, as `host:port`. */
export const fileHosts = ({ address }: PythonIndex): string[] => [destinationOf(address), destinationOf(PUBLIC_FILES)];

/** The index answered, with another status than success. */
export class IndexStatusError extends LaunchError {
  readonly status: number;
  constructor(status: number, address: string) {
    super("install-failed", `the package index answers with HTTP ${status} for ${address}`);
    this.status = status;
  }
}

/** One file of a project, by https://packaging.python.org/en/latest/specifications/simple-repository-api/. */
export interface IndexFile {
  filename: string;
  url: string;
  /** Null where the index does not tell: one without JSON, or of before PEP 700. */
  uploadedAt: Date | null;
}

const PageSchema = z.looseObject({
  files: z.array(z.looseObject({ filename: z.string(), url: z.string(), "upload-time": z.string().optional() })),
});

const filesOfHtml = (text: string): z.infer<typeof PageSchema>["files"] =>
  [...text.matchAll(/<a\s[^>]*href="([^"]+)"[^>]*>\s*([^<]+?)\s*<\/a>/gi)].map(([, url = "", filename = ""]) => ({
    url: url.replaceAll("&amp;", "&").replace(/#.*$/, ""),
    filename,
  }));

/**
 * Fetches from the user's own index, or a file that it names, through the proxy of their environment. No guard of private
 * addresses stands here: the user configured the host. Throws a LaunchError.
 */
export const fetchFromIndex = async (
  address: string,
  accept: string,
  { most, signal }: { most: number; signal?: AbortSignal | undefined },
): Promise<{ body: Buffer; type: string }> => {
  const url = new URL(address);
  const { username, password } = url;
  Object.assign(url, { username: "", password: "" });
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const headers = { accept, "user-agent": USER_AGENT, ...(username === "" ? {} : { authorization: `Basic ${login}` }) };
  const agent = new EnvHttpProxyAgent();
  try {
    const dispatcher = agent.compose(interceptors.retry(RETRIES));
    const limits = [AbortSignal.timeout(FETCH_MS), ...(signal ? [signal] : [])];
    const response = await fetch(url, { headers, signal: AbortSignal.any(limits), dispatcher });
    if (!response.ok || !response.body) throw new IndexStatusError(response.status, url.href);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body) {
      size += (part as Uint8Array).byteLength;
      if (size > most) throw new LaunchError("install-failed", `the package index sends more than ${most} bytes`);
      parts.push(part as Uint8Array);
    }
    return { body: Buffer.concat(parts), type: response.headers.get("content-type") ?? "" };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LaunchError) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw new LaunchError(
      "install-failed",
      `the package index ${url.host} cannot be asked: ${(error as Error).message}${cause}`,
    );
  } finally {
    await agent.destroy();
  }
};

/** The files of a project. Throws a LaunchError where the index does not have it or cannot be asked. */
export const indexFiles = async (
  { address }: PythonIndex,
  name: string,
  signal?: AbortSignal | undefined,
): Promise<IndexFile[]> => {
  const page = `${address}/${normalizedPypiName(name)}/`;
  const accept = "application/vnd.pypi.simple.v1+json, text/html;q=0.5";
  const { body, type } = await fetchFromIndex(page, accept, { most: MAX_PAGE, signal });
  const text = body.toString("utf8");
  let files: z.infer<typeof PageSchema>["files"];
  try {
    files = /json/i.test(type) ? PageSchema.parse(JSON.parse(text)).files : filesOfHtml(text);
  } catch {
    throw new LaunchError("install-failed", `the package index answers with no list of files for ${name}`);
  }
  return files.flatMap(({ filename, url, ...more }) => {
    if (!URL.canParse(url, page)) return [];
    const time = Date.parse(more["upload-time"] ?? "");
    return [{ filename, url: new URL(url, page).href, uploadedAt: Number.isNaN(time) ? null : new Date(time) }];
  });
};

/** The name and version that a wheel's file name states; null for another kind of file. */
export const wheelNameOf = (filename: string): { name: string; version: string } | null => {
  const [, name, version] = /^([\w.]+)-([\w.!+]+)(?:-\d\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl$/.exec(filename) ?? [];
  return name !== undefined && version !== undefined ? { name: normalizedPypiName(name), version } : null;
};
