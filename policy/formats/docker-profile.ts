import { combineTexts } from "../combine.ts";
import { NAMES_ONLY } from "../fit.ts";
import { type Format, namesOf, PLAIN_NAME, prepare } from "../format.ts";

export const dockerProfile: Format = {
  id: "docker-profile",
  product: "Docker MCP gateway (profile)",
  readBy: "gateway",
  says: "The commands leave only the listed tools enabled in the profile that $PROFILE names.",
  fileName: "docker-profile.sh",
  mediaType: "text/x-shellscript",
  checkedAgainst: "docker/mcp-gateway docs (docker mcp profile tools), November 2026; strict grammar of the command",
  able: NAMES_ONLY,
  combine: combineTexts,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, dockerProfile.able, PLAIN_NAME, "denied");
    const enable = namesOf(tools, "allow").map((name) => `--enable '${options.alias}.${name}'`);
    const command = `docker mcp profile tools "$PROFILE"`;
    const disable = `${command} --disable-all '${options.alias}'`;
    return {
      text: enable.length > 0 ? [disable, [command, ...enable].join(" \\\n  ")].join("\n") : disable,
      cannotExpress,
    };
  },
};
