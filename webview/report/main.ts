import { element, isolated } from "../shared/dom.ts";
import { readReport } from "./report-blocks.ts";
import { createReportPage } from "./report-page.ts";

const root = document.getElementById("report");
if (!root) throw new Error("The report has no element #report: its HTML and its script are of different versions.");

readReport()
  .then((report) => createReportPage(root, report))
  .catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    root.replaceChildren(
      element("p", { class: "empty", role: "alert" }, isolated(`This report cannot be shown: ${reason}`)),
    );
  });
