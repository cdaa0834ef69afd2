import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AstroInlineConfig, type AstroIntegration, build } from "astro";
import { policyInBrowser } from "./browser-policy.ts";
import { ASSETS } from "./served-headers.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Published as JavaScript, run from TypeScript. */
const moduleBeside = (name: string): string =>
  ["ts", "js"].map((ending) => join(HERE, `${name}.${ending}`)).find((file) => existsSync(file)) ?? name;

/** Makes Astro bundle the pages around `page-server.ts` instead of writing them itself. */
const renderOnDemand: AstroIntegration = {
  name: "toolrisk",
  hooks: {
    "astro:config:done": ({ setAdapter }) =>
      setAdapter({
        name: "toolrisk",
        entrypointResolution: "auto",
        serverEntrypoint: moduleBeside("page-server"),
        supportedAstroFeatures: { serverOutput: "stable", sharpImageService: "stable" },
      }),
  },
};

export type BundleOptions = {
  /** Where the bundle is written: `server/entry.mjs` renders, `client/` are the files that the pages name. */
  dir: string;
  /** For what the bundler keeps between builds. */
  cacheDir: string;
  /** The path of the published site, which begins and ends with a slash. */
  base: string;
  origin: string | null;
};

/** Bundles all pages, so that threads can render any of them without Astro. Throws what Astro throws. */
export const bundlePages = async ({ dir, cacheDir, base, origin }: BundleOptions): Promise<void> => {
  // Astro asks this before it says anything to anybody; a build here tells nobody.
  process.env.ASTRO_TELEMETRY_DISABLED = "1";
  const config: AstroInlineConfig = {
    configFile: false,
    // Astro takes files outside of its root for files below it.
    root: HERE,
    srcDir: join(HERE, "src"),
    publicDir: join(HERE, "public"),
    outDir: dir,
    cacheDir: join(cacheDir, "astro"),
    base,
    ...(origin && { site: origin }),
    output: "server",
    trailingSlash: "ignore",
    // The other setting removes a line break between two words of a sentence.
    compressHTML: true,
    logLevel: "silent",
    devToolbar: { enabled: false },
    adapter: renderOnDemand,
    session: false,
    build: { client: join(dir, "client"), server: join(dir, "server"), serverEntry: "entry.mjs", assets: ASSETS },
    vite: {
      cacheDir: join(cacheDir, "vite"),
      plugins: [policyInBrowser()],
      build: { assetsInlineLimit: 0 },
      // The bundle of the pages lies where no node_modules are found.
      environments: { ssr: { resolve: { noExternal: true } } },
    },
  };
  // `sync` writes types for editors below the root, which may be a folder of a package that cannot be written.
  const noSync: Parameters<typeof build>[1] & { sync: boolean } = { sync: false };
  await build(config, noSync);
};
