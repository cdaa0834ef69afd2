import { CEDAR, cedarLosses, cedarString, when } from "../cedar.ts";
import { combineTexts } from "../combine.ts";
import { type Format, PLAIN_NAME, prepare } from "../format.ts";
import { letsThrough } from "../judge.ts";

/** The user puts their gateway's ARN here: without it no request matches and every call is denied. */
const GATEWAY = "arn:aws:bedrock-agentcore:REGION:ACCOUNT:gateway/GATEWAY";

export const agentcoreCedar: Format = {
  id: "agentcore-cedar",
  product: "AWS AgentCore gateway",
  readBy: "gateway",
  says: "The gateway's policy engine permits the listed calls and no others, once its ARN is put in.",
  fileName: "agentcore.cedar",
  mediaType: "text/x-cedar",
  checkedAgainst:
    "AWS AgentCore policy docs, November 2026 (actions Target___tool, arguments in context.input); decided by @cedar-policy/cedar-wasm 4.13.0 in every test",
  able: CEDAR,
  combine: combineTexts,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, agentcoreCedar.able, PLAIN_NAME, "denied");
    const permits = tools
      .filter(({ action }) => letsThrough(action))
      .map(
        (tool) =>
          `permit (\n  principal is AgentCore::OAuthUser,\n` +
          `  action == AgentCore::Action::${cedarString(`${options.alias}___${tool.tool}`)},\n` +
          `  resource == AgentCore::Gateway::${cedarString(GATEWAY)}\n)` +
          `${when(tool, { record: "context.input", keyOf: (argument) => argument })};`,
      );
    return { text: permits.join("\n\n"), cannotExpress: [...cannotExpress, ...cedarLosses(tools)] };
  },
};
