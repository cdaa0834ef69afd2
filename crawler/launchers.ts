import type { Launcher } from "./launcher.ts";
import { command } from "./launchers/command.ts";
import { mcpb } from "./launchers/mcpb.ts";
import { npm } from "./launchers/npm.ts";
import { oci } from "./launchers/oci.ts";
import { pypi } from "./launchers/pypi.ts";
import { remote } from "./launchers/remote.ts";

/** Every way to start or reach a server, in the order in which they are tried: the first that has a target is taken. */
export const LAUNCHERS: readonly Launcher[] = [command, npm, pypi, mcpb, oci, remote];
