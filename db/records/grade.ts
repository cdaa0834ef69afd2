import { z } from "zod";

/** Best to worst. */
export const LETTERS = ["A", "B", "C", "D", "F"] as const;
export type Letter = (typeof LETTERS)[number];

/** The five parts of a grade, each shown by itself. */
export const GRADE_PARTS = ["capability", "findings", "posture", "drift", "transparency"] as const;

export const GradePartSchema = z.object({
  id: z.enum(GRADE_PARTS),
  points: z.number().nonnegative().describe("against the server: 0 is the best"),
  most: z.number().positive().describe("the most points that this part can have"),
  seen: z.boolean().describe("false where it could not be seen: it then counts nothing"),
  says: z.string(),
});
export type GradePart = z.infer<typeof GradePartSchema>;

/** A server's grade over its complete listing, or why it has none. */
export const GradeSchema = z.union([
  z.object({ letter: z.enum(LETTERS), points: z.number().nonnegative(), parts: z.array(GradePartSchema) }),
  z.object({ letter: z.null(), reason: z.string() }),
]);
export type Grade = z.infer<typeof GradeSchema>;
