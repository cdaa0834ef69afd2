alter table "attempts" add column "origin" text collate "C";
