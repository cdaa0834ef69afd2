import { combinationsOf } from "../../classifier/findings.ts";
import { type ConfiguredServer, readClientConfig } from "../../crawler/client-config.ts";
import type { ChangesWanted } from "../../db/queries/changes.ts";
import { decideAll } from "../../policy/decide.ts";
import { aliasOf } from "../../policy/format.ts";
import { FORMATS } from "../../policy/formats.ts";
import { PROFILES, type ProfileName } from "../../policy/profile.ts";
import { clip } from "../terminal-text.ts";
import { serverAnswer, toolAnswer } from "./answers.ts";
import { type CatalogueSource, type KnownTool, NotKnown } from "./source.ts";

type Answer = Record<string, unknown>;

const packageOf = (words: readonly string[]): string | null => {
  const [program = "", ...rest] = words;
  if (
    !/^(?:npx|bunx|uvx|pipx|pnpm|yarn|npm|docker|podman|cmd)(?:\.exe|\.cmd)?$/.test(program.split(/[\\/]/).at(-1) ?? "")
  )
    return null;
  const word = rest.find((one) => !one.startsWith("-") && !/^(?:exec|dlx|x|run|\/c|npx)$/.test(one));
  return word === undefined ? null : word.replace(/(?<=.)(?:==|@)[^/@]*$/, "");
};

/** A configured server that the catalogue knows. */
interface Found {
  server: string;
  tools: KnownTool[];
}

/** What the tools of the catalogue's server answer, whatever the source. Changes nothing. */
export class Catalogue {
  readonly #source: CatalogueSource;

  constructor(source: CatalogueSource) {
    this.#source = source;
  }

  /** Whether a question tells somebody else's machine what it is about. */
  get asksElsewhere(): boolean {
    return this.#source.asksElsewhere;
  }

  async server(target: string): Promise<Answer> {
    const { slug } = await this.#source.find(target);
    return serverAnswer(await this.#source.server(slug));
  }

  async tool(target: string): Promise<Answer> {
    const { slug, tool } = await this.#source.find(target);
    const [found] = tool === undefined ? [] : await this.#source.tools(slug, tool);
    if (!found) throw new NotKnown(`${clip(target, 300)} names no tool that is listed now and judged`);
    return toolAnswer(found);
  }

  async search(query: string, limit: number): Promise<Answer> {
    const { servers, tools } = await this.#source.search(query, limit);
    return {
      servers: servers.map(({ name, description, lastSeenAt }) => ({
        server: clip(name, 300),
        description: clip(description ?? "", 200),
        lastSeenAt,
      })),
      tools: tools.map(({ server, tool, category, risk }) => ({
        server: clip(server, 300),
        tool: clip(tool, 128),
        category,
        risk,
      })),
    };
  }

  async changes(wanted: ChangesWanted): Promise<Answer> {
    const { changes, cursor, more } = await this.#source.changes(wanted);
    return {
      changes: changes.map(({ id, at, level, server, tool, kinds, says }) => ({
        id,
        at,
        level,
        server: clip(server, 300),
        tool: tool === null ? null : clip(tool, 128),
        kinds,
        says: says.slice(0, 10).map((one) => clip(one, 200)),
      })),
      cursor,
      more,
    };
  }

  /** Throws a NotKnown for an unknown target, and where the server's tools are not judged. */
  async policy(target: string, formatId: string, profile: ProfileName, alias?: string): Promise<Answer> {
    const format = FORMATS.find(({ id }) => id === formatId);
    if (!format)
      throw new NotKnown(`no format ${clip(formatId, 40)}: it is one of ${FORMATS.map(({ id }) => id).join(", ")}`);
    const { slug, tool } = await this.#source.find(target);
    const { name: serverName } = await this.#source.server(slug);
    // Decisions bear on each other, so all tools are decided on also where one is asked about.
    const tools = await this.#source.tools(slug);
    const decisions = decideAll(tools, PROFILES[profile]).filter(
      (decision) => tool === undefined || decision.tool === tool,
    );
    if (decisions.length === 0) throw new NotKnown(`${clip(target, 300)} has no tools that are listed and judged`);
    const options = { alias: alias ?? aliasOf(serverName), serverName };
    const { text, cannotExpress } = format.render(decisions, options);
    return { format: format.id, product: format.product, file: format.fileName, profile, policy: text, cannotExpress };
  }

  async #configured(server: ConfiguredServer): Promise<{ answer: Answer; found: Found | null }> {
    const name = clip(server.name, 100);
    const identifier = server.words && packageOf(server.words);
    const names = server.url
      ? await this.#source.serversBehind({ url: server.url })
      : identifier
        ? await this.#source.serversBehind({ identifier })
        : [];
    const [known] = names;
    if (known === undefined) {
      const reached = server.url ? "address" : identifier ? "package" : "command line of its own";
      return {
        answer: {
          configured: name,
          known: false,
          why: `the catalogue has no server with this ${reached}; toolrisk check looks at it itself`,
        },
        found: null,
      };
    }
    const { slug } = await this.#source.find(known);
    const answer = { configured: name, known: true, ...serverAnswer(await this.#source.server(slug)) };
    return { answer, found: { server: known, tools: await this.#source.tools(slug) } };
  }

  /** What is known of every server of a client's configuration, and of all of them together. Starts nothing. */
  async configuration(text: string): Promise<Answer> {
    const servers = readClientConfig(text, "mcp.json", "");
    if (servers.length === 0) throw new NotKnown("the configuration names no servers");
    const looked = [];
    for (const server of servers.slice(0, 50)) looked.push(await this.#configured(server));
    const together = combinationsOf(
      looked.flatMap(({ found }) =>
        found === null
          ? []
          : [
              {
                server: found.server,
                classifications: found.tools.map(({ classification }) => classification),
                definitions: found.tools.map(({ definition }) => definition),
              },
            ],
      ),
    );
    return {
      servers: looked.map(({ answer }) => answer),
      serversLeftOut: Math.max(0, servers.length - 50),
      combinations: together
        .filter((one) => one.servers.length > 1)
        .map(({ rule, level, says, servers: names, remedy }) => ({
          rule,
          level,
          says,
          servers: names.map((one) => clip(one, 300)),
          remedy,
        })),
    };
  }
}
