/** An AbortSignal that the first Ctrl-C or SIGTERM fires; `release` gives the signals back. A second Ctrl-C ends at once. */
export const interruptible = (): { signal: AbortSignal; release: () => void } => {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error("interrupted"));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    },
  };
};

/** Resolves at the first Ctrl-C or SIGTERM. */
export const untilInterrupted = async (): Promise<void> => {
  const { signal, release } = interruptible();
  // A signal listener alone does not keep the process alive; an open server does.
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  release();
};
