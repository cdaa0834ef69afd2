/**
 * A package name as the npm registry has it (https://docs.npmjs.com/cli/configuring-npm/package-json#name): at most 214
 * characters, URL-safe, an optional scope, no leading dot, underscore or hyphen. Capitals stand in some old names.
 */
export const isNpmName = (name: string): boolean =>
  name.length <= 214 && /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[A-Za-z0-9~][A-Za-z0-9._~-]*$/.test(name);

/** An exact version by semver 2.0.0: no range, no tag. */
export const isExactVersion = (version: string): boolean =>
  version.length <= 256 && /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(version);
