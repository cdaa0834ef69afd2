alter table "attempts" add column "unstable" text collate "C";
--> statement-breakpoint
create index "remotes_url" on "remotes" ("url");
