// Runs inside a sandbox, before a command: opens ports of the sandbox's own loopback address, each of which leads to a
// unix socket that was mounted in, then runs the command and ends as it ends. `sandbox-door.ts DOORS COMMAND ARGS…`,
// DOORS as JSON: [{"port": 3128, "path": "/run/…"}].
import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";

const [doors = "[]", command = "", ...args] = process.argv.slice(2);

for (const { port, path } of JSON.parse(doors) as { port: number; path: string }[]) {
  const server = createServer((inner) => {
    const outer = connect(path);
    inner.on("error", () => outer.destroy()).on("close", () => outer.destroy());
    outer.on("error", () => inner.destroy()).on("close", () => inner.destroy());
    inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((done, failed) => server.on("error", failed).listen(port, "127.0.0.1", done));
  server.unref();
}
const child = spawn(command, args, { stdio: "inherit" });
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on("exit", (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  else process.exit(code ?? 1);
});
