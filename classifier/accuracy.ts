import { z } from "zod";
import { CATEGORIES, CategorySchema } from "../db/records/classification.ts";
import measured from "./model/accuracy.json" with { type: "json" };

/** Ways in which the labelled tools were looked at, in the order of the report, with their titles. */
export const ACCURACY_VIEWS = {
  full: "as published",
  unclaimed: "annotations hidden",
  mute: "descriptions blanked",
  alone: "blanked, no siblings",
  natural: "natural stratum",
  further: "further labels",
} as const;
export type AccuracyView = keyof typeof ACCURACY_VIEWS;

const Share = z.number().min(0).max(1);
const Count = z.int().min(0);

/** The figures by which a classifier is measured; shares between 0 and 1. */
export const FiguresSchema = z.strictObject({
  n: Count,
  accuracy: Share,
  lenient: Share.meta({ description: "A defensible second category counts as right too." }),
  macroF1: Share,
  riskExact: Share,
  riskWithinOne: Share,
  dangerousAsRead: Share.meta({ description: "Dangerous tools called Read." }),
  readAsDangerous: Share.meta({ description: "Reads called dangerous." }),
  ece: Share.meta({ description: "Expected calibration error over ten bins." }),
  meanConfidence: Share,
  coverageAt80: Share,
  accuracyAt80: Share,
  capabilityPrecision: Share,
  capabilityRecall: Share,
  confusion: z
    .array(z.array(Count).length(CATEGORIES.length))
    .length(CATEGORIES.length)
    .meta({ description: "Row: label; column: predicted; in the order of the categories." }),
  bins: z
    .array(z.strictObject({ n: Count, right: Count, confidence: z.number().min(0) }))
    .length(10)
    .meta({ description: "Per tenth of confidence: tools, right ones, sum of confidence." }),
});
export type Figures = z.infer<typeof FiguresSchema>;

/** Of tools with blanked descriptions, how many are right with their siblings alone and without them alone. */
export const SiblingsSchema = z.strictObject({
  n: Count,
  onlyWith: Count.meta({ description: "Right with siblings, wrong without." }),
  onlyWithout: Count.meta({ description: "Right without siblings, wrong with them." }),
});
export type Siblings = z.infer<typeof SiblingsSchema>;

/** `model/accuracy.json`: what `npm run eval` measured, from which the report and the site's page are made. */
export const AccuracySchema = z.strictObject({
  version: z.literal(1),
  /** When it was measured, YYYY-MM-DD. */
  date: z.iso.date(),
  folds: z.int().min(2),
  categories: z.array(CategorySchema).length(CATEGORIES.length),
  views: z.record(z.enum(Object.keys(ACCURACY_VIEWS) as [AccuracyView, ...AccuracyView[]]), FiguresSchema),
  siblings: z.strictObject({ gold: SiblingsSchema, further: SiblingsSchema }),
});
export type Accuracy = z.infer<typeof AccuracySchema>;

/** How well the model that ships was measured to do. */
export const shippedAccuracy = (): Accuracy => AccuracySchema.parse(measured);
