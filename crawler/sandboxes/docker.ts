import type { Sandbox } from "../sandbox.ts";
import { containerSandbox, type Engine } from "../sandbox-container.ts";

/** What Docker adds to the options of every container. */
export const dockerEngine: Engine = {
  id: "docker",
  says: "Docker: a container without network, capabilities or writable files",
  options: [],
  ownsFolders: true,
  asksRootless: "{{json .SecurityOptions}}",
  remedy: "see docs.docker.com/engine/install",
};

/** Docker containers: where bubblewrap cannot be had, on macOS above all. */
export const docker: Sandbox = containerSandbox(dockerEngine);
