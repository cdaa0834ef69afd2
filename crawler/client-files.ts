import { existsSync } from "node:fs";
import { homedir, platform } from "node:os";
import { join } from "node:path";

/** Files in which clients keep their servers. `folder`: where the servers of the file are started. */
export interface ClientFile {
  client: string;
  file: string;
  folder: string;
}

/** Of a project, below its folder. */
const PROJECT: [client: string, file: string][] = [
  ["Claude Code", ".mcp.json"],
  ["Cursor", ".cursor/mcp.json"],
  ["VS Code", ".vscode/mcp.json"],
  ["Gemini CLI", ".gemini/settings.json"],
  ["Codex", ".codex/config.toml"],
  ["OpenCode", "opencode.json"],
  ["OpenCode", "opencode.jsonc"],
  ["Zed", ".zed/settings.json"],
  ["Kiro", ".kiro/settings/mcp.json"],
  ["Roo Code", ".roo/mcp.json"],
  ["Amazon Q", ".amazonq/mcp.json"],
];

/** Of the user, below the home folder. */
const HOME: [client: string, file: string][] = [
  ["Claude Code", ".claude.json"],
  ["Cursor", ".cursor/mcp.json"],
  ["Windsurf", ".codeium/windsurf/mcp_config.json"],
  ["Gemini CLI", ".gemini/settings.json"],
  ["Codex", ".codex/config.toml"],
  ["Copilot CLI", ".copilot/mcp-config.json"],
  ["Zed", ".config/zed/settings.json"],
  ["OpenCode", ".config/opencode/opencode.json"],
  ["OpenCode", ".config/opencode/opencode.jsonc"],
  ["Kiro", ".kiro/settings/mcp.json"],
  ["Amazon Q", ".aws/amazonq/mcp.json"],
  ["LM Studio", ".lmstudio/mcp.json"],
];

/** Of the user, below the folder where the system keeps the settings of programs. */
const SETTINGS: [client: string, file: string][] = [
  ["Claude Desktop", "Claude/claude_desktop_config.json"],
  ["VS Code", "Code/User/mcp.json"],
  ["VS Code Insiders", "Code - Insiders/User/mcp.json"],
  ["Cline", "Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json"],
];

const settingsFolder = (home: string): string => {
  if (platform() === "darwin") return join(home, "Library/Application Support");
  if (platform() === "win32") return process.env.APPDATA ?? join(home, "AppData/Roaming");
  return process.env.XDG_CONFIG_HOME ?? join(home, ".config");
};

/** The client configurations that are there: the project's first, then the user's. */
export const clientFiles = (project: string, home: string = homedir()): ClientFile[] => {
  const below = (base: string, files: [string, string][], folder: string): ClientFile[] =>
    files.map(([client, file]) => ({ client, file: join(base, file), folder }));
  const all = [
    ...below(project, PROJECT, project),
    ...below(home, HOME, home),
    ...below(settingsFolder(home), SETTINGS, home),
  ];
  const seen = new Set<string>();
  return all.filter(({ file }) => existsSync(file) && !seen.has(file) && seen.add(file));
};
