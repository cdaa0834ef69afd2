import { readFileSync } from "node:fs";
import { deserialize } from "node:v8";

/** What the package's build wrote of `preparedValues`, beside the bundle. */
const values = deserialize(readFileSync(new URL("./prepared.bin", import.meta.url))) as ReadonlyMap<string, unknown>;

/** Stands for the function of `prepared.ts` in the package's bundle: takes what that one made when the package was built. */
export const prepared = <Value>(name: string): Value => {
  if (!values.has(name)) throw new Error(`prepared.bin lacks ${name}: the installation is damaged; install it again`);
  return values.get(name) as Value;
};
