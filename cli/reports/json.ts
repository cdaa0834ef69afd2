import type { ReportFormat } from "../report.ts";

export const json: ReportFormat = {
  id: "json",
  says: "the report contract, for programs",
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
