import type { Sandbox } from "../sandbox.ts";
import { containerSandbox, type Engine } from "../sandbox-container.ts";

/** What Podman adds: where SELinux is on, a container may otherwise not read what is mounted into it. */
export const podmanEngine: Engine = {
  id: "podman",
  says: "Podman: a container without network, capabilities or writable files",
  options: ["--security-opt", "label=disable"],
  remedy: "see podman.io/docs/installation",
};

/** Podman containers, which need no daemon and no root. */
export const podman: Sandbox = containerSandbox(podmanEngine);
