import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { z } from "zod";
import { MAX_DEPTH } from "../db/records/definition.ts";
import { cutDepthInTurns } from "./cut-depth.ts";

/** Requests and notifications that a server may send; later ones are dropped unanswered. */
const MAX_SERVER_MESSAGES = 100;
/** The code of an error that states none: JSON-RPC's internal error. */
const NO_CODE = -32603;
/** A tool lies three levels below its message: message, result, list, tool. */
const TOOL_LEVEL = 3;

/** What was seen on the wire, as the server sent it. */
export interface Seen {
  initialize: Record<string, unknown> | null;
  /** Requests and notifications of the server's own. */
  serverMessages: number;
  /** Whether one of them said that the list of tools is another one now. */
  listChanged: boolean;
  /** Whether an answer was none by JSON-RPC. */
  malformed: boolean;
  /** Values cut because they nest too deeply. */
  cuts: number;
}

const ObjectSchema = z.record(z.string(), z.unknown());

const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

/**
 * The answer to `initialize` as the SDK insists on it. Servers leave out `capabilities` or `serverInfo.version`, which
 * is no reason to lose their tools; the record keeps what they really sent.
 */
const mended = (result: Record<string, unknown>): Record<string, unknown> => {
  const info = ObjectSchema.safeParse(result.serverInfo).data ?? {};
  return {
    protocolVersion: result.protocolVersion,
    capabilities: {},
    serverInfo: { name: text(info.name, "unnamed"), version: text(info.version, "unknown") },
  };
};

/**
 * Stands between a transport and the SDK's client: notes the answer to `initialize` as it came, cuts values that nest
 * too deeply before any recursive code meets them, and passes on neither answers that nobody asked for nor a flood of the
 * server's own requests.
 */
export const tapped = (inner: Transport, seen: Seen): Transport => {
  const asked = new Map<string, string>();
  const outer: Transport = {
    start: () => inner.start(),
    close: () => inner.close(),
    send: (message, options) => {
      if ("method" in message && "id" in message) asked.set(String(message.id), message.method);
      return inner.send(message, options);
    },
    setProtocolVersion: (version) => inner.setProtocolVersion?.(version),
    get hasPerRequestStream() {
      return inner.hasPerRequestStream ?? false;
    },
  };
  inner.onclose = () => outer.onclose?.();
  inner.onerror = (error) => outer.onerror?.(error);
  inner.onmessage = (message, extra) => {
    const isAnswer = !("method" in message);
    // The SDK would take each apart to find that nobody asked for it, and a flood of them is cheap to send.
    const method = isAnswer ? asked.get(String(message.id)) : null;
    if (method === undefined) return;
    if (isAnswer) asked.delete(String(message.id)); // the first answer counts
    if (!isAnswer) {
      seen.listChanged ||= message.method === "notifications/tools/list_changed";
      if (++seen.serverMessages > MAX_SERVER_MESSAGES) return;
    }
    // A message may be as long as any, and was parsed in this turn of the event loop.
    void cutDepthInTurns(message, MAX_DEPTH + TOOL_LEVEL).then((cuts) => {
      seen.cuts += cuts;
      outer.onmessage?.(passed(answered(message), method), extra);
    });
  };
  /** The SDK keeps quiet about what is no answer by the letter of JSON-RPC, and would wait for one until the deadline. */
  const answered = (message: JSONRPCMessage): JSONRPCMessage => {
    if ("method" in message) return message;
    const { error, result } = message as { error?: unknown; result?: unknown };
    if (error !== undefined && error !== null) {
      const said = ObjectSchema.safeParse(error).data ?? { message: error };
      const code = Number.isInteger(said.code) ? Number(said.code) : NO_CODE;
      const mendedError = { ...said, code, message: text(said.message, "no message") };
      return { jsonrpc: "2.0", id: message.id, error: mendedError } as JSONRPCMessage;
    }
    if (ObjectSchema.safeParse(result).success) return { jsonrpc: "2.0", id: message.id, result } as JSONRPCMessage;
    seen.malformed = true;
    const says = { code: NO_CODE, message: "its answer holds neither a result nor an error" };
    return { jsonrpc: "2.0", id: message.id, error: says } as JSONRPCMessage;
  };
  const passed = (message: JSONRPCMessage, method: string | null): JSONRPCMessage => {
    if (!("result" in message) || method !== "initialize") return message;
    const result = ObjectSchema.safeParse(message.result).data;
    if (!result) return message;
    seen.initialize = result;
    return { ...message, result: mended(result) };
  };
  return outer;
};
