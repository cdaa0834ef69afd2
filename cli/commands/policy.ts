import { type Command, CommandError, examples } from "../command.ts";
import { homeFolder } from "../home.ts";

/** What was not found, with the names that are near. */
const notFound = ({ message, near }: { message: string; near: string[] }): string =>
  near.length > 0 ? `${message}; did you mean ${near.map((name) => JSON.stringify(name)).join(" or ")}?` : message;

export const policy: Command = {
  id: "policy",
  define(verb) {
    verb
      .description(
        "Print the recommended policy of a server or of one of its tools.\n" +
          "The target is the server's name as its record has it, then a slash and the tool's name; where several servers\n" +
          "match, the longest name wins.",
      )
      .argument("<server[/tool]>", "what the policy is for")
      .option("--format <id>", "format of the policy", "policy-json")
      .addHelpText(
        "after",
        examples([
          ["toolrisk policy npm/@acme/mcp", "the policy.json of a whole server"],
          ["toolrisk policy npm/@acme/mcp/delete_item > policy.json", "of one tool"],
        ]),
      )
      .action(async (target: string, options: { format: string }) => {
        const { openDatabase, closeDatabase } = await import("../../db/open.ts");
        const { findTarget } = await import("../../db/queries/find-target.ts");
        const { listTools } = await import("../../db/queries/catalogue.ts");
        const { FORMATS } = await import("../../policy/formats.ts");
        const { decide } = await import("../../policy/decide.ts");
        const { judgeStale } = await import("./judge.ts");
        const format = FORMATS.find((candidate) => candidate.id === options.format);
        if (!format)
          throw new CommandError(
            `no format "${options.format}": it is one of ${FORMATS.map((known) => known.id).join(", ")}`,
          );
        const db = await openDatabase(homeFolder());
        try {
          await judgeStale(db);
          const found = await findTarget(db, target);
          if (!found.found) throw new CommandError(notFound(found));
          const tools = (await listTools(db, found.server)).filter((tool) => !found.tool || tool.name === found.tool);
          const decisions = tools.flatMap(({ classification, definition }) =>
            classification ? [decide(classification, definition)] : [],
          );
          const { text, cannotExpress } = format.render(decisions, { alias: found.server, serverName: found.server });
          for (const line of cannotExpress) console.error(`not expressed in ${format.id}: ${line}`);
          process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
        } finally {
          await closeDatabase(db);
        }
      });
  },
};
