import type { Sandbox } from "../sandbox.ts";
import { containerSandbox, type Engine } from "../sandbox-container.ts";

/**
 * What Podman adds: where SELinux is on, a container may otherwise not read what is mounted into it; and its read-only
 * containers otherwise get folders in memory of any size (`/run`, `/var/tmp`).
 */
export const podmanEngine: Engine = {
  id: "podman",
  says: "Podman: a container without network, capabilities or writable files",
  options: ["--security-opt", "label=disable", "--read-only-tmpfs=false"],
  ownsFolders: false,
  asksRootless: "{{.Host.Security.Rootless}}",
  remedy: "see podman.io/docs/installation",
};

/** Podman containers, which need no daemon and no root. */
export const podman: Sandbox = containerSandbox(podmanEngine);
