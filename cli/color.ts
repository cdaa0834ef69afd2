import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];
/** Puts a style around a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** A painter that paints only when asked to. */
export const painter =
  (color: boolean): Paint =>
  (style, text) =>
    color && text !== "" ? styleText(style, text, { validateStream: false }) : text;

/** Whether text for the stream is coloured: on a terminal that can, unless NO_COLOR is set; FORCE_COLOR overrules the terminal. */
export const wantsColor = (stream: NodeJS.WriteStream): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return Boolean(stream.isTTY) && TERM !== "dumb";
};
