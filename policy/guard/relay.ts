import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import type { Decider } from "./decider.ts";

/*
 * Passes messages between an agent's client and a server, as they are, whatever their protocol era, but for two: a
 * `tools/call` is decided first, and lists of tools lose what the policy hides. What is decided is what is sent on: the
 * message has been parsed once, and is written anew from what was parsed. A call that a server answers with a question
 * (revision 2026-07-28, `input_required`) comes again with the answer, and each coming is a call that counts.
 */

type Id = string | number;
type Message = { id?: unknown; method?: unknown; params?: unknown; result?: unknown };
type Table = Record<string, unknown>;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Requests of revision 2026-07-28 say so themselves, and their results must say that they are complete. */
const isModern = (params: unknown): boolean =>
  isTable(params) && isTable(params._meta) && "io.modelcontextprotocol/protocolVersion" in params._meta;

const denial = (id: Id, params: unknown, text: string): JSONRPCMessage => ({
  jsonrpc: "2.0",
  id,
  result: {
    content: [{ type: "text", text: `[POLICY DENIED] ${text}` }],
    isError: true,
    ...(isModern(params) && { resultType: "complete" }),
  },
});

const errorFor = (id: Id, message: string): JSONRPCMessage => ({
  jsonrpc: "2.0",
  id,
  error: { code: -32603, message },
});

const isId = (id: unknown): id is Id => typeof id === "string" || typeof id === "number";

/** Whichever message it is that holds a list of tools, the hidden ones go. */
const withoutHidden = (message: Message, decider: Decider): Message => {
  const { result } = message;
  if (!isTable(result) || !Array.isArray(result.tools)) return message;
  return { ...message, result: { ...result, tools: decider.visible(result.tools.filter(isTable)) } };
};

/**
 * Sends in order, one at a time, over a transport that is one stream: a stream that is full is waited for once, not once
 * for each message that waits. Transports with a request of their own for each message are left alone.
 */
const inOrder = (transport: Transport): ((message: JSONRPCMessage) => Promise<void>) => {
  if (transport.hasPerRequestStream) return (message) => transport.send(message);
  let last: Promise<void> = Promise.resolve();
  return (message) => {
    const sent = last.then(() => transport.send(message));
    last = sent.catch(() => {});
    return sent;
  };
};

/** The two sides before they are started: `agent` faces the client, `server` the guarded server. */
export type Sides = { agent: Transport; server: Transport };
export type Side = keyof Sides;

/**
 * Connects the two sides and starts them, the server first. Resolves with a promise of the end: it gives the side that
 * ended first, when the other has been closed too. `onFault` hears what goes wrong on the way; nothing is let through
 * for it.
 */
export const relay = async (
  { agent, server }: Sides,
  decider: Decider,
  onFault: (error: Error) => void,
): Promise<{ ended: Promise<Side> }> => {
  const initializing = new Set<Id>();
  /** Requests of the agent that the server has not answered: each gets an answer, also when the server ends. */
  const waiting = new Set<Id>();
  const [sendToAgent, sendToServer] = [inOrder(agent), inOrder(server)];

  const toServer = async (message: JSONRPCMessage, notSent?: () => void): Promise<void> => {
    const { id, method } = message as Message;
    const asked = isId(id) && typeof method === "string";
    if (asked) waiting.add(id);
    try {
      await sendToServer(message);
    } catch (error) {
      notSent?.();
      onFault(error as Error);
      if (asked && waiting.delete(id)) await sendToAgent(errorFor(id, "The server could not be reached."));
    }
  };

  const fromAgent = async (message: JSONRPCMessage): Promise<void> => {
    const { id, method, params } = message as Message;
    if (method === "initialize" && isId(id)) initializing.add(id);
    if (method !== "tools/call") return toServer(message);
    const { name, arguments: args } = isTable(params) ? params : {};
    const outcome = decider.decide(name, args);
    // A call without an id asks for no answer, and no server should run it.
    if (!isId(id)) return outcome.release();
    if (!outcome.allowed) return sendToAgent(denial(id, params, outcome.text));
    return toServer(message, outcome.release);
  };

  const fromServer = (message: JSONRPCMessage): Promise<void> => {
    const { id, method, result } = message as Message;
    if (isId(id) && method === undefined) waiting.delete(id);
    if (isId(id) && initializing.delete(id) && isTable(result) && typeof result.protocolVersion === "string")
      server.setProtocolVersion?.(result.protocolVersion);
    return sendToAgent(withoutHidden(message as Message, decider) as JSONRPCMessage);
  };

  const { promise: ended, resolve } = Promise.withResolvers<Side>();
  let closing = false;
  const end = async (first: Side): Promise<void> => {
    if (closing) return;
    closing = true;
    const answers = [...waiting].map((id) => sendToAgent(errorFor(id, "The server has ended.")));
    await Promise.allSettled(answers);
    const closed = await Promise.allSettled([server.close(), agent.close()]);
    for (const one of closed) if (one.status === "rejected") onFault(one.reason as Error);
    resolve(first);
  };

  agent.onmessage = (message: JSONRPCMessage) => void fromAgent(message).catch(onFault);
  server.onmessage = (message: JSONRPCMessage) => void fromServer(message).catch(onFault);
  agent.onerror = onFault;
  server.onerror = onFault;
  agent.onclose = () => void end("agent");
  server.onclose = () => void end("server");
  await server.start();
  await agent.start();
  return { ended };
};
