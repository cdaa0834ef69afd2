create table "server_identities" (
  "identity" text collate "C" not null,
  "server_id" bigint not null,
  primary key ("identity", "server_id")
);
--> statement-breakpoint
create index "server_identities_server" on "server_identities" ("server_id");
--> statement-breakpoint
create table "source_passes" (
  "source" text collate "C" primary key,
  "through" text collate "C" not null
);
--> statement-breakpoint
alter table "attempts" add column "capabilities" text collate "C";
--> statement-breakpoint
alter table "attempts" add column "prompt_count" bigint;
--> statement-breakpoint
alter table "attempts" add column "resource_count" bigint;
--> statement-breakpoint
alter table "attempts" add column "authorization" text collate "C";
--> statement-breakpoint
alter table "attempts" add column "tried" text collate "C";
--> statement-breakpoint
alter table "server_sources" add column "named" text collate "C";
--> statement-breakpoint
alter table "server_sources" add column "withdrawn_at" text collate "C";
