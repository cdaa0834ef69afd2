import type { Question } from "./questions.ts";

/** Questions and answers as schema.org has them, for a block of JSON-LD. */
export const faqData = (questions: readonly Question[]): unknown => ({
  "@context": "https://schema.org",
  "@type": "FAQPage",
  mainEntity: questions.map(({ question, answer }) => ({
    "@type": "Question",
    name: question,
    acceptedAnswer: { "@type": "Answer", text: answer },
  })),
});
