import type { ReportFormat } from "./report.ts";
import { htmlReport } from "./reports/html.ts";
import { json } from "./reports/json.ts";
import { markdown } from "./reports/markdown.ts";
import { sarif } from "./reports/sarif.ts";
import { text } from "./reports/text.ts";

/** Every form of the report; the first is what a person gets who asks for none. */
export const REPORTS: readonly ReportFormat[] = [text, json, sarif, markdown, htmlReport];
