import assert from "node:assert/strict";
import { test } from "node:test";
import { isAllowed, MAX_ROBOTS, parseRobots } from "../../crawler/robots.ts";

const allows = (text: string, path: string): boolean => isAllowed(parseRobots(text, "toolrisk"), path);
const us = (lines: string): string => `User-agent: toolrisk\n${lines}`;

const CASES: [says: string, text: string, path: string, allowed: boolean][] = [
  ["nothing", "", "/mcp", true],
  ["an empty rule", us("Disallow:\n"), "/mcp", true],
  ["everything", us("Disallow: /\n"), "/mcp", false],
  ["everybody", "User-agent: *\nDisallow: /\n", "/mcp", false],
  ["somebody else", "User-agent: otherbot\nDisallow: /\n", "/mcp", true],
  ["our own group alone counts", "User-agent: *\nDisallow: /\nUser-agent: toolrisk\nDisallow: /x\n", "/mcp", true],
  ["the same group twice", `${us("Disallow: /a\n")}User-agent: x\nAllow: /\n${us("Disallow: /mcp\n")}`, "/mcp", false],
  ["several names before the rules", "User-agent: a\nUser-agent: ToolRisk/9 x\n\nDisallow: /\n", "/mcp", false],
  ["a name that only begins like ours", "User-agent: toolriskier\nDisallow: /\n", "/mcp", true],
  ["the longest rule decides", us("Disallow: /m\nAllow: /mcp\n"), "/mcp", true],
  ["allowing wins among equals", us("Disallow: /mcp\nAllow: /mcp\n"), "/mcp", true],
  ["an asterisk", us("Disallow: /*/private*x\n"), "/a/b/private/yx", false],
  ["an asterisk that finds nothing", us("Disallow: /*/private\n"), "/private", true],
  ["the end", us("Disallow: /mcp$\n"), "/mcp/x", true],
  ["the very end", us("Disallow: /*cp$\n"), "/mcp", false],
  ["the end, overlapping", us("Disallow: /mcp*cp$\n"), "/mcp", true],
  ["percent-encoded letters", us("Disallow: /%6Dcp/%c3%a4\n"), "/mcp/ä", false],
  ["comments, blanks, carriage returns", "\uFEFFuser-AGENT : toolrisk # us\r disallow:/mcp # no\r\n", "/mcp", false],
  ["rules before any name", "Disallow: /\nUser-agent: x\nDisallow: /\n", "/mcp", true],
  ["a web page", "<html>\nDisallow: /", "/mcp", true],
];
for (const [says, text, path, allowed] of CASES)
  test(`robots.txt: ${says}`, () => assert.equal(allows(text, path), allowed));

test("a hostile robots.txt costs time in proportion to its size", () => {
  const names = "User-agent: *\n".repeat(10_000);
  const rules = `Disallow: /${"*a".repeat(200)}b\n`.repeat(10_000);
  for (const text of [
    names + rules,
    rules.repeat(10),
    "\r".repeat(MAX_ROBOTS),
    `${us("")}${"Allow: /\n".repeat(60_000)}`,
  ]) {
    const robots = parseRobots(text, "toolrisk");
    assert.ok(robots.rules.length <= 2_000);
    isAllowed(robots, `/${"a".repeat(2_000)}`);
  }
});
