import type { CatalogueCounts } from "../../db/queries/catalogue.ts";
import type { ServerRow, ToolRow } from "./facts.ts";

/** The index: the exact size of the catalogue, its servers, and the tools to look at first. */
export type HomeView = { counts: CatalogueCounts; servers: ServerRow[]; tools: ToolRow[] };
