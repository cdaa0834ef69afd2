import { createApp } from "astro/app/entrypoint";

/*
 * What Astro bundles the pages around: the "server" that renders them on demand. It answers to the build alone, which
 * asks for each page that has to be written.
 */

const app = createApp({ streaming: false });

/** Renders the page at an absolute address. Throws the error of the page, and one that names it where there is none. */
export const renderPage = async (address: string, notFound = false): Promise<string> => {
  let problem: unknown;
  // Otherwise an error would become a page that says so, and be lost.
  app.renderError = async (_request, { error, status }) => {
    problem = error ?? new Error(`${address}: no page stands there (${status})`);
    return new Response(null, { status: 500 });
  };
  const response = await app.render(new Request(address));
  if (problem !== undefined) throw problem;
  if (response.status !== (notFound ? 404 : 200)) throw new Error(`${address}: answered with ${response.status}`);
  return response.text();
};
