/// <reference lib="dom" />
import { searcher } from "../../search/find.ts";
import type { Shown } from "../../search/words.ts";
import { breakableName } from "./breakable-name.ts";

/**
 * Answers the search form from the index below /search/, without a server. The question stands in the address, so that
 * it can be shared. Results are made of text nodes alone: what they show was written by strangers.
 */
export const start = (): void => {
  const form = document.querySelector<HTMLFormElement>("[data-search]");
  const status = document.querySelector<HTMLElement>("[data-status]");
  const list = document.querySelector<HTMLElement>("[data-results]");
  const lists = document.querySelectorAll<HTMLElement>("[data-lists]");

  const element = (name: string, className: string, text: string): HTMLElement => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const SHAPES = JSON.parse(form?.dataset.shapes ?? "{}") as Record<string, string>;

  const riskOf = (risk: string): HTMLElement => {
    const made = element("span", `risk ${risk.toLowerCase()}`, risk);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", SHAPES[risk] ?? "");
    svg.append(path);
    made.prepend(svg);
    return made;
  };

  const resultOf = ([name, path, server, risk, category, says]: Shown, base: string): HTMLElement => {
    const made = document.createElement("li");
    const link = element("a", "", "");
    link.setAttribute("href", base + path.replace(/^\//, ""));
    link.append(breakableName(name, risk ? "name" : ""));
    made.append(link);
    if (risk) {
      const verdict = element("span", "small row", "");
      verdict.append(riskOf(risk), element("span", "", category), element("bdi", "quiet", server));
      made.append(verdict);
    } else made.append(element("span", "small quiet", "Server"));
    if (says) made.append(element("span", "small quiet untrusted", says));
    return made;
  };

  if (form && status && list) {
    const base = form.dataset.base ?? "/";
    const find = searcher(async (file) => {
      const response = await fetch(`${base}search/${file}`);
      if (!response.ok) throw new Error(`${response.status} for ${file}`);
      return response.json();
    });
    let turn = 0;

    const answer = async (): Promise<void> => {
      const mine = ++turn;
      const data = new FormData(form);
      const ask = {
        text: String(data.get("q") ?? ""),
        risks: data.getAll("risk").map(String),
        categories: data.getAll("category").map(String),
      };
      const asked = ask.text.trim() !== "" || ask.risks.length + ask.categories.length > 0;
      const query = new URLSearchParams(
        [...data].filter(([, value]) => value !== "").map(([key, value]) => [key, String(value)]),
      );
      history.replaceState(null, "", asked ? `?${query}` : location.pathname);
      if (!asked) {
        list.replaceChildren();
        status.textContent = "";
      } else {
        try {
          const { total, results } = await find(ask, 40);
          // A later question has been asked meanwhile; its answer is the one to show.
          if (mine !== turn) return;
          list.replaceChildren(...results.map((shown) => resultOf(shown, base)));
          status.textContent =
            total === 0
              ? "Nothing matches. Try fewer or shorter words."
              : `${total.toLocaleString("en-GB")} ${total === 1 ? "match" : "matches"}${total > results.length ? `, the first ${results.length}` : ""}`;
        } catch (error) {
          if (mine !== turn) return;
          status.textContent = `The index could not be read: ${error instanceof Error ? error.message : String(error)}`;
        }
      }
      for (const one of lists) one.hidden = asked;
    };

    const given = new URLSearchParams(location.search);
    for (const field of form.querySelectorAll("input"))
      if (field.type === "checkbox") field.checked = given.getAll(field.name).includes(field.value);
      else field.value = given.get(field.name) ?? "";
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => void answer());
    if (given.size > 0) void answer();
  }
};
