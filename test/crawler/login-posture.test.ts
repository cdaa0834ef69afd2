import assert from "node:assert/strict";
import { test } from "node:test";
import { loginPosture } from "../../crawler/login-posture.ts";

test("of a description without end no more is read than one has", async () => {
  let sent = 0;
  const endless = (): Response =>
    new Response(
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          sent += 16_384;
          controller.enqueue(Buffer.alloc(16_384, '"",'));
        },
      }),
    );
  const url = new URL("https://mcp.example.com/mcp");
  const posture = await loginPosture({ url, status: 401, challenge: "Bearer" }, async () => endless());
  assert.deepEqual([posture.scheme, posture.described, posture.authorizationServers], ["Bearer", null, []]);
  assert.ok(sent <= 3 * (65_536 + 2 * 16_384), `${sent} bytes were read of three descriptions`);
});
