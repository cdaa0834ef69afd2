import assert from "node:assert/strict";
import { test } from "node:test";
import { commandsOf } from "../../crawler/pypi-install.ts";

test("the commands of a distribution are those of its own section, with extras and blanks or without", () => {
  const text =
    "[gui_scripts]\r\nwindow = a:gui\r\n\r\n[console_scripts]\r\nacme-mcp = acme.server:main\r\n  two=acme:app.run [cli]\nnone\n\n[other]\nx = y:z\n";
  assert.deepEqual(Object.fromEntries(commandsOf(text)), { "acme-mcp": "acme.server:main", two: "acme:app.run" });
  assert.deepEqual([...commandsOf("")], []);
});

test("no entry_points.txt takes more than a moment", () => {
  for (const piece of ["x=a:b[\n", "\n", "[console_scripts]\n", "a", " = ", "x=a:b [\n]\n"]) {
    const before = process.threadCpuUsage();
    commandsOf(`[console_scripts]\n${piece.repeat(4_000_000 / piece.length)}`);
    const { user, system } = process.threadCpuUsage(before);
    assert.ok((user + system) / 1_000 < 1_000, `${JSON.stringify(piece)}: ${(user + system) / 1_000} ms`);
  }
});
