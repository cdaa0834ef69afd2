import type { Format } from "./format.ts";
import { policyJson } from "./formats/policy-json.ts";

/** Every output format, in the order in which the pages show them. */
export const FORMATS: readonly Format[] = [policyJson];
