import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A database server as one on another machine is seen. */
export interface FarAway {
  /** The address to connect to. */
  url: string;
  close(): Promise<void>;
}

/** Passes on what comes, so many ms later. */
const pass = (from: Socket, to: Socket, ms: number): void => {
  from.on("data", (chunk) => setTimeout(() => to.write(chunk), ms));
  from.on("end", () => setTimeout(() => to.end(), ms));
  from.on("error", () => to.destroy());
};

/** Puts `ms` milliseconds of way, each way, before the server at `url`. */
export const farAway = async (url: string, ms: number): Promise<FarAway> => {
  const address = new URL(url);
  const there = { host: address.hostname, port: Number(address.port), noDelay: true };
  if (ms === 0) return { url, close: async () => {} };
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect(there);
    for (const socket of [near, far]) open.add(socket.on("close", () => open.delete(socket)));
    pass(near, far, ms);
    pass(far, near, ms);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  address.hostname = "127.0.0.1";
  address.port = String((server.address() as AddressInfo).port);
  return {
    url: address.href,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
};
