/// <reference lib="dom" />

/** Shows the copy buttons, which do nothing without this script, and says when the text is on the clipboard. */
export const start = (): void => {
  for (const box of document.querySelectorAll("[data-copy-box]")) {
    const button = box.querySelector<HTMLButtonElement>("[data-copy]");
    const text = box.querySelector("[data-copy-text]");
    if (!button || !text || !navigator.clipboard) continue;
    button.hidden = false;
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
  }
};
