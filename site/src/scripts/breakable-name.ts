/// <reference lib="dom" />
import { nameParts } from "../../view/name-parts.ts";

/** A name as an element whose text is the name, with places where a narrow screen may break it. */
export const breakableName = (name: string, className = "name"): HTMLElement => {
  const made = document.createElement("bdi");
  made.className = className;
  for (const [at, part] of nameParts(name).entries())
    made.append(...(at > 0 ? [document.createElement("wbr")] : []), part);
  return made;
};
