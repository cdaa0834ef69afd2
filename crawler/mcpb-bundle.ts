import { chmod, mkdir, mkdtemp, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { guardErrorOf, guardedFetch } from "./guarded-fetch.ts";
import { LaunchError } from "./launcher.ts";
import { useFolder } from "./make-room.ts";
import { OWNER } from "./owner.ts";
import { HOME, placeholderFor } from "./placeholders.ts";
import { readManifest } from "./read-manifest.ts";
import { removeFolder } from "./remove-folder.ts";
import { filesOfZip, ZipError } from "./zip-archive.ts";

/** The largest bundle, in bytes, and what it may unpack to. */
const MAX_BUNDLE = 256 * 2 ** 20;
const MAX_UNPACKED = { bytes: 2 ** 30, files: 50_000 };
const FETCH_MS = 120_000;
/** Addresses that a download may be passed on to: releases are kept on other hosts than their page. */
const MAX_HOPS = 3;

/** The manifest of a bundle (https://github.com/modelcontextprotocol/mcpb, MANIFEST.md): what is used of it. */
const ManifestSchema = z.looseObject({
  version: z.string().optional(),
  server: z.looseObject({
    type: z.string(),
    entry_point: z.string().optional(),
    mcp_config: z
      .looseObject({
        command: z.string().optional(),
        args: z.array(z.string()).optional(),
        env: z.record(z.string(), z.string()).optional(),
      })
      .optional(),
  }),
  user_config: z
    .record(z.string(), z.looseObject({ type: z.string().optional(), default: z.unknown().optional() }))
    .optional(),
});
export type Manifest = z.infer<typeof ManifestSchema>;

/** An unpacked bundle. */
export interface Bundle {
  folder: string;
  manifest: Manifest;
}

/** Fetches a bundle through the guard: public https addresses alone, every hop. Throws a LaunchError. */
export const fetchBundle = async (address: string, signal?: AbortSignal): Promise<Buffer> => {
  const guard = guardedFetch({ mostBytes: MAX_BUNDLE, mostAnswer: MAX_BUNDLE });
  const limits = [AbortSignal.timeout(FETCH_MS), ...(signal ? [signal] : [])];
  try {
    let url = new URL(address);
    for (let hop = 0; hop <= MAX_HOPS; hop++) {
      const response = await guard.fetch(url, { signal: AbortSignal.any(limits) });
      if (response.ok) return Buffer.from(await response.arrayBuffer());
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || !location || !URL.canParse(location, url))
        throw new LaunchError("install-failed", `the bundle's host answers with HTTP ${response.status}`);
      url = new URL(location, url);
    }
    throw new LaunchError("install-failed", "the bundle's host redirects without end");
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LaunchError) throw error;
    const guardError = guardErrorOf(error);
    if (guardError) throw new LaunchError("refused", `the bundle is not fetched: ${guardError.message}`);
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw new LaunchError("install-failed", `the bundle cannot be fetched: ${(error as Error).message}${cause}`);
  } finally {
    await guard.close();
  }
};

const manifestOf = async (folder: string): Promise<Manifest> => {
  const json = await readManifest(join(folder, "manifest.json"), "install-failed", "the bundle's manifest.json");
  const manifest = ManifestSchema.safeParse(json).data;
  if (!manifest) throw new LaunchError("install-failed", "the bundle's manifest.json is of an unknown form");
  return manifest;
};

/** Where a bundle of this digest lies once it is unpacked. */
const bundleFolder = (home: string, sha256: string): string => join(home, "packages", "mcpb", sha256);

/** The bundle of this digest, if it was unpacked before. */
export const unpackedBundle = async (home: string, sha256: string): Promise<Bundle | null> => {
  const folder = bundleFolder(home, sha256);
  return (await useFolder(folder)) ? { folder, manifest: await manifestOf(folder) } : null;
};

/** Unpacks a bundle into a folder that is named after its digest, complete or not at all. Throws a LaunchError. */
export const unpackBundle = async (archive: Buffer, sha256: string, home: string): Promise<Bundle> => {
  const final = bundleFolder(home, sha256);
  const partial = join(home, "packages", "mcpb", ".partial");
  await mkdir(partial, { recursive: true });
  const folder = await mkdtemp(join(partial, `${OWNER}-`));
  try {
    // All that the archive states is looked at before the first file is written.
    for (const { path, unpackTo } of [...filesOfZip(archive, MAX_UNPACKED)]) {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o755 });
      await unpackTo(target);
    }
    await manifestOf(folder);
    // A sandbox of a crawler that is root reads it as another user.
    await chmod(folder, 0o755);
    await rename(folder, final).catch((error: NodeJS.ErrnoException) => {
      // Another crawl was faster: the same digest is the same content.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return { folder: final, manifest: await manifestOf(final) };
  } catch (error) {
    if (error instanceof ZipError) throw new LaunchError("refused", `the bundle is not unpacked: ${error.message}`);
    throw error;
  } finally {
    await removeFolder(folder);
  }
};

/**
 * A text of the manifest with its variables filled in: the bundle's folder, folders of the user, and what the user would
 * be asked for, by its default or (with `placeholders`) by a placeholder. Null where a value is missing.
 */
export const filledIn = (text: string, { folder, manifest }: Bundle, placeholders: boolean): string | null => {
  let complete = true;
  const filled = text.replace(/\$\{([^{}]+)\}/g, (_, name: string) => {
    if (name === "__dirname") return folder;
    if (name === "/" || name === "pathSeparator") return "/";
    const key = name.startsWith("user_config.") ? name.slice("user_config.".length) : null;
    if (key === null) return HOME; // HOME, DESKTOP, DOCUMENTS, DOWNLOADS
    const asked = manifest.user_config?.[key];
    const given = Array.isArray(asked?.default) ? asked.default[0] : asked?.default;
    if (typeof given === "string" || typeof given === "number" || typeof given === "boolean") return String(given);
    if (!placeholders) complete = false;
    if (asked?.type === "directory") return HOME;
    const format = asked?.type === "file" ? "filepath" : asked?.type;
    return placeholderFor(key, format === undefined ? {} : { format });
  });
  return complete && !filled.includes("\0") ? filled : null;
};
