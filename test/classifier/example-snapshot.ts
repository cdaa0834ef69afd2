import type { Example } from "../../classifier/rule.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Snapshot } from "../../db/records/snapshot.ts";

/** The snapshot that a rule's example stands for: the tool first, then its siblings by name alone. */
export const exampleSnapshot = ({
  name,
  title,
  description,
  arguments: properties,
  annotations,
  siblings = [],
  server,
}: Example): Snapshot => {
  const tool: Definition = { name };
  if (title !== undefined) tool.title = title;
  if (description !== undefined) tool.description = description;
  if (properties) tool.inputSchema = { type: "object", properties };
  if (annotations) tool.annotations = annotations;
  return { server: server ?? { name: "example" }, tools: [tool, ...siblings.map((sibling) => ({ name: sibling }))] };
};
