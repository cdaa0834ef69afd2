import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

/** Public by its range, but answered by the machine's own cloud: Azure's platform address. */
const CLOUD_PLATFORM = "168.63.129.16";

const isOwn = (address: string): boolean =>
  Object.values(networkInterfaces()).some((each) =>
    each?.some((one) => ipaddr.process(one.address).toString() === address),
  );

/**
 * Whether an IP address lies in the public internet: unicast by the IANA registries, embedded IPv4 addresses looked at
 * as such. Loopback, private, link-local, metadata, multicast, documentation and transition ranges are not public, nor is
 * an address that one of this machine's interfaces has: what listens there may trust this machine.
 */
export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 0) return false;
  const plain = ipaddr.process(address);
  return plain.range() === "unicast" && address !== CLOUD_PLATFORM && !isOwn(plain.toString());
};
