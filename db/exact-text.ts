import { customType } from "drizzle-orm/sqlite-core";

/*
 * SQLite turns a lone surrogate into U+FFFD, so that two hostile names could become one, and PostgreSQL refuses NUL.
 * A string with either is stored as U+0001 and its JSON form, which escapes both; all other text is stored as it is.
 */

/** What begins each text that is stored in another form than its own. */
export const MARK = "\u0001";

/** Whether every database stores and compares this as it is. */
export const isPlain = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** The form of `text` that every database stores and compares without loss. */
export const encodeText = (text: string): string =>
  isPlain(text) && !text.startsWith(MARK) ? text : MARK + JSON.stringify(text);

/** The string that `encodeText` was given. */
export const decodeText = (stored: string): string =>
  stored.startsWith(MARK) ? (JSON.parse(stored.slice(MARK.length)) as string) : stored;

/** A text column that gives back exactly the string that went in, whatever a server sent. */
export const exactText = customType<{ data: string; driverData: string }>({
  dataType: () => "text",
  toDriver: encodeText,
  fromDriver: decodeText,
});
