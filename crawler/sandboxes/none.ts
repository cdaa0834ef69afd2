import type { Confined, Plan, Sandbox } from "../sandbox.ts";

/**
 * No sandbox: a command runs with the rights of this user, but for a clean environment. Only what the user asks for by
 * name (`--unsafe-no-sandbox`) or ships with toolrisk gets it; every attempt says so.
 */
export const none: Sandbox = {
  id: "none",
  says: "no sandbox: servers run with your own rights",
  confines: false,
  probe: async () => ({ ok: true }),
  wrap: ({ command, args, env, scratch, cwd, limits }: Plan): Confined => ({
    command,
    args: [...args],
    env: { ...scratch.env, ...env },
    cwd: cwd ?? scratch.cwd,
    feeds: [],
    lifeline: null,
    inside: new Map(),
    watchMemory: limits.memory,
  }),
};
