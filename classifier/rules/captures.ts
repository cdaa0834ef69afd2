import { verbRule } from "../verb-rule.ts";

export const captures = verbRule({
  id: "captures",
  leans: "Read",
  means: "capturing what is on a screen or sensor",
  because: "A picture handed to the caller changes nothing; one that is stored is a write.",
  english: ["screenshot", "snapshot", "capture", "photograph"],
  other: ["截图", "截屏", "拍照", "スクリーンショット", "캡처"],
  examples: {
    hits: [
      { name: "take_screenshot" },
      { name: "page-screenshot" },
      { name: "x", description: "Captures the visible part of the page" },
    ],
    misses: [{ name: "delete_snapshot" }, { name: "x", description: "Restores a virtual machine from a snapshot" }],
  },
});
