// Runs where the server runs, inside its sandbox: lays out what the server expects to find, then becomes its parent.
// Called as `start-prepared SPEC COMMAND ARGUMENT…`. Imports nothing of ours, so that this one file is enough there.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, normalize, sep } from "node:path";

/** What to lay out before a server starts. */
export interface Spec {
  /** Contents by the path below the home folder. */
  files: Record<string, string>;
  /** Ports of the loopback address on which a listener answers whatever comes. */
  backends: number[];
  /** What stands for the home folder in the command's arguments and variables. */
  home: string;
}

/** The most bytes that a listener answers to on one connection. */
const MAX_READ = 65_536;

const listen = (port: number): Promise<void> =>
  new Promise((done) => {
    const server = createServer((socket) => {
      let read = 0;
      socket.on("error", () => socket.destroy());
      socket.on("data", (chunk) => {
        read += chunk.length;
        // What a Redis client takes for "done", once for each command; clients of other protocols wait or hang up.
        const commands = chunk.toString("latin1").match(/^\*\d+\r$/gm)?.length ?? 1;
        if (read > MAX_READ) socket.destroy();
        else socket.write("+OK\r\n".repeat(commands));
      });
    });
    server.once("error", () => done()); // the port is taken: the server then meets whatever holds it
    server.listen(port, "127.0.0.1", () => done());
  });

const main = async ([spec = "", command = "", ...args]: string[]): Promise<void> => {
  const { files, backends, home } = JSON.parse(spec) as Spec;
  const folder = process.env.HOME ?? process.cwd();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, normalize(name));
    if (!path.startsWith(folder + sep)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: 0o600 });
  }
  await Promise.all(backends.map(listen));
  const settled = (text: string): string => text.replaceAll(home, folder);
  const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, settled(value ?? "")]));
  const child = spawn(command, args.map(settled), { env, stdio: "inherit" });
  child.on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(127);
  });
  child.on("exit", (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
};

await main(process.argv.slice(2));
