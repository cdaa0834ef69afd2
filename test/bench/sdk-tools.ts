// The tools of a server as the official SDK's own older client reads them: the measure of what the crawler reads.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { z } from "zod/v4";
import { LAUNCHERS } from "../../crawler/launchers.ts";
import type { Sandbox } from "../../crawler/sandbox.ts";
import { AS_GIVEN, type StartPlan } from "../../crawler/settings.ts";
import type { ServerRecord } from "../../db/records/server.ts";

const PageSchema = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });
const LIMIT_MS = 120_000;

/** Starts the record's server as the plan says and reads its whole list. Throws what the SDK's client throws. */
export const sdkTools = async (
  record: ServerRecord,
  plan: StartPlan | null,
  { home, sandbox }: { home: string; sandbox: Sandbox },
): Promise<unknown[]> => {
  const launcher = LAUNCHERS.find((one) => one.target(record) !== null);
  if (!launcher) throw new Error(`no launcher takes ${record.name}`);
  const ready = await launcher.prepare(record, { home, sandbox: async () => sandbox });
  const connection = await ready.open(ready.configure(plan ?? AS_GIVEN));
  const client = new Client({ name: "oracle", version: "1" });
  try {
    await client.connect(connection.transport() as Parameters<Client["connect"]>[0], { timeout: LIMIT_MS });
    const tools: unknown[] = [];
    let cursor: string | undefined;
    do {
      const params = cursor === undefined ? {} : { cursor };
      const page = await client.request({ method: "tools/list", params }, PageSchema, { timeout: LIMIT_MS });
      tools.push(...page.tools);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return tools;
  } finally {
    await client.close();
    await connection.close();
  }
};
