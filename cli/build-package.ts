/**
 * Compiles the package into `dist/`: the TypeScript by `tsc`, everything else (migrations, models, lists, Astro pages,
 * styles) copied, with the `.ts` of relative imports in `.astro` files rewritten as `tsc` does it in the code. Node runs
 * no TypeScript inside `node_modules`, so the published package holds JavaScript only. What `toolrisk classify` loads of the
 * classifier is then put into one file, by esbuild, with what it works out before the first tool beside it.
 */
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { z } from "zod";
import { CONTRACTS } from "../db/records/contracts.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});

const copied = globSync(["cli/bin.js", "{crawler,classifier,policy,db,site}/**/*"], { cwd: root, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
  .filter((file) => !/(^|\/)(training|node_modules|\.astro)\//.test(file));
for (const file of copied) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  if (file.endsWith(".astro")) {
    const text = readFileSync(join(root, file), "utf8");
    writeFileSync(join(dist, file), text.replace(/(["'])(\.{1,2}\/[^"'\n]+)\.ts\1/g, "$1$2.js$1"));
  } else {
    cpSync(join(root, file), join(dist, file));
  }
}

// The package holds no sources to tell the classifier's version from.
execFileSync(process.execPath, [join(root, "classifier/write-version.ts"), join(dist, "classifier/version.json")]);

// Two hundred modules take longer to find and to parse than one; what is loaded later stays where `tsc` put it.
execFileSync(process.execPath, [join(root, "classifier/write-prepared.ts"), join(dist, "classifier/prepared.bin")]);
await build({
  entryPoints: [join(dist, "classifier/classify-stream.js")],
  outfile: join(dist, "classifier/classify-stream.js"),
  allowOverwrite: true,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  logLevel: "warning",
  plugins: [
    {
      name: "prepared",
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /\/prepared\.js$/ }, () => ({ path: join(dist, "classifier/packaged.js") }));
        onResolve({ filter: /./ }, ({ kind, path }) =>
          kind === "dynamic-import" ? { path, external: true } : undefined,
        );
        // The model's own files are not read: its tables are prepared.
        onLoad({ filter: /\/model\/\w+\.json$/ }, () => ({ contents: "{}", loader: "json" }));
      },
    },
  ],
});

mkdirSync(join(dist, "schemas"), { recursive: true });
for (const [name, schema] of Object.entries(CONTRACTS)) {
  const text = `${JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), null, 2)}\n`;
  writeFileSync(join(dist, "schemas", `${name}.json`), text);
}
