import { parse as parseCel } from "@marcbachmann/cel-js";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import type { Action } from "../../db/records/policy.ts";
import { enforce } from "../../policy/enforce.ts";
import { readPolicy } from "../../policy/policy-file.ts";
import { evaluateIntercept } from "./intercept-semantics.ts";
import type { Call } from "./random-calls.ts";

/*
 * What each product is documented to do with a file, as a strict schema and a few lines of its semantics. The order of
 * precedence is the product's, so a list in the wrong order fails here. `limit` counts as `allow`.
 */

export type Answer = Exclude<Action, "limit">;
export type Evaluator = (text: string) => (call: Call) => Answer;

const names = z.array(z.string());
const table = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

/** JSON whose tables keep a key `__proto__`, which Zod leaves out of what it returns: validated, then returned as read. */
const json = <T>(schema: z.ZodType<T>, text: string): T => {
  const value: unknown = JSON.parse(text);
  schema.parse(value);
  return value as T;
};

const toml = <T>(schema: z.ZodType<T>, text: string): T => {
  const value: unknown = parseToml(text);
  schema.parse(value);
  return value as T;
};

/** YAML that must mean the same to readers of both versions. */
const yaml = <T>(schema: z.ZodType<T>, text: string): T => {
  const [one, two] = (["1.1", "1.2"] as const).map((version) => parseYaml(text, { version }));
  if (JSON.stringify(one) !== JSON.stringify(two)) throw new Error("YAML 1.1 and 1.2 read different things");
  schema.parse(two);
  return two as T;
};

const own = <T>(record: Record<string, T> | undefined, key: string): T | undefined =>
  record && Object.hasOwn(record, key) ? record[key] : undefined;

const listed = (allowed: string[] | undefined, name: string, denied: string[] = []): Answer =>
  (allowed?.includes(name) ?? false) && !denied.includes(name) ? "allow" : "deny";

