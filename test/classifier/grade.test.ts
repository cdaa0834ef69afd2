import assert from "node:assert/strict";
import { test } from "node:test";
import { type GradeInput, gradeOf, type Posture } from "../../classifier/grade.ts";
import { CATEGORIES, type Category, type Finding, RISKS, type Risk } from "../../db/records/classification.ts";
import { OUTCOMES, type Outcome } from "../../db/records/outcome.ts";

type Tool = GradeInput["tools"][number];

const tool = (
  name: string,
  category: Category,
  risk: Risk,
  level?: Finding["level"],
  description = "Does it.",
): Tool => ({
  definition: { name, description },
  classification: {
    server: "s",
    tool: name,
    fingerprint: "",
    category,
    risk,
    confidence: 0.9,
    capabilities: [],
    evidence: [],
    rationale: "",
    findings: level ? [{ rule: "r", level, field: "name", start: 0, end: 1, quote: "x", says: "", remedy: "" }] : [],
    classifier: { method: "test", version: "0" },
  },
});
const points = (tools: Tool[], posture: Posture = "local"): number => {
  const grade = gradeOf({ outcome: "listed", tools, posture, changes: null });
  assert.ok(grade.letter !== null);
  return grade.points;
};

test("only a complete listing is graded; every other outcome says why not", () => {
  for (const outcome of Object.keys(OUTCOMES) as Outcome[]) {
    const grade = gradeOf({ outcome, tools: [], posture: "local", changes: null });
    if (outcome === "listed") assert.equal(grade.letter, "A");
    else assert.ok(grade.letter === null && grade.reason.startsWith("not graded: "));
  }
});

test("adding any tool never improves a grade, renaming changes nothing, a riskier tool is never better", () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  let state = seed;
  const random = (n: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * n);
  };
  const levels: (Finding["level"] | undefined)[] = [undefined, undefined, "info", "low", "medium", "high"];
  const any = (): Tool =>
    tool(`t${random(1e6)}`, CATEGORIES[random(5)]!, RISKS[random(4)]!, levels[random(6)], random(3) ? "Does it." : "");
  for (let round = 0; round < 2000; round++) {
    const posture = (["login", "open", "local", "unknown"] as const)[random(4)]!;
    const tools = Array.from({ length: random(40) }, any);
    const before = points(tools, posture);
    assert.ok(points([...tools, any()], posture) >= before);
    const renamed = tools.map((one) => ({ ...one, definition: { ...one.definition, name: `x${random(1e6)}` } }));
    assert.equal(points(renamed, posture), before);
    const risk = random(3);
    const [low, high] = [RISKS[risk]!, RISKS[risk + 1]!];
    assert.ok(
      points([...tools, tool("n", "Write", high)], posture) >= points([...tools, tool("n", "Write", low)], posture),
    );
  }
});

test("the parts are separate, bounded, and what was not seen counts nothing", () => {
  const tools = Array.from({ length: 500 }, (_, i) => tool(`t${i}`, "Destructive", "Critical", "high", ""));
  const grade = gradeOf({ outcome: "listed", tools, posture: "unknown", changes: null });
  assert.ok(grade.letter === "F");
  assert.deepEqual(
    grade.parts.map((part) => [part.id, part.points <= part.most, part.seen]),
    [
      ["capability", true, true],
      ["findings", true, true],
      ["posture", true, false],
      ["drift", true, false],
      ["transparency", true, true],
    ],
  );
  assert.deepEqual(
    grade.parts.filter((part) => !part.seen).map((part) => part.points),
    [0, 0],
  );
});
