/// <reference lib="dom" />
import { make, pickServer, type ServerData } from "./pick-server.ts";

/** The policy builder: everything happens here, in the browser; nothing of what is picked is sent anywhere. */
export const start = (): void => {
  const form = document.querySelector<HTMLFormElement>("[data-pick]");
  const chosen = document.querySelector<HTMLElement>("[data-chosen]");
  const status = document.querySelector<HTMLElement>("[data-status]");
  const profile = document.querySelector<HTMLSelectElement>("[data-profile]");

  type Entry = {
    data: ServerData;
    box: HTMLElement;
    kept: () => Set<string>;
    output: HTMLElement;
    link: HTMLAnchorElement;
  };

  /** The server's policy for a profile, with the tools that were unticked left out: by default they are denied. */
  const policyText = (data: ServerData, name: string, kept: Set<string>): string => {
    const policy = data.policies[name];
    if (!policy) return "";
    const hide = policy.hide?.filter((tool) => kept.has(tool)) ?? [];
    const tools = Object.entries(policy.tools ?? {}).filter(([tool]) => kept.has(tool));
    return JSON.stringify(
      {
        version: policy.version,
        default: policy.default,
        ...(hide.length > 0 && { hide }),
        ...(tools.length > 0 && { tools: Object.fromEntries(tools) }),
      },
      null,
      2,
    );
  };

  const say = (text: string): void => {
    if (status) status.textContent = text;
  };

  if (form && chosen && profile) {
    // Hidden until now, since none of it does anything without this script.
    document.querySelector<HTMLElement>("[data-builder]")?.removeAttribute("hidden");
    const entries = new Map<string, Entry>();
    const show = (entry: Entry): void => {
      const text = policyText(entry.data, profile.value, entry.kept());
      entry.output.textContent = text;
      if (entry.link.href.startsWith("blob:")) URL.revokeObjectURL(entry.link.href);
      entry.link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    };
    const remember = (): void => {
      const query = new URLSearchParams([
        ...[...entries.keys()].map((slug) => ["server", slug]),
        ["profile", profile.value],
      ]);
      history.replaceState(null, "", entries.size > 0 ? `?${query}` : location.pathname);
    };
    const add = (data: ServerData): void => {
      if (entries.has(data.slug)) {
        say("It is in the list already.");
        return;
      }
      const boxes = data.tools.map((tool) => ({
        tool,
        input: make("input", { type: "checkbox", checked: true, name: "tool" }),
      }));
      const output = make("pre", { className: "long", tabIndex: 0 });
      output.setAttribute("role", "region");
      output.setAttribute("aria-label", `policy.json of ${data.name}`);
      const link = make("a", { className: "act", download: "policy.json" }, "Download policy.json");
      const remove = make("button", { type: "button" }, "Remove");
      const fields = make(
        "fieldset",
        { className: "chips" },
        make("legend", {}, "Tools it may name"),
        ...boxes.map(({ tool, input }) =>
          make(
            "label",
            {},
            input,
            make("bdi", { className: "name" }, tool.name),
            make("span", { className: "quiet" }, tool.risk),
          ),
        ),
      );
      const box = make(
        "section",
        { className: "box" },
        make("header", {}, make("b", {}, make("bdi", {}, data.name)), make("span", { className: "row" }, link, remove)),
        make("div", { className: "pad" }, fields),
        output,
      );
      const entry: Entry = {
        data,
        box,
        output,
        link,
        kept: () => new Set(boxes.filter(({ input }) => input.checked).map(({ tool }) => tool.name)),
      };
      entries.set(data.slug, entry);
      chosen.append(box);
      fields.addEventListener("change", () => show(entry));
      remove.addEventListener("click", () => {
        URL.revokeObjectURL(link.href);
        box.remove();
        entries.delete(data.slug);
        remember();
      });
      show(entry);
      remember();
      say(data.tools.length === 0 ? "Its tools could not be listed, so there is nothing to write a policy from." : "");
    };
    const given = new URLSearchParams(location.search);
    const wanted = given.get("profile");
    if ([...profile.options].some(({ value }) => value === wanted)) profile.value = wanted ?? profile.value;
    profile.addEventListener("change", () => {
      for (const entry of entries.values()) show(entry);
      remember();
    });
    const { load } = pickServer(form, add, say);
    for (const slug of given.getAll("server").slice(0, 20)) void load(slug);
  }
};
