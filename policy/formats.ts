import type { Format } from "./format.ts";
import { agentcoreCedar } from "./formats/agentcore-cedar.ts";
import { agentgateway } from "./formats/agentgateway.ts";
import { annotations } from "./formats/annotations.ts";
import { anthropic } from "./formats/anthropic.ts";
import { cedarMcp } from "./formats/cedar-mcp.ts";
import { claudeCode } from "./formats/claude-code.ts";
import { cline } from "./formats/cline.ts";
import { codex } from "./formats/codex.ts";
import { copilotCli } from "./formats/copilot-cli.ts";
import { cursor } from "./formats/cursor.ts";
import { dockerProfile } from "./formats/docker-profile.ts";
import { dockerTools } from "./formats/docker-tools.ts";
import { geminiPolicy } from "./formats/gemini-policy.ts";
import { geminiSettings } from "./formats/gemini-settings.ts";
import { intercept } from "./formats/intercept.ts";
import { kiro } from "./formats/kiro.ts";
import { kong } from "./formats/kong.ts";
import { litellm } from "./formats/litellm.ts";
import { mcpwall } from "./formats/mcpwall.ts";
import { microsoftAgt } from "./formats/microsoft-agt.ts";
import { openai } from "./formats/openai.ts";
import { opencode } from "./formats/opencode.ts";
import { pipelock } from "./formats/pipelock.ts";
import { policyJson } from "./formats/policy-json.ts";
import { rego } from "./formats/rego.ts";
import { toolhiveCedar } from "./formats/toolhive-cedar.ts";
import { toolhiveFilter } from "./formats/toolhive-filter.ts";
import { vscode } from "./formats/vscode.ts";
import { zed } from "./formats/zed.ts";

/** Every output format, in the order in which the pages show them: proxies, clients, gateways, engines, hosts, authors. */
export const FORMATS: readonly Format[] = [
  policyJson,
  intercept,
  claudeCode,
  codex,
  vscode,
  copilotCli,
  cursor,
  geminiSettings,
  geminiPolicy,
  opencode,
  zed,
  kiro,
  cline,
  dockerTools,
  dockerProfile,
  toolhiveFilter,
  toolhiveCedar,
  litellm,
  kong,
  agentgateway,
  microsoftAgt,
  pipelock,
  mcpwall,
  cedarMcp,
  agentcoreCedar,
  rego,
  openai,
  anthropic,
  annotations,
];
