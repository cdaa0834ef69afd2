import { combineJson } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, only, prepare, tableOf } from "../format.ts";
import { json } from "../json-text.ts";

/** The key is the tool's full reference name, `server/tool`; a slash in a name would read as another server. */
const NAME = only(/^[^/]+$/u, "the product would misread a name with a slash");

export const vscode: Format = {
  id: "vscode",
  product: "VS Code",
  readBy: "client",
  says: "VS Code asks before each call of the tools marked false.",
  fileName: ".vscode/settings.json",
  mediaType: "application/json",
  checkedAgainst:
    "microsoft/vscode, languageModelToolsService and policyData.jsonc, 2026; strict schema of the setting",
  able: { ...ASKS, deny: false },
  combine: combineJson,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, vscode.able, NAME, "left to the user's own approvals");
    const eligible = tools.map(({ tool, action }): [string, boolean] => [
      `${options.alias}/${tool}`,
      action === "allow",
    ]);
    return {
      text: json({ "chat.tools.eligibleForAutoApproval": tableOf(eligible) }),
      cannotExpress: [
        ...cannotExpress,
        ...(eligible.some(([, value]) => value)
          ? ["It cannot let a tool run unasked: the user can approve a tool marked true once and for all."]
          : []),
      ],
    };
  },
};
