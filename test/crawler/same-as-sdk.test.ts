// The tools that the crawler reads must be those that the official SDK's own older client reads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { z } from "zod/v4";
import { attempted } from "./started.ts";

const BENIGN: [file: string, args: string[]][] = [
  ["sdk-v1.ts", []],
  ["raw.mjs", ["plain"]],
  ["raw.mjs", ["empty-cursor"]],
  ["raw.mjs", ["duplicates"]],
  ["raw.mjs", ["noise"]],
];
for (const [file, args] of BENIGN) {
  test(`same tools as the SDK's client: ${file} ${args.join(" ")}`, async () => {
    const path = fileURLToPath(new URL(`servers/${file}`, import.meta.url));
    const client = new Client({ name: "oracle", version: "1" });
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: [path, ...args], stderr: "ignore" }),
    );
    const expected: unknown[] = [];
    let cursor: string | undefined;
    do {
      const schema = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });
      const page = await client.request(
        { method: "tools/list", params: cursor === undefined ? {} : { cursor } },
        schema,
      );
      expected.push(...page.tools);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    await client.close();
    const { attempt, tools } = await attempted(file, args);
    assert.equal(attempt.outcome, "listed", attempt.error ?? "");
    assert.deepEqual(tools, expected);
  });
}
