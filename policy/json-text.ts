import { visible } from "./visible.ts";

/** JSON as `JSON.stringify(value, null, 2)` has it, with characters that cannot be seen as escapes. */
export const json = (value: unknown): string => visible(JSON.stringify(value, null, 2), "surrogates");
