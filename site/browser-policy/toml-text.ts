import { tomlText as write } from "../../policy/toml-text.ts";
import { noteWritten } from "./written-values.ts";

export const tomlText = (value: object): string => noteWritten(write(value), value);
