import type { Report } from "../db/records/report.ts";

export interface ReportOptions {
  /** Whether escape sequences may colour it; only the text report does. */
  color: boolean;
  /** Columns of the terminal; only the text report wraps. */
  columns: number;
  /** Every tool, not only the riskiest of each server. */
  all: boolean;
  /** Why the check fails, one sentence each; empty when it does not. */
  failures: readonly string[];
}

/** A form of the report: one file in `cli/reports/`, whose name is the id. Renders to a string; the command writes it. */
export interface ReportFormat {
  readonly id: string;
  /** One line for the help. */
  readonly says: string;
  /** The whole text, with its last newline. */
  render(report: Report, options: ReportOptions): string;
}
