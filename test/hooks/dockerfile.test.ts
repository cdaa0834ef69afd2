import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";

const root = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(join(root, "Dockerfile"), "utf8");

test("the Dockerfile has no fault that the linter of editors finds", () => {
  assert.deepEqual(
    validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
    [],
  );
  assert.notDeepEqual(validate("FROM node\nRUNN x\n"), []);
});

test("what it copies is there, it runs as no root, and its Node is the one that the package needs", () => {
  const file = DockerfileParser.parse(text);
  const copied = file
    .getCOPYs()
    .filter((copy) => !copy.getFlags().some((flag) => flag.getName() === "from"))
    .flatMap((copy) => copy.getArguments().slice(0, -1))
    .map((argument) => argument.getValue());
  assert.deepEqual(
    copied.filter((path) => !existsSync(join(root, path))),
    [],
  );
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
  for (const from of file.getFROMs())
    assert.match(from.getImage() ?? "", new RegExp(`^node:${/\d+/.exec(engines.node)?.[0]}-`));
  const users = file.getInstructions().filter((one) => one.getKeyword() === "USER");
  assert.deepEqual(
    users.map((one) => one.getArguments().map((argument) => argument.getValue())),
    [["node"]],
  );
  const ignored = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
  for (const path of ["node_modules", ".git", ".toolrisk"]) assert.ok(ignored.includes(path), path);
});
