import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { crossValidate, prepare } from "./cross-validate.ts";
import { readTrainingData } from "./data.ts";
import { trainModel } from "./train.ts";

/*
 * npm run fit -- [--gold DIR]
 *
 * Learns what the signals are worth from the labelled tools and writes classifier/model/. The fit is convex and starts
 * from zero, so there is no seed: the same labels give the same bytes.
 */

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const { values } = parseArgs({ options: { gold: { type: "string", default: here("../../../shared/gold") } } });

try {
  const data = readTrainingData(values.gold, here("labels.jsonl"));
  console.error(
    `${data.labels.length} labels of ${new Set(data.labels.map((label) => label.group)).size} groups of servers; no seed: the fit starts from zero`,
  );
  const { calibration } = crossValidate(data, 10, (text) => console.error(text));
  const { prepared } = prepare(data);
  const files = trainModel(
    prepared,
    data.labels.map((_, at) => at),
  );
  const weights = { ...files.weights, calibration };
  const lines = JSON.stringify(weights, null, 1).replace(
    /\[\s+([^\]]*?)\s+\]/g,
    (_, list: string) => `[${list.replace(/\s+/g, " ")}]`,
  );
  writeFileSync(here("../model/weights.json"), `${lines}\n`);
  writeFileSync(here("../model/wording.json"), `${JSON.stringify(files.wording, null, 1)}\n`);
  console.log(`calibration ${JSON.stringify(calibration)}`);
} catch (error) {
  console.error(`fit: ${(error as Error).message}`);
  process.exitCode = 2;
}
