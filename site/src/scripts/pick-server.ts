/// <reference lib="dom" />
import type { Decision } from "../../../db/records/policy.ts";
import { searcher } from "../../search/find.ts";
import type { ServerLook } from "../../server-looks.ts";

/** What the data of a server holds, as far as the builder and the comparison read it. */
export type ServerData = {
  name: string;
  slug: string;
  page: string;
  /** What it is called in policies. */
  alias: string;
  grade: { letter: string | null; points?: number };
  /** By profile, one for each of `tools`. */
  decisions: Record<string, Decision[]>;
  /** Complete listings that differ from one another, newest first. */
  looks: { at: string; version: string | null }[];
  tools: { name: string; slug: string; category: string; risk: string; capabilities: string[]; fingerprint: string }[];
};

const read = async (url: string): Promise<unknown> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response.json();
};

/** Every look at a server with the tools that it showed. */
export const readLooks = async (base: string, slug: string): Promise<ServerLook[]> =>
  (await read(`${base}servers/${slug}/looks.json`)) as ServerLook[];

export const make = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
};

/**
 * Lets a person find a server by name in the form `form` and calls `picked` with its data. `say` gets what went wrong or
 * what to do next, as text.
 */
export const pickServer = (
  form: HTMLFormElement,
  picked: (data: ServerData) => void,
  say: (text: string) => void,
): { load: (slug: string) => Promise<void> } => {
  const base = form.dataset.base ?? "/";
  const input = form.querySelector("input");
  const list = form.querySelector("ul");
  const find = searcher((file) => read(`${base}search/${file}`));
  const load = async (slug: string): Promise<void> => {
    // A slug from the address is a stranger's text; only what can be one is asked for.
    if (!/^[a-z0-9_-]+$/.test(slug)) return say("There is no such server.");
    try {
      picked((await read(`${base}api/v1/servers/${slug}.json`)) as ServerData);
    } catch (error) {
      say(`The server could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  let turn = 0;
  const answer = async (): Promise<void> => {
    const mine = ++turn;
    const { results } = await find({ text: input?.value ?? "", risks: [], categories: [], kind: "server" }, 8);
    if (mine !== turn || !list) return;
    list.replaceChildren(
      ...(input?.value.trim() ? results : []).map(([name, path]) => {
        const button = make("button", { type: "button", className: "jump plain" }, make("bdi", {}, name));
        button.addEventListener("click", () => {
          list.replaceChildren();
          if (input) {
            input.value = "";
            // The button that had the focus is gone; the next server is picked from here.
            input.focus();
          }
          void load(path.split("/")[2] ?? "");
        });
        return make("li", {}, button);
      }),
    );
    say(input?.value.trim() && results.length === 0 ? "No server matches." : "");
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  input?.addEventListener("input", () => void answer().catch((error: Error) => say(error.message)));
  return { load };
};
