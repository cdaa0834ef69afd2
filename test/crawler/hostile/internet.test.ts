import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { USER_AGENT } from "../../../crawler/client-name.ts";
import { folder } from "../started.ts";
import { DEADLINE_MS, type InternetReport, OWN_PUBLIC, PUBLIC } from "./internet.ts";
import { CONSENT_CASES, INTERNET_CASES } from "./internet-cases.ts";
import { checkProcess, SLACK_MS } from "./watched.ts";

/** Our own network and /etc, in which we are root: nothing that is done there leaves it. */
const NAMESPACES = ["--user", "--map-root-user", "--net", "--mount"];
/** This machine's addresses, which are there so that a dial to them would arrive. */
const ADDRESSES = [OWN_PUBLIC, "10.0.0.5", "169.254.169.254", "100.64.0.1"];
const SETUP = `set -e
ip link set lo up
for address in ${ADDRESSES.join(" ")}; do ip address add "$address/32" dev lo; done
ip route add local ${PUBLIC}/32 dev lo
mount -t tmpfs none /etc
echo "nameserver 127.0.0.1" >/etc/resolv.conf
exec "$@"`;

const made = spawnSync("unshare", [...NAMESPACES, "true"]).status === 0;
const hasIp = ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"].some((path) => existsSync(path));
const skip = made ? false : "no user namespaces here: run on a Linux that has them";

let report: InternetReport;
before(async () => {
  if (skip !== false) return;
  assert.ok(hasIp, "this test needs the command ip (Debian and Ubuntu: the package iproute2)");
  using home = folder();
  const program = fileURLToPath(new URL("internet.ts", import.meta.url));
  const authority = fileURLToPath(new URL("certificates/authority.pem", import.meta.url));
  const words = [...NAMESPACES, "sh", "-c", SETUP, "sh", process.execPath, program, home.path];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const child = spawn("unshare", words, { env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) text += chunk;
  report = JSON.parse(text) as InternetReport;
});

for (const one of [...INTERNET_CASES, ...CONSENT_CASES]) {
  const kind = "row" in one && one.row !== 0 ? `${one.row} ` : "";
  test(`${kind}${one.id}: ${one.does} → ${one.outcome}`, { skip }, () => {
    const found = report.results[one.id];
    assert.ok(found, "no attempt");
    assert.equal(found.attempt.outcome, one.outcome, found.attempt.error ?? "");
    if (one.says) assert.match(found.attempt.error ?? "", one.says);
    if (one.tools !== undefined) assert.equal(found.tools, one.tools);
    assert.ok(found.unhinderedMs < DEADLINE_MS + SLACK_MS, `it took ${found.unhinderedMs} ms`);
    const posts = report.requests.filter((request) => request === `${one.id} POST /mcp`);
    assert.equal(posts.length > 0, one.asked, report.requests.join("\n"));
  });
}

test("nobody arrives at an address that is not public, whatever name leads there", { skip }, () => {
  assert.deepEqual(report.hits, []);
  checkProcess(report.seen);
});

test("every request says who asks", { skip }, () => {
  assert.deepEqual([...new Set(report.agents)], [USER_AGENT]);
});

test("a host is asked for its robots.txt once, and two of its servers at a time at most", { skip }, () => {
  assert.equal(report.requests.filter((request) => request === "busy GET /robots.txt").length, 1);
  assert.equal(report.atOnce, 2);
});

test("names that are never answered do not hold up the servers beside them", { skip }, () => {
  assert.ok(
    report.besideSilentMs < 4_000,
    `a good server took ${report.besideSilentMs} ms beside sixteen silent names`,
  );
});
