/** What each text was written from, so that texts of several servers are put together without being parsed. */
const written = new Map<string, unknown>();

/** Notes what `text` was written from, and gives it back. */
export const noteWritten = (text: string, value: unknown): string => {
  written.set(text, value);
  return text;
};

/** What a text was written from. Throws an Error for one that nobody wrote here. */
export const writtenFrom = (text: string): unknown => {
  if (!written.has(text)) throw new Error("the text was not written on this page");
  return written.get(text);
};
