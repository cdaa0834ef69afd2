create table "schedules" (
  "kind" text collate "C" primary key,
  "planned_at" text collate "C" not null,
  "started_at" text collate "C" not null,
  "taken_by" text collate "C",
  "taken_until" text collate "C"
);