/** A glob with `*` for any text, as OpenCode reads its keys. */
const glob = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"))
      .join("[^]*")}$`,
  ).test(text);

/** The words of a command line whose arguments are plain or in single or double quotes. */
const words = (line: string): string[] => {
  if (!/^(?:[A-Za-z0-9=_.:/-]|'[^'\n]*'|"\$[A-Z]+"|[ ]|\\\n)+$/.test(line)) throw new Error(`not plain: ${line}`);
  return (
    line
      .replaceAll("\\\n", " ")
      .match(/(?:[^ ']|'[^']*')+/g)
      ?.map((word) => word.replaceAll("'", "")) ?? []
  );
};

const agentTool = (name: string): string => `@acme/${name}`;

export const EVALUATORS: Record<string, Evaluator> = {
  "policy-json": (text) => {
    const policy = readPolicy(text);
    return ({ name, arguments: args }) => (enforce(policy, name, args).allowed ? "allow" : "deny");
  },
  intercept: (text) => evaluateIntercept(yaml(z.unknown(), text)),
  "claude-code": (text) => {
    const rule = z.array(z.string().regex(/^mcp__acme__[A-Za-z0-9_-]+$/));
    const { permissions } = json(
      z.strictObject({ permissions: z.strictObject({ allow: rule, ask: rule, deny: rule }) }),
      text,
    );
    return ({ name }) => {
      const full = `mcp__acme__${name}`;
      if (permissions.deny.includes(full)) return "deny";
      return permissions.ask.includes(full) || !permissions.allow.includes(full) ? "ask" : "allow";
    };
  },
  codex: (text) => {
    const mode = z.enum(["auto", "prompt", "approve"]);
    const server = z.strictObject({
      enabled_tools: names.optional(),
      disabled_tools: names.optional(),
      default_tools_approval_mode: mode,
      tools: table(z.strictObject({ approval_mode: mode })).optional(),
    });
    const config = toml(z.strictObject({ mcp_servers: z.strictObject({ acme: server }) }), text).mcp_servers.acme;
    return ({ name }) => {
      if (config.disabled_tools?.includes(name)) return "deny";
      const chosen = own(config.tools, name)?.approval_mode ?? config.default_tools_approval_mode;
      return chosen === "approve" ? "allow" : "ask";
    };
  },
  vscode: (text) => {
    const settings = json(z.strictObject({ "chat.tools.eligibleForAutoApproval": table(z.boolean()) }), text);
    return ({ name }) =>
      own(settings["chat.tools.eligibleForAutoApproval"], `acme/${name}`) === false ? "ask" : "allow";
  },
  "copilot-cli": (text) => {
    const [command, ...flags] = words(text);
    if (command !== "copilot") throw new Error("not a copilot command");
    const of = (flag: string): string[] =>
      flags.map((word) => new RegExp(`^--${flag}=acme\\((.+)\\)$`).exec(word)?.[1] ?? "").filter((name) => name !== "");
    const [allow, deny] = [of("allow-tool"), of("deny-tool")];
    if (allow.length + deny.length !== flags.length) throw new Error("a flag was not understood");
    return ({ name }) => (deny.includes(name) ? "deny" : allow.includes(name) ? "allow" : "ask");
  },
  cursor: (text) => {
    const { mcpAllowlist } = json(z.strictObject({ mcpAllowlist: z.array(z.string().regex(/^acme:[^:*]+$/)) }), text);
    return ({ name }) => (mcpAllowlist.includes(`acme:${name}`) ? "allow" : "ask");
  },
  "gemini-settings": (text) => {
    const server = z.strictObject({ trust: z.literal(false), includeTools: names, excludeTools: names.optional() });
    const { acme } = json(z.strictObject({ mcpServers: z.strictObject({ acme: server }) }), text).mcpServers;
    return ({ name }) => (listed(acme.includeTools, name, acme.excludeTools) === "allow" ? "ask" : "deny");
  },
  "gemini-policy": (text) => {
    const rule = z.strictObject({
      mcpName: z.literal("acme"),
      toolName: z.union([z.string().min(1), z.array(z.string().min(1))]),
      decision: z.enum(["allow", "deny", "ask_user"]),
      priority: z.int().min(0).max(999),
    });
    const rules = toml(z.strictObject({ rule: z.array(rule) }), text).rule.sort((a, b) => b.priority - a.priority);
    return ({ name }) => {
      const hit = rules.find(({ toolName }) => toolName === "*" || [toolName].flat().includes(name));
      return hit?.decision === "allow" || hit?.decision === "deny" ? hit.decision : "ask";
    };
  },
  opencode: (text) => {
    const { permission } = json(z.strictObject({ permission: table(z.enum(["allow", "ask", "deny"])) }), text);
    return ({ name }) => Object.entries(permission).findLast(([key]) => glob(key, `acme_${name}`))?.[1] ?? "allow";
  },
  zed: (text) => {
    const tools = table(z.strictObject({ default: z.enum(["allow", "confirm", "deny"]) }));
    const settings = json(
      z.strictObject({ agent: z.strictObject({ tool_permissions: z.strictObject({ tools }) }) }),
      text,
    );
    return ({ name }) => {
      const chosen = own(settings.agent.tool_permissions.tools, `mcp:acme:${name}`)?.default ?? "confirm";
      return chosen === "confirm" ? "ask" : chosen;
    };
  },
  kiro: (text) => {
    const agent = json(z.strictObject({ tools: names, allowedTools: names }), text);
    return ({ name }) => {
      if (!agent.tools.includes(agentTool(name))) return "deny";
      return agent.allowedTools.includes(agentTool(name)) ? "allow" : "ask";
    };
  },
  cline: (text) => {
    const server = z.strictObject({ autoApprove: names });
    const { acme } = json(z.strictObject({ mcpServers: z.strictObject({ acme: server }) }), text).mcpServers;
    return ({ name }) => (acme.autoApprove.includes(name) ? "allow" : "ask");
  },
  "docker-tools": (text) => {
    const { acme } = yaml(z.strictObject({ acme: names.min(1) }), text);
    return ({ name }) => listed(acme, name);
  },
  "docker-profile": (text) => {
    const [first = "", second = ""] = text.split(/(?<!\\)\n/);
    if (words(first).join(" ") !== `docker mcp profile tools "$PROFILE" --disable-all acme`) throw new Error(first);
    const enabled = words(second || "-")
      .filter((word) => word.startsWith("acme."))
      .map((word) => word.slice("acme.".length));
    return ({ name }) => listed(enabled, name);
  },
  "toolhive-filter": (text) => {
    const { tools_filter } = json(z.strictObject({ tools_filter: names.min(1) }), text);
    return ({ name }) => listed(tools_filter, name);
  },
  litellm: (text) => {
    const server = z.strictObject({ allowed_tools: names.min(1), disallowed_tools: names.optional() });
    const { acme } = yaml(z.strictObject({ mcp_servers: z.strictObject({ acme: server }) }), text).mcp_servers;
    return ({ name }) => listed(acme.allowed_tools, name, acme.disallowed_tools);
  },
  kong: (text) => {
    const config = z.strictObject({
      mode: z.literal("passthrough-listener"),
      include_consumer_groups: z.literal(true),
      default_acl: z.tuple([z.strictObject({ scope: z.literal("tools"), deny: z.tuple([z.literal("everyone")]) })]),
      tools: z.array(
        z.strictObject({ name: z.string(), acl: z.strictObject({ allow: z.tuple([z.literal("agents")]) }) }),
      ),
    });
    const plugin = z.strictObject({ name: z.literal("ai-mcp-proxy"), config });
    const file = yaml(z.strictObject({ plugins: z.tuple([plugin]) }), text);
    return (call) =>
      listed(
        file.plugins[0].config.tools.map(({ name }) => name),
        call.name,
      );
  },
  agentgateway: (text) => {
    const rule = z.union([z.string(), z.strictObject({ deny: z.string() })]);
    const { rules } = yaml(
      z.strictObject({
        policies: z.strictObject({ mcpAuthorization: z.strictObject({ rules: z.array(rule).min(1) }) }),
      }),
      text,
    ).policies.mcpAuthorization;
    const allow = rules.filter((one) => typeof one === "string").map((one) => parseCel(one));
    const deny = rules.flatMap((one) => (typeof one === "string" ? [] : [parseCel(one.deny)]));
    return ({ name }) => {
      const context = { mcp: { tool: { name } } };
      if (deny.some((one) => one(context) === true)) return "deny";
      return allow.some((one) => one(context) === true) ? "allow" : "deny";
    };
  },
  "microsoft-agt": (text) => {
    const rule = z.strictObject({
      tool: z.string(),
      action: z.enum(["allow", "deny"]),
      reason: z.string().optional(),
      rate_limit: z.strictObject({ requests: z.int().positive(), per: z.enum(["minute", "hour", "day"]) }).optional(),
    });
    const { rules } = yaml(
      z.strictObject({ version: z.literal("1.0"), mode: z.literal("enforce"), rules: z.array(rule) }),
      text,
    );
    return ({ name }) => rules.find(({ tool }) => tool === "*" || tool === name)?.action ?? "deny";
  },
  pipelock: (text) => {
    const rule = z.strictObject({ name: z.string(), tool_pattern: z.string(), action: z.literal("block") });
    const { mcp_tool_policy } = yaml(
      z.strictObject({
        mcp_tool_policy: z.strictObject({ enabled: z.literal(true), action: z.literal("block"), rules: z.array(rule) }),
      }),
      text,
    );
    const patterns = mcp_tool_policy.rules.map(({ tool_pattern }) => new RegExp(tool_pattern));
    return ({ name }) => (patterns.some((pattern) => pattern.test(name)) ? "deny" : "allow");
  },
  mcpwall: (text) => {
    const rule = z.strictObject({
      name: z.string(),
      match: z.strictObject({ method: z.literal("tools/call"), tool: z.string().optional() }),
      action: z.enum(["allow", "deny", "ask"]),
      message: z.string().optional(),
    });
    const { rules } = yaml(z.strictObject({ rules: z.array(rule) }), text);
    return ({ name }) => rules.find(({ match }) => match.tool === undefined || match.tool === name)?.action ?? "allow";
  },
  openai: (text) => {
    const tool = json(
      z.strictObject({
        type: z.literal("mcp"),
        server_label: z.literal("acme"),
        allowed_tools: names.min(1),
        require_approval: z.strictObject({
          always: z.strictObject({ tool_names: names }),
          never: z.strictObject({ tool_names: names }),
        }),
      }),
      text,
    );
    return ({ name }) => {
      if (!tool.allowed_tools.includes(name)) return "deny";
      return tool.require_approval.never.tool_names.includes(name) ? "allow" : "ask";
    };
  },
  anthropic: (text) => {
    const policy = z.strictObject({ type: z.enum(["always_allow", "always_ask"]) });
    const toolset = json(
      z.strictObject({
        type: z.literal("mcp_toolset"),
        mcp_server_name: z.literal("acme"),
        default_config: z.strictObject({ permission_policy: policy }),
        configs: z.array(
          z.strictObject({ name: z.string(), enabled: z.boolean().optional(), permission_policy: policy.optional() }),
        ),
      }),
      text,
    );
    return (call) => {
      const config = toolset.configs.find(({ name }) => name === call.name);
      if (config?.enabled === false) return "deny";
      return (config?.permission_policy ?? toolset.default_config.permission_policy).type === "always_allow"
        ? "allow"
        : "ask";
    };
  },
};
