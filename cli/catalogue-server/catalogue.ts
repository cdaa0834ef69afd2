import { combinationsOf } from "../../classifier/findings.ts";
import { type ConfiguredServer, readClientConfig } from "../../crawler/client-config.ts";
import type { Db } from "../../db/open.ts";
import { type ChangesWanted, changesOf } from "../../db/queries/changes.ts";
import { findTarget } from "../../db/queries/find-target.ts";
import { search, serversBehind } from "../../db/queries/search.ts";
import { decideAll } from "../../policy/decide.ts";
import { aliasOf } from "../../policy/format.ts";
import { FORMATS } from "../../policy/formats.ts";
import { PROFILES, type ProfileName } from "../../policy/profile.ts";
import { bundleReader, type ServerBundle } from "../../site/server-bundle.ts";
import { clip } from "../terminal-text.ts";
import { serverAnswer, toolAnswer } from "./answers.ts";

/** What was asked for is not there; the message is the answer. */
export class NotKnown extends Error {
  override readonly name = "NotKnown";
}

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

/** The catalogue of a database, as agents ask it. Changes nothing. */
export class Catalogue {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Read anew for each question, since a crawl may go on beside. */
  async #bundle(target: string): Promise<{ bundle: ServerBundle; tool: string | undefined }> {
    const found = await findTarget(this.#db, target);
    if (!found.found) {
      const near = found.near.map((name) => clip(name, 300));
      throw new NotKnown(`${clip(found.message, 400)}${near.length > 0 ? `; near it: ${near.join(", ")}` : ""}`);
    }
    return { bundle: await bundleReader(this.#db)(found.serverSlug), tool: found.tool };
  }

  async server(target: string): Promise<Answer> {
    const { bundle } = await this.#bundle(target);
    return serverAnswer(bundle);
  }

  async tool(target: string): Promise<Answer> {
    const { bundle, tool } = await this.#bundle(target);
    const found = bundle.tools.find(({ name }) => name === tool);
    if (!found) throw new NotKnown(`${clip(target, 300)} names no tool that is listed now and judged`);
    return toolAnswer(found);
  }

  async search(query: string, limit: number): Promise<Answer> {
    const { servers, tools } = await search(this.#db, query, limit);
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
    const { changes, cursor, more } = await changesOf(this.#db, wanted);
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
    const { bundle, tool } = await this.#bundle(target);
    const tools = bundle.tools.filter(({ name }) => tool === undefined || name === tool);
    if (tools.length === 0) throw new NotKnown(`${clip(target, 300)} has no tools that are listed and judged`);
    const decisions = decideAll(bundle.tools, PROFILES[profile]).filter(
      (decision) => tool === undefined || decision.tool === tool,
    );
    const options = { alias: alias ?? aliasOf(bundle.page.name), serverName: bundle.page.name };
    const { text, cannotExpress } = format.render(decisions, options);
    return { format: format.id, product: format.product, file: format.fileName, profile, policy: text, cannotExpress };
  }

  async #configured(server: ConfiguredServer): Promise<{ answer: Answer; bundle: ServerBundle | null }> {
    const name = clip(server.name, 100);
    const identifier = server.words && packageOf(server.words);
    const names = server.url
      ? await serversBehind(this.#db, { url: server.url })
      : identifier
        ? await serversBehind(this.#db, { identifier })
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
        bundle: null,
      };
    }
    const { bundle } = await this.#bundle(known);
    return { answer: { configured: name, known: true, ...serverAnswer(bundle) }, bundle };
  }

  /** What is known of every server of a client's configuration, and of all of them together. Starts nothing. */
  async configuration(text: string): Promise<Answer> {
    const servers = readClientConfig(text, "mcp.json", "");
    if (servers.length === 0) throw new NotKnown("the configuration names no servers");
    const found = [];
    for (const server of servers.slice(0, 50)) found.push(await this.#configured(server));
    const bundles = found.flatMap(({ bundle }) => (bundle ? [bundle] : []));
    const together = combinationsOf(
      bundles.map(({ page, tools }) => ({
        server: page.name,
        classifications: tools.map(({ classification }) => classification),
        definitions: tools.map(({ definition }) => definition),
      })),
    );
    return {
      servers: found.map(({ answer }) => answer),
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
