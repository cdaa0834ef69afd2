import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { LaunchError } from "./launcher.ts";
import { run } from "./npm-cli.ts";
import { HOME } from "./placeholders.ts";
import { type Confined, type Sandbox, SERVER_LIMITS } from "./sandbox.ts";
import { confiningWords, engineEnvironment } from "./sandbox-container.ts";
import { INSIDE_HOME } from "./sandbox-paths.ts";
import { dockerEngine } from "./sandboxes/docker.ts";
import { podmanEngine } from "./sandboxes/podman.ts";
import type { Settings } from "./settings.ts";

/** Where the official registry allows images to lie, and Quay. The engine dials for us, past every guard of ours. */
const HOSTS = /^(?:docker\.io|ghcr\.io|quay\.io|mcr\.microsoft\.com|[a-z0-9-]+\.pkg\.dev|[a-z0-9-]+\.azurecr\.io)$/;
const ENGINES = ["docker", "podman"] as const;
const PULL_MS = 300_000;
const ASK_MS = 15_000;

/** A reference to an image, taken apart. */
export interface ImageReference {
  /** With its host, and its tag or digest. */
  full: string;
  digest: string | null;
  tag: string | null;
}

/**
 * Takes a reference apart by the grammar of the OCI distribution specification. A name without a host lies on Docker Hub,
 * as every engine has it. Throws a LaunchError for anything else, and for hosts where no server of a registry may lie.
 */
export const parseImage = (identifier: string, version: string | null): ImageReference => {
  const match =
    /^(?:([a-zA-Z0-9.-]+(?::\d+)?)\/)?([a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      identifier,
    );
  if (!match || identifier.length > 400)
    throw new LaunchError("refused", `${JSON.stringify(identifier)} names no image`);
  const [, first, path = "", tag, digest] = match;
  const isHost = first !== undefined && (/[.:]/.test(first) || first === "localhost");
  const host = isHost ? first : "docker.io";
  const name = first !== undefined && !isHost ? `${first}/${path}` : path;
  if (!HOSTS.test(host)) throw new LaunchError("refused", `images of the host ${host} are not fetched`);
  const stated = tag ?? (digest === undefined ? version : null);
  if (stated !== null && stated !== undefined && !/^\w[\w.-]{0,127}$/.test(stated))
    throw new LaunchError("refused", `${JSON.stringify(stated)} is no tag`);
  const where = `${host}/${name}${stated ? `:${stated}` : ""}${digest ? `@${digest}` : ""}`;
  return { full: where, digest: digest ?? null, tag: stated ?? null };
};

/** An engine that answers. */
export interface ContainerEngine {
  id: (typeof ENGINES)[number];
  command: string;
}

const ask = (engine: ContainerEngine, args: string[], limitMs: number, signal?: AbortSignal): ReturnType<typeof run> =>
  run({ command: engine.command, args }, { env: engineEnvironment(), cwd: "/", limitMs, signal });

/** Finds Docker or Podman, running. Throws a LaunchError that says how each one fails. */
export const findContainerEngine = async (): Promise<ContainerEngine> => {
  const failed: string[] = [];
  for (const id of ENGINES) {
    const folders = (process.env.PATH ?? "").split(delimiter).filter(isAbsolute);
    const command = folders.map((folder) => join(folder, id)).find((path) => existsSync(path));
    if (!command) {
      failed.push(`${id} is not installed`);
      continue;
    }
    // What lies on the PATH by that name may be no program at all.
    const { code, stderr } = await ask({ id, command }, ["info"], ASK_MS).catch((error: Error) => ({
      code: null,
      stderr: error.message,
    }));
    if (code === 0) return { id, command };
    failed.push(`${id} does not answer (${stderr.trim().split("\n")[0]?.slice(0, 200) || "no reason given"})`);
  }
  throw new LaunchError("refused", `container images need Docker or Podman: ${failed.join("; ")}`);
};

/** Pulls an image, which runs nothing of it; gives the digest of what came. Throws a LaunchError. */
export const pullImage = async (
  engine: ContainerEngine,
  image: ImageReference,
  signal?: AbortSignal,
): Promise<string> => {
  const inspect = async (): Promise<string | null> => {
    const { code, stdout } = await ask(
      engine,
      ["image", "inspect", "--format", "{{json .RepoDigests}}", image.full],
      ASK_MS,
      signal,
    );
    // One image may have several: of its index and of its own manifest, and of several names.
    const found = code === 0 ? [...stdout.matchAll(/"([^"@]+)@(sha256:[0-9a-f]{64})"/g)] : [];
    const bare = image.full.replace(/@.*$/, "").replace(/:[\w.-]+$/, "");
    const own =
      found.find(([, , digest]) => digest === image.digest) ?? found.find(([, name = ""]) => bare.endsWith(name));
    return (own ?? found[0])?.[2] ?? null;
  };
  const there = image.digest === null ? null : await inspect();
  if (there !== null && there === image.digest) return there;
  const { code, stderr } = await ask(engine, ["pull", "--quiet", image.full], PULL_MS, signal);
  signal?.throwIfAborted();
  if (code !== 0) throw new LaunchError("install-failed", code === null ? "the pull took too long" : stderr.trim());
  const digest = await inspect();
  if (!digest) throw new LaunchError("install-failed", "the engine does not tell the image's digest");
  if (image.digest && digest !== image.digest)
    throw new LaunchError("refused", `the image that came has another digest, ${digest}`);
  return digest;
};

/** The words that run an image, confined as every server is. Nothing of a record's `runtimeArguments` comes in here. */
const runWords = ({ id }: ContainerEngine, image: ImageReference, name: string, { args, env }: Settings): string[] => {
  const settled = (text: string): string => text.replaceAll(HOME, INSIDE_HOME);
  const variables = { HOME: INSIDE_HOME, ...env };
  return [
    ...confiningWords(id === "docker" ? dockerEngine : podmanEngine, name, SERVER_LIMITS),
    ...Object.entries(variables).flatMap(([key, value]) => ["--env", `${key}=${settled(value)}`]),
    image.full,
    ...args.map(settled),
  ];
};

/** The image's own container as what its server is confined by. */
export const imageSandbox = (engine: ContainerEngine, image: ImageReference, settings: Settings): Sandbox => ({
  id: engine.id,
  says: `a container of ${engine.id}`,
  confines: true,
  probe: async () => ({ ok: true }),
  wrap: (): Confined => {
    const name = `toolrisk-${process.pid}-${randomUUID()}`;
    return {
      command: engine.command,
      args: runWords(engine, image, name, settings),
      env: engineEnvironment(),
      cwd: "/",
      feeds: [],
      lifeline: [engine.command, "rm", "--force", name],
      inside: new Map(),
      watchMemory: null,
      // Ending the engine's command line does not end the container; it may have ended by itself.
      end: async () => void (await ask(engine, ["rm", "--force", name], ASK_MS)),
    };
  },
});
