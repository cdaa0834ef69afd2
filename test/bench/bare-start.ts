// A server started and asked for its tools by three messages written by hand: the floor of what a crawl can cost.
import { LAUNCHERS } from "../../crawler/launchers.ts";
import type { Sandbox } from "../../crawler/sandbox.ts";
import { AS_GIVEN, type StartPlan } from "../../crawler/settings.ts";
import type { ServerRecord } from "../../db/records/server.ts";

const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "floor", version: "1" } };
const LIMIT_MS = 40_000;

/** Starts the record's server as the plan says and waits for the first page of its tools; whether it came. */
export const bareStart = async (
  record: ServerRecord,
  plan: StartPlan | null,
  { home, sandbox }: { home: string; sandbox: Sandbox },
): Promise<boolean> => {
  const launcher = LAUNCHERS.find((one) => one.target(record) !== null);
  if (!launcher) return false;
  const ready = await launcher.prepare(record, { home, sandbox: async () => sandbox });
  const connection = await ready.open(ready.configure(plan ?? AS_GIVEN));
  const transport = connection.transport();
  let timer: NodeJS.Timeout | undefined;
  try {
    const listed = new Promise<boolean>((done) => {
      transport.onmessage = (message) => {
        if (!("id" in message) || "method" in message) return;
        if (message.id === 2) return done(true);
        void transport.send({ jsonrpc: "2.0", method: "notifications/initialized" }).catch(() => done(false));
        void transport.send({ jsonrpc: "2.0", id: 2, method: "tools/list", params: {} }).catch(() => done(false));
      };
      timer = setTimeout(done, LIMIT_MS, false);
      void connection.failed.then(() => done(false));
    });
    await transport.start();
    await transport.send({ jsonrpc: "2.0", id: 1, method: "initialize", params });
    return await listed;
  } finally {
    clearTimeout(timer);
    await connection.close();
  }
};
