import { yamlText as write } from "../../policy/yaml-text.ts";
import { noteWritten } from "./written-values.ts";

export const yamlText = (value: unknown): string => noteWritten(write(value), value);
