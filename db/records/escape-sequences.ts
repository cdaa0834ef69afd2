/**
 * Escape sequences of a terminal by ECMA-48: strings with their end (titles, links), if it comes within 4,096 characters,
 * else their beginning alone; control sequences; whatever else begins with an escape. Written so that no text of a server's
 * takes more than linear time, which Node's own `stripVTControlCharacters` does for beginnings without an end.
 */
const SEQUENCE =
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])(?:[^\u0007\u001b\u0090\u0098\u009b-\u009f]{0,4096}(?:\u0007|\u001b\\|\u009c))?|(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]?|\u001b[ -/]{0,16}[0-~]?/g;

/** The text without escape sequences. Other control characters stay. */
export const withoutEscapeSequences = (text: string): string => text.replace(SEQUENCE, "");
