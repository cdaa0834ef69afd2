import { NAMES_ONLY } from "../fit.ts";
import { type Format, namesOf, neverEmpty, only, prepare } from "../format.ts";
import { json } from "../json-text.ts";

const NAME = only(/^[^,\p{C}]+$/u, "the product separates names by commas");

export const toolhiveFilter: Format = {
  id: "toolhive-filter",
  product: "ToolHive (tool filter)",
  readBy: "gateway",
  says: "ToolHive offers only the listed tools.",
  fileName: "run-config.json",
  mediaType: "application/json",
  checkedAgainst: "stacklok/toolhive docs, RunConfig, November 2026; strict schema of the documented key",
  able: NAMES_ONLY,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, toolhiveFilter.able, NAME, "denied");
    const { list, note } = neverEmpty(namesOf(tools, "allow"));
    return { text: json({ tools_filter: list }), cannotExpress: [...cannotExpress, ...note] };
  },
};
