import { defineConfig } from "drizzle-kit";

/** For `npx drizzle-kit generate --name what-it-does`; names are chosen, and a migration once released is never edited. */
export default defineConfig({ dialect: "sqlite", schema: "./db/schema.ts", out: "./db/migrations" });
