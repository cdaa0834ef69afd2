// uv for the tests that install Python packages: the pinned one, from the package index, fetched once for this checkout.
import { fileURLToPath } from "node:url";
import { findUv } from "../../crawler/uv-cli.ts";

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/toolrisk", import.meta.url));

/** Fetches uv where it is not there yet, and has this process use it. Call it before the index is set to a double. */
export const useTestUv = async (): Promise<void> => {
  const { pythonIndex } = await import("../../crawler/python-index.ts");
  process.env.TOOLRISK_UV ??= await findUv(CACHE, pythonIndex());
};
