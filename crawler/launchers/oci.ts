import { homedir } from "node:os";
import type { Package, ServerRecord } from "../../db/records/server.ts";
import { findContainerEngine, imageSandbox, parseImage, pullImage } from "../container-image.ts";
import { LaunchError, type Launcher } from "../launcher.ts";
import { makeScratch } from "../scratch.ts";
import { settingsFor } from "../settings.ts";
import { StdioConnection } from "../stdio-connection.ts";

const imagePackage = (record: ServerRecord): Package | null =>
  record.packages?.find((pkg) => /^(?:oci|docker)$/i.test(pkg.registryType)) ?? null;

/** Container images, pulled and run by Docker or Podman without network, capabilities or writable files. */
export const oci: Launcher = {
  id: "oci",
  says: "a container image, run by Docker or Podman without network or rights",
  runsHere: true,
  target: (record) => {
    const pkg = imagePackage(record);
    if (!pkg) return null;
    const pinned = /@(sha256:[0-9a-f]{64})$/.exec(pkg.identifier)?.[1] ?? null;
    return { registryType: "oci", identifier: pkg.identifier, version: pinned };
  },
  prepare: async (record, { signal }) => {
    const pkg = imagePackage(record);
    if (!pkg) throw new LaunchError("refused", "the record names no container image");
    const image = parseImage(pkg.identifier, pkg.version ?? null);
    const engine = await findContainerEngine();
    const digest = await pullImage(engine, image, signal);
    return {
      registryType: "oci",
      identifier: pkg.identifier,
      version: image.tag ?? digest,
      integrity: digest,
      confinedBy: engine.id,
      notes: [],
      configure: (plan) => settingsFor(pkg, plan),
      private: new Map([[homedir(), "~"]]),
      open: async (settings) => {
        const command = { command: engine.command, args: [], env: {} };
        return new StdioConnection(command, makeScratch(), imageSandbox(engine, image, settings));
      },
    };
  },
};
