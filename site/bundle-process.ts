import { type BundleOptions, bundlePages } from "./page-bundle.ts";

/* The process behind `page-renderer.ts`: bundles the pages as its one argument says, and ends. */

await bundlePages(JSON.parse(process.argv[2] ?? "{}") as BundleOptions);
// The bundler keeps threads that would hold the process for a while.
process.exit(0);
