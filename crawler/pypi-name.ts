/** A distribution's name as PyPI has it (https://packaging.python.org/en/latest/specifications/name-normalization/). */
export const isPypiName = (name: string): boolean =>
  name.length <= 214 && /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name);

/** An exact version by https://packaging.python.org/en/latest/specifications/version-specifiers/; no range, no local file. */
export const isPypiVersion = (version: string): boolean =>
  version.length <= 128 &&
  /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?(?:[-_.]?(?:post|rev|r)[-_.]?\d*|-\d+)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/i.test(
    version,
  );
