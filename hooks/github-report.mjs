#!/usr/bin/env node
/*
 * Puts what hooks/github-action.sh wrote where a reviewer sees it: one comment on the pull request, kept up to date, and the
 * result in code scanning. Both are extras. A run whose token may not write, as that of a pull request from a fork, says so in a
 * notice and goes on; nothing here ends the job.
 *
 *   node github-report.mjs FOLDER    with toolrisk.md and toolrisk.sarif in it
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** The first line of a comment of ours, as the Markdown report begins. */
const MARK = "<!-- toolrisk check -->";
/** Characters that GitHub takes in a comment are 65,536. */
const MOST = 65_000;

const [folder = "."] = process.argv.slice(2);
const {
  GITHUB_API_URL: api = "https://api.github.com",
  GITHUB_REPOSITORY: repository,
  GITHUB_REF: ref,
  GH_TOKEN: token,
  PULL_REQUEST: pull,
  HEAD_SHA: sha,
  COMMENT: comment,
  UPLOAD: upload,
} = process.env;

/** One request; the answer's JSON and the address of the next page. Throws an Error that says the status. */
const ask = async (address, init = {}) => {
  const response = await fetch(new URL(address, `${api}/`), {
    ...init,
    headers: {
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  return { json: text === "" ? null : JSON.parse(text), next };
};

/** The number of our own comment; undefined where there is none. Only a bot's counts, since anybody can write the mark. */
const ownComment = async () => {
  let page = `repos/${repository}/issues/${pull}/comments?per_page=100`;
  while (page) {
    const { json, next } = await ask(page);
    const own = json.find(({ user, body }) => user?.type === "Bot" && body?.startsWith(MARK));
    if (own) return own.id;
    page = next;
  }
  return undefined;
};

const writeComment = async () => {
  const report = readFileSync(join(folder, "toolrisk.md"), "utf8");
  const body =
    report.length <= MOST
      ? report
      : `${report.slice(0, MOST).toWellFormed()}\n\n… the whole report is in the job's summary.\n`;
  const old = await ownComment();
  const [method, address] =
    old === undefined
      ? ["POST", `repos/${repository}/issues/${pull}/comments`]
      : ["PATCH", `repos/${repository}/issues/comments/${old}`];
  await ask(address, { method, body: JSON.stringify({ body }) });
};

const uploadSarif = async () => {
  const sarif = gzipSync(readFileSync(join(folder, "toolrisk.sarif"))).toString("base64");
  const at = pull ? `refs/pull/${pull}/head` : ref;
  await ask(`repos/${repository}/code-scanning/sarifs`, {
    method: "POST",
    body: JSON.stringify({ commit_sha: sha, ref: at, sarif, tool_name: "toolrisk" }),
  });
};

const extra = async (what, work) => {
  try {
    await work();
  } catch (error) {
    const denied = /HTTP 40[134]/.test(error.message);
    const why = denied ? "this run's token may not write it" : error.message.replace(/[\r\n]+/g, " ");
    console.log(`::notice::toolrisk: ${what} was left out, as ${why}; the report is in the job's summary`);
  }
};

if (comment === "true" && pull) await extra("the comment", writeComment);
if (upload === "true") await extra("the upload", uploadSarif);
