/// <reference lib="dom" />

/** Lets a button copy a text, and say when it is on the clipboard. */
const copies = (button: HTMLButtonElement, text: Element): void => {
  button.addEventListener("click", async () => {
    const copied = await navigator.clipboard.writeText(text.textContent ?? "").then(
      () => true,
      () => false,
    );
    button.textContent = copied ? "Copied" : "Select the text and copy it";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 3000);
  });
};

/**
 * Shows the button of each box that can be copied, which does nothing without this script, and makes one for the text of
 * each format when it is opened.
 */
export const start = (): void => {
  if (!navigator.clipboard) return;
  for (const box of document.querySelectorAll("[data-copy-box]")) {
    const button = box.querySelector<HTMLButtonElement>("[data-copy]");
    const text = box.querySelector("[data-copy-text]");
    if (!button || !text) continue;
    button.hidden = false;
    copies(button, text);
  }
  for (const tab of document.querySelectorAll(".tabs details"))
    tab.addEventListener(
      "toggle",
      () => {
        const [name, text] = [tab.querySelector("p"), tab.querySelector("pre")];
        if (!name || !text) return;
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "Copy";
        copies(button, text);
        name.append(" ", button);
      },
      { once: true },
    );
};
