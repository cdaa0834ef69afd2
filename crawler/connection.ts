import type { Transport } from "@modelcontextprotocol/client";
import type { Authorization } from "../db/records/attempt.ts";

/** How the server's side of a connection broke. */
export interface Fault {
  /**
   * `spawn`: the process could not be started. `exited`: it ended. `too-big`, `too-noisy`: it broke a bound of
   * `LIMITS`. `malformed`: it answered what does not parse. `http`: the host answered with an HTTP error status.
   * `blocked`: an address that is not dialled. `unreachable`: no connection to the host. `not-mcp`: it answered, but
   * not with MCP. `limit`: it used more of this machine than a server may.
   */
  kind:
    | "spawn"
    | "exited"
    | "too-big"
    | "too-noisy"
    | "malformed"
    | "http"
    | "blocked"
    | "unreachable"
    | "not-mcp"
    | "limit";
  message: string;
  exitCode?: number | null;
  signal?: string | null;
  /** The HTTP status, for `http`. */
  status?: number;
  /** The `WWW-Authenticate` challenge, for `http`. */
  challenge?: string | null;
  /** What the host says of the login that it asks for, for `http`. */
  authorization?: Authorization;
}

/** What was seen of a server besides its messages. */
export interface Evidence {
  /** Whether it is somebody else's machine, of which we see nothing but its answers. */
  remote: boolean;
  /** What it wrote to standard error: the first 16 KB and the last 4 KB; "" for a remote. */
  stderr: string;
  /** Lines on its standard output that were no messages. */
  noiseLines: number;
  /** The first of those lines, at most 8 KB: some servers print their errors there. */
  noise: string;
}

/**
 * One connection to a server, owned by the crawler. It outlives the SDK's clients that speak over it, so that a server
 * of the newer protocol era can be asked again on the same pipe.
 */
export interface Connection {
  /** A fresh transport over this connection; the one before it is detached. Closing it leaves the connection open. */
  transport(): Transport;
  /**
   * After a failed handshake: whether the next transport is another one that may do better. Connections that have one
   * kind of transport leave it out.
   */
  retry?(): boolean;
  /**
   * After a failed request: whether the server has forgotten the session that was opened, so that a new one is worth a try.
   * True once.
   */
  renew?(): boolean;
  /** Settles when the server's side breaks; never rejects, and never settles on a healthy connection. */
  readonly failed: Promise<Fault>;
  evidence(): Evidence;
  /** Ends the connection and everything behind it; resolves when no process or socket of it is left. */
  close(): Promise<void>;
}
