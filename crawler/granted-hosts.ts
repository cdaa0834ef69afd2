import { type EgressProxy, openEgressProxy } from "./egress-proxy.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * The destination that a user grants: a host name or address, with a port or without (443). Throws a RangeError that says
 * what is wrong.
 */
export const grantedDestination = (text: string): string => {
  const [, host, port = "443"] = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+?)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new RangeError(`${JSON.stringify(text)} is no HOST or HOST:PORT`);
  return `${host.toLowerCase()}:${Number(port)}`;
};

/** A sandbox in which servers have a way out to granted hosts, and what closes that way. */
export interface SandboxWithHosts {
  sandbox: Sandbox;
  close(): Promise<void>;
}

const variables = ({ address }: EgressProxy): Record<string, string> => ({
  ...Object.fromEntries(
    ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map((name) => [name, address] as const),
  ),
  NO_PROXY: "localhost,127.0.0.1,::1",
  // Node's own fetch and http ask for the variables above only where this is set.
  NODE_USE_ENV_PROXY: "1",
});

/**
 * A sandbox whose servers reach the granted destinations, by a proxy that the usual variables name, and nothing else. What
 * has a way out of its own (fetching a package) keeps that alone. `none` stays as it is: it keeps from nothing.
 */
export const withHosts = async (sandbox: Sandbox, destinations: readonly string[]): Promise<SandboxWithHosts> => {
  if (!sandbox.confines || destinations.length === 0) return { sandbox, close: async () => {} };
  const egress = await openEgressProxy({ allowed: destinations, upstream: null });
  return {
    sandbox: {
      ...sandbox,
      wrap: (plan) => {
        if (plan.network !== "none") return sandbox.wrap(plan);
        return sandbox.wrap({
          ...plan,
          env: { ...variables(egress), ...plan.env },
          network: { doors: [egress.door] },
        });
      },
    },
    close: egress.close,
  };
};
