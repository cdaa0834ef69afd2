import { InvalidArgumentError } from "commander";

/** Parser of an argument that must be one of `words`. */
export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): T => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new InvalidArgumentError(`It is one of: ${words.join(", ")}.`);
    return word;
  };

/** Parser of a whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return value;
  };

/** Collects a repeatable option's values. */
export const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

/** What --deadline means wherever servers are started; without it the crawler's own patience counts. */
export const DEADLINE_HELP =
  "the longest that one server may take to list its tools (default: 30, more on a busy machine)";
