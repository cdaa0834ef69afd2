import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { z } from "zod";
import { MAX_DEPTH } from "../db/records/definition.ts";
import { cutDepth } from "./cut-depth.ts";

/** Requests and notifications that a server may send; later ones are dropped unanswered. */
const MAX_SERVER_MESSAGES = 100;
/** A tool lies three levels below its message: message, result, list, tool. */
const TOOL_LEVEL = 3;

/** What was seen on the wire, as the server sent it. */
export interface Seen {
  initialize: Record<string, unknown> | null;
  /** Requests and notifications of the server's own. */
  serverMessages: number;
  /** Whether one of them said that the list of tools is another one now. */
  listChanged: boolean;
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
    if (isAnswer && !asked.has(String(message.id))) return;
    seen.cuts += cutDepth(message, MAX_DEPTH + TOOL_LEVEL);
    if (!isAnswer) {
      seen.listChanged ||= message.method === "notifications/tools/list_changed";
      if (++seen.serverMessages > MAX_SERVER_MESSAGES) return;
    }
    outer.onmessage?.(pass(message), extra);
  };
  const pass = (message: JSONRPCMessage): JSONRPCMessage => {
    if (!("result" in message) || asked.get(String(message.id)) !== "initialize") return message;
    const result = ObjectSchema.safeParse(message.result).data;
    if (!result) return message;
    seen.initialize = result;
    return { ...message, result: mended(result) };
  };
  return outer;
};
