import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Public by its range, but answered by the machine's own cloud: Azure's platform address. */
const CLOUD_PLATFORM = "168.63.129.16";

/**
 * Whether an IP address lies in the public internet: unicast by the IANA registries, embedded IPv4 addresses looked at
 * as such. Loopback, private, link-local, metadata, multicast, documentation and transition ranges are not public.
 */
export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 0) return false;
  return ipaddr.process(address).range() === "unicast" && address !== CLOUD_PLATFORM;
};
