import { stringify } from "smol-toml";
import { visible } from "./visible.ts";

/** TOML 1.0 without a final newline. */
export const tomlText = (value: object): string => visible(stringify(value).trimEnd(), "long");
