// What comes over the network into this process, counted at its sockets. What runs in a sandbox reaches the network
// through this process alone (crawler/egress-proxy.ts), so that with a sandbox this is all that a crawl fetches; TLS, headers
// and repeated requests included.
import { type NetConnectOpts, Socket } from "node:net";

/** Bytes by the host that they came from or went to. */
export interface NetworkBytes {
  received: number;
  sent: number;
  /** What each host sent, the one that sent most first. */
  byHost: Record<string, number>;
}

/** Counts from now on, until stopped. One at a time: it stands in the way of every connection of this process. */
export const watchNetwork = (): { bytes: () => NetworkBytes; stop: () => void } => {
  const open = new Map<Socket, string>();
  const received = new Map<string, number>();
  let sent = 0;
  const close = (socket: Socket): void => {
    const host = open.get(socket) ?? "";
    received.set(host, (received.get(host) ?? 0) + socket.bytesRead);
    sent += socket.bytesWritten;
    open.delete(socket);
  };
  const connect = Socket.prototype.connect;
  const watched = function (this: Socket, ...words: unknown[]): Socket {
    // Node's own callers give their words as one array.
    const [first, second] = Array.isArray(words[0]) ? (words[0] as unknown[]) : words;
    const options = typeof first === "object" && first !== null ? (first as NetConnectOpts) : null;
    const isLocal = options ? "path" in options && Boolean(options.path) : typeof first === "string";
    const named = options && "host" in options ? options.host : typeof second === "string" ? second : undefined;
    if (!isLocal && !open.has(this)) {
      open.set(this, named ?? "localhost");
      this.once("close", () => close(this));
    }
    return Reflect.apply(connect, this, words);
  };
  Socket.prototype.connect = watched as typeof connect;
  return {
    bytes: () => {
      const by = new Map(received);
      let all = sent;
      for (const [socket, host] of open) {
        by.set(host, (by.get(host) ?? 0) + socket.bytesRead);
        all += socket.bytesWritten;
      }
      const sorted = [...by].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
      const sum = sorted.reduce((before, [, one]) => before + one, 0);
      return { received: sum, sent: all, byHost: Object.fromEntries(sorted) };
    },
    stop: () => {
      Socket.prototype.connect = connect;
    },
  };
};
