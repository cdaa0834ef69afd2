-- What a mark says is the attempt itself: times come from clocks.
alter table "change_marks" add column "attempt_id" bigint references "attempts" ("id");
--> statement-breakpoint
update "change_marks" set "attempt_id" = (
  select max("id") from "attempts"
  where "attempts"."server_id" = "change_marks"."server_id" and "attempts"."started_at" = "change_marks"."through"
);
--> statement-breakpoint
delete from "change_marks" where "attempt_id" is null;
--> statement-breakpoint
alter table "change_marks" alter column "attempt_id" set not null;
--> statement-breakpoint
alter table "change_marks" drop column "through";
--> statement-breakpoint
-- Another registry is another source now, and is read once more from its beginning.
delete from "source_passes" where "source" like 'registry:%';
--> statement-breakpoint
create index "server_sources_named" on "server_sources" using hash ("named");
--> statement-breakpoint
-- An ordered index refuses an address of more than 2,700 bytes, and the whole crawl with it.
drop index "remotes_url";
--> statement-breakpoint
create index "remotes_url" on "remotes" using hash ("url");
