import { verbRule } from "../verb-rule.ts";

export const books = verbRule({
  id: "books",
  leans: "Financial",
  means: "booking",
  because: "A booking commits to a price.",
  english: ["book", "reserve", "rent", "hire", "preorder", "rebook"],
  other: ["reservar", "alquilar", "réserver", "buchen", "预订", "预约", "予約", "예약"],
  examples: {
    hits: [{ name: "book_hotel" }, { name: "x", description: "Reserves a seat on a train" }],
    misses: [{ name: "get_book" }, { name: "x", description: "Searches a book by title" }],
  },
});
