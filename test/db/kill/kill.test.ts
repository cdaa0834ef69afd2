import { test } from "node:test";
import { killMany } from "./kill-many.ts";

test("a crawl that is killed at 100 random moments loses, repeats and doubles nothing", (t) => killMany(t, 100));
