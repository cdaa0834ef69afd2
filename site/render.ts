import { mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AstroInlineConfig, type AstroIntegration, build } from "astro";
import { policyInBrowser } from "./browser-policy.ts";
import { type SiteContext, setContext } from "./context.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Lets Astro put the bundle of the pages where `build.server` says, and not below the current directory. */
const keepServerFiles: AstroIntegration = {
  name: "toolrisk",
  hooks: {
    "astro:config:done": ({ setAdapter }) =>
      setAdapter({
        name: "toolrisk",
        entrypointResolution: "auto",
        adapterFeatures: { buildOutput: "static", preserveBuildServerDir: true },
        supportedAstroFeatures: { staticOutput: "stable", sharpImageService: "stable" },
      }),
  },
};

/**
 * Renders the pages that `context` names into `outDir` and leaves the other files there alone. Bundles and caches go
 * below `work`. Throws the first error of a page.
 */
export const renderPages = async (context: SiteContext, outDir: string, work: string, base: string): Promise<void> => {
  // Astro asks this before it says anything to anybody; a build here tells nobody.
  process.env.ASTRO_TELEMETRY_DISABLED = "1";
  // A folder of its own: a bundle of the same name would come from the module cache, with the paths of an earlier build.
  const server = await mkdtemp(join(work, "server-"));
  const config: AstroInlineConfig = {
    configFile: false,
    // Astro takes files outside of its root for files below it.
    root: HERE,
    srcDir: join(HERE, "src"),
    publicDir: join(HERE, "public"),
    outDir,
    cacheDir: join(work, "cache"),
    base,
    ...(context.origin && { site: context.origin }),
    output: "static",
    trailingSlash: "ignore",
    // The other setting removes a line break between two words of a sentence.
    compressHTML: true,
    logLevel: "silent",
    devToolbar: { enabled: false },
    integrations: [keepServerFiles],
    // Without an underscore, which GitHub Pages leaves out.
    build: { format: "directory", concurrency: 4, server, assets: "assets" },
    vite: {
      cacheDir: join(work, "vite"),
      plugins: [policyInBrowser()],
      build: { assetsInlineLimit: 0, emptyOutDir: false },
      // The bundle of the pages lies where no node_modules are found.
      environments: { prerender: { resolve: { noExternal: true } } },
    },
  };
  // `sync` writes types for editors below the root, which may be a folder of a package that cannot be written.
  const noSync: Parameters<typeof build>[1] & { sync: boolean } = { sync: false };
  setContext(context);
  try {
    await build(config, noSync);
  } finally {
    setContext(null);
    await rm(server, { recursive: true, force: true });
  }
};
