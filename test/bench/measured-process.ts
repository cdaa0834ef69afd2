import { spawn } from "node:child_process";
import { once } from "node:events";
import { residentBytes } from "../../crawler/process-memory.ts";
import { watchProcessorTime } from "./processor-time.ts";

/** What a program took, with all processes that it started: wall and processor seconds, and the most memory at once. */
export type Measured = { stdout: string; seconds: number; cpu: number; peakMb: number };

const LOOK_EVERY_MS = 100;

/** Runs a program to its end; throws with what it said when it fails. Memory and processor time are measured on Linux. */
export const measureProcess = async (
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Measured> => {
  const time = watchProcessorTime();
  const began = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let stdout = "";
  let stderr = "";
  let peak = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-4_000);
  });
  const look = setInterval(() => {
    if (child.pid && process.platform === "linux") peak = Math.max(peak, residentBytes(child.pid));
  }, LOOK_EVERY_MS);
  try {
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${stderr}`);
  } finally {
    clearInterval(look);
    time.stop();
  }
  return { stdout, seconds: (performance.now() - began) / 1000, cpu: time.seconds(), peakMb: peak / 1e6 };
};
