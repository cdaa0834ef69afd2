import type { OUTCOMES } from "../../../db/records/outcome.ts";
import { HTTP_CASES, REFUSED_ADDRESSES } from "./http-cases.ts";
import { CONSENT_CASES, INTERNET_CASES } from "./internet-cases.ts";
import { RECORD_CASES } from "./record-cases.ts";
import { STDIO_CASES } from "./stdio-cases.ts";

interface Row {
  row: number;
  does: string;
  outcome: keyof typeof OUTCOMES;
  tools?: number;
  sandboxed?: true;
}

/** A cell of a table in Markdown: what could end it, or be taken for markup, is shown as it is. */
const cell = (text: string): string =>
  text
    .replace(/[^\x20-\x7E]/g, (letter) => `U+${letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`)
    .replaceAll("|", "\\|");

const rows = (cases: readonly Row[]): string =>
  cases
    .map(({ row, does, outcome, tools, sandboxed }) => {
      const count = tools === 1 ? "1 tool" : `${tools} tools`;
      const kept = tools === undefined ? "" : outcome === "incomplete" ? `${count} kept` : count;
      return `| ${row} | ${cell(does)} | ${outcome} | ${[kept, sandboxed ? "in a sandbox only" : ""].filter(Boolean).join("; ")} |`;
    })
    .join("\n");

const HEAD = "| kind | what it does | outcome | |\n|---|---|---|---|";

/** The page of all hostile behaviours that the tests start, with the outcome that each must come to. */
export const hostileTable = (): string => `# Hostile servers

What a server, a host, a package or a record can do to the crawler, and what must come of it. Each row is started by a
test, through the same \`crawl\` as any server; this page is written from the tests' own data
(\`node test/crawler/hostile/write-table.ts\`), and a test fails when it is out of date.

Besides the outcome (they are those of [db/records/outcome.ts](../db/records/outcome.ts)), every server and host must
leave the attempt within its deadline and 0.3 s, the crawler's event loop never blocked for 250 ms, its memory grown by less
than 150 MB, no process left, and a listener on this machine's own addresses never reached.

The event loop is watched by \`monitorEventLoopDelay\`, in steps of 5 ms, which sees computing, a slow disk and waiting for a
child alike. On a machine with more to do than it has cores, it also sees that something else had the core, which no code of
ours could change: the time in which the kernel saw anything wait for a core (\`/proc/pressure/cpu\`) is taken off, step by
step. What the crawler's main thread computed itself always counts. The time that it waited for a core is granted to the
deadline, too.

## Over standard input and output

No process of the server is left, and a secret in the crawler's environment and on its disk never comes out.

${HEAD}
${rows(STDIO_CASES)}
| 28 | a fork bomb and a memory hog beside two good servers | the good ones are listed | in a sandbox only |
| 34 | lists something else the next time | listed, with another fingerprint | |

## Over HTTP

${HEAD}
${rows(HTTP_CASES)}

## Names, certificates, redirects

The crawler runs in namespaces of its own, in which the test is the whole internet: a name server, hosts with public
addresses and certificates of an authority that the crawler trusts, and listeners on this machine's, a private, a provider's
and the metadata service's address. None of those is ever reached.

${HEAD}
${rows(INTERNET_CASES)}
| 41 | sixteen names that are never answered, beside a good server | the good one is listed | |

These addresses of somebody else's record are refused before anything is dialled (kind 41):

${REFUSED_ADDRESSES.map((address) => `- \`${cell(address)}\``).join("\n")}

## What hosts and owners ask

See [politeness.md](politeness.md). None of those that are refused gets a request for more than its robots.txt.

| what | outcome |
|---|---|
${CONSENT_CASES.map(({ does, outcome }) => `| ${cell(does)} | ${outcome} |`).join("\n")}
| twelve servers of one host | listed, two at a time, after one look at its robots.txt |

## Records and packages

Nothing outside of the registry is asked, no script runs, nothing is written outside of the package's own folder, nothing is
left half installed; the event loop, memory and processes are bounded as above. Fetching has no deadline but its own of five
minutes.

| kind | what the package is called | what it does | outcome |
|---|---|---|---|
${RECORD_CASES.map(({ row, package: pkg, does, outcome }) => `| ${row} | \`${cell(pkg.identifier)}\` | ${cell(does)} | ${outcome} |`).join("\n")}
`;
